// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.io.IOException;
import java.util.Optional;
import org.migstream.spi.FieldReader;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Symbols;

/**
 * The 24 bytes before the payload of each packet.
 *
 * @param code the number of the type, which may be unknown
 * @param offset offset of the payload in the resource to which it belongs, in bytes, 64 bits unsigned
 * @param size length of the payload in bytes, from 0 to {@link #MAX_VRAM}
 */
record XePacketHeader(int code, int tile, int gt, long offset, long size) {
    static final int SIZE = 24;
    static final int VERSION = 1;

    /**
     * Maximum size of a VRAM packet, in bytes: more memory than any device has. The kernel keeps a packet in the host's
     * memory.
     */
    static final long MAX_VRAM = 1L << 40;

    Optional<XePacketType> type() {
        return XePacketType.of(code);
    }

    /** Returns whether tile and GT are 0, as in a packet for the whole device. */
    boolean isDeviceLevel() {
        return tile == 0 && gt == 0;
    }

    /**
     * Reads a header.
     *
     * @throws org.migstream.spi.StateException if the version or the size is invalid, so that the next packet cannot be
     *     found
     */
    static XePacketHeader read(FieldReader in, LimitedFindings findings) throws IOException {
        int version = in.u8("version");
        if (version != VERSION) {
            throw in.malformed(
                    "UNSUPPORTED_VERSION",
                    "the packet has version " + version + "; the kernel accepts only " + VERSION);
        }
        int code = in.u8("type", XePacketType.symbols());
        if (code == 0) {
            findings.error("BAD_PACKET_TYPE", "the packet has type 0; the kernel refuses it with EINVAL");
        } else if (XePacketType.of(code).isEmpty()) {
            findings.warning(
                    "UNKNOWN_PACKET_TYPE",
                    "the packet has the unknown type " + code + "; the kernel logs and skips it");
        }
        int tile = in.u8("tile_id");
        int gt = in.u8("gt_id");
        if (in.u32("flags", Symbols.HEXADECIMAL) != 0) {
            findings.warning(
                    "UNKNOWN_FLAGS", "the packet has flags, but no flags are defined; the kernel ignores them");
        }
        long offset = in.u64("offset", Symbols.HEXADECIMAL);
        long size = in.u64("size", Symbols.BYTES);
        long maxSize = code == XePacketType.VRAM.code() ? MAX_VRAM : Integer.MAX_VALUE;
        if (Long.compareUnsigned(size, maxSize) > 0) {
            throw in.malformed(
                    "RECORD_TOO_LARGE",
                    "the packet has " + Long.toUnsignedString(size) + " bytes; the kernel cannot allocate more than "
                            + maxSize);
        }
        return new XePacketHeader(code, tile, gt, offset, size);
    }
}
