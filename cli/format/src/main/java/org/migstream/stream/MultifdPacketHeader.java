// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.MULTIFD_BAD_PACKET;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * Reads and writes the common header of multifd packets (QEMU migration/multifd.h): be32 magic, be32 version and be32
 * flags. The first packet of a channel has no flags. Names are in fields of 256 bytes.
 */
final class MultifdPacketHeader {
    static final long MULTIFD_MAGIC = 0x11223344L;
    static final long MULTIFD_VERSION = 1;

    static final int MULTIFD_FLAG_SYNC = 0x01;
    static final int MULTIFD_FLAG_COMPRESSION_MASK = 0x3e;
    static final int MULTIFD_FLAG_DEVICE_STATE = 0x40;

    /** Length of magic, version and flags in bytes. */
    static final int LENGTH = 12;
    /** Length of the field of a name in bytes. */
    static final int NAME_FIELD_LENGTH = 256;

    private MultifdPacketHeader() {}

    /** Returns whether a packet starts {@code ahead} bytes after the position. */
    static boolean isPacketAt(ByteSource in, int ahead) throws IOException {
        return in.available(ahead + 8) == ahead + 8
                && in.peek32(ahead) == MULTIFD_MAGIC
                && in.peek32(ahead + 4) == MULTIFD_VERSION;
    }

    /** Reads magic, version and flags; returns the flags. */
    static int readFlags(ByteSource in) throws IOException {
        long offset = in.position();
        long magic = in.readBe32();
        long version = in.readBe32();
        if (magic != MULTIFD_MAGIC || version != MULTIFD_VERSION) {
            throw badPacket(
                    offset,
                    "a packet must start here with %08x %08x, not %08x %08x: the channel is damaged here or before"
                            .formatted(MULTIFD_MAGIC, MULTIFD_VERSION, magic, version));
        }
        return (int) in.readBe32();
    }

    static void write(ByteSink out, int flags) throws IOException {
        out.writeBe32(MULTIFD_MAGIC);
        out.writeBe32(MULTIFD_VERSION);
        out.writeBe32(flags);
    }

    /**
     * Returns the name in a field, up to the first NUL. Older versions of QEMU do not clear the field, so bytes of an
     * earlier, longer name can follow the NUL.
     */
    static String nameInField(String field) {
        int end = field.indexOf('\0');
        return end < 0 ? field : field.substring(0, end);
    }

    static MalformedStreamException badPacket(long offset, String message) {
        return new MalformedStreamException(MULTIFD_BAD_PACKET, offset, message);
    }
}
