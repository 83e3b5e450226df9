// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/** The mark 00 behind the last section; a description may follow. */
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
