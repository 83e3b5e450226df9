// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/** The byte 00 after the last section; a vmdescription may follow. */
public record EndOfStream(long offset) implements Element {
    @Override
    public long headLength() {
        return 1;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeU8(ElementType.QEMU_VM_EOF);
    }
}
