// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.io.IOException;
import java.util.Optional;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/**
 * The 24 bytes before each payload.
 *
 * @param code the type as it stands
 * @param offset of the payload in what it is a part of, in bytes, 64 bits unsigned
 * @param size of the payload in bytes, from 0 to {@link #MAX_VRAM}
 */
record XePacketHeader(int code, int tile, int gt, long offset, long size) {
    static final int SIZE = 24;
    static final int VERSION = 1;

    /** No device has as much memory, and the kernel would have to hold the packet in the host's. */
    static final long MAX_VRAM = 1L << 40;

    Optional<XePacketType> type() {
        return XePacketType.of(code);
    }

    /** Whether nothing of it is about a GT or about a part of a resource. */
    boolean isDeviceLevel() {
        return tile == 0 && gt == 0;
    }

    /** Reads one; what follows a header that the kernel cannot follow cannot be followed here either. */
    static XePacketHeader read(FieldReader in, XeLimitedFindings complaints) throws IOException {
        int version = in.u8("version");
        if (version != VERSION) {
            throw in.malformed(
                    "UNSUPPORTED_VERSION", "packet of version " + version + "; the kernel accepts only " + VERSION);
        }
        int code = in.u8("type", XePacketType.symbols());
        if (code == 0) {
            complaints.error("BAD_PACKET_TYPE", "packet of type 0, which the kernel refuses with EINVAL");
        } else if (XePacketType.of(code).isEmpty()) {
            complaints.warning("UNKNOWN_PACKET_TYPE", "packet of type " + code + "; the kernel logs and skips it");
        }
        int tile = in.u8("tile_id");
        int gt = in.u8("gt_id");
        if (in.u32("flags", Symbols.HEXADECIMAL) != 0) {
            complaints.warning("UNKNOWN_FLAGS", "flags of a packet, which none has; the kernel never looks at them");
        }
        long offset = in.u64("offset", Symbols.HEXADECIMAL);
        long size = in.u64("size");
        long most = code == XePacketType.VRAM.code() ? MAX_VRAM : Integer.MAX_VALUE;
        if (Long.compareUnsigned(size, most) > 0) {
            throw in.malformed(
                    "RECORD_TOO_LARGE",
                    "packet of " + Long.toUnsignedString(size) + " bytes; the kernel cannot allocate more than "
                            + most);
        }
        return new XePacketHeader(code, tile, gt, offset, size);
    }
}
