// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.STREAM_VERSION;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.UnsupportedStreamException;

/** The first eight bytes: "QEVM" and be32 version of the format (QEMU {@code qemu_savevm_state_header}). */
public record FileHeader(long offset) implements Element {
    /** The characters "QEVM". */
    static final long QEMU_VM_FILE_MAGIC = 0x5145564d;
    /** The version that every QEMU since 0.10 writes. */
    static final int QEMU_VM_FILE_VERSION = 3;

    static FileHeader read(ByteSource in) throws IOException {
        long offset = in.position();
        in.readBe32();
        long version = in.readBe32();
        if (version != QEMU_VM_FILE_VERSION) {
            throw new UnsupportedStreamException(
                    STREAM_VERSION,
                    offset + 4,
                    "stream version " + version + " is unsupported; only version " + QEMU_VM_FILE_VERSION
                            + " can be read");
        }
        return new FileHeader(offset);
    }

    /** Returns the version of the format. */
    public int version() {
        return QEMU_VM_FILE_VERSION;
    }

    @Override
    public long headLength() {
        return 8;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeBe32(QEMU_VM_FILE_MAGIC);
        out.writeBe32(QEMU_VM_FILE_VERSION);
    }
}
