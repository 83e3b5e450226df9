// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/**
 * The vmdescription, which describes the sections that QEMU writes from VMState descriptions: u8 06, be32 length. The body
 * is JSON. QEMU ignores it when it loads a stream (QEMU {@code qemu_savevm_state_complete_precopy_non_iterable}).
 */
public record VmDesc(long offset, long bodyLength) implements Element {
    @Override
    public long headLength() {
        return 5;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeU8(ElementType.QEMU_VM_VMDESCRIPTION);
        out.writeBe32(bodyLength);
    }
}
