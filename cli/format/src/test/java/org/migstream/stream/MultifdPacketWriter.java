// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;

/** Hand-made packets of a multifd channel. */
final class MultifdPacketWriter {
    static final String DEVICE = "0000:00:01.0/vfio";
    static final int SYNC = 1;
    static final int ZLIB = 2;
    static final int QPL = 8;

    private MultifdPacketWriter() {}

    /** The initial packet of channel 3, with remains in its reserve. */
    static RawStreamBuilder newChannel() throws IOException {
        return new RawStreamBuilder()
                .be32(0x11223344, 1)
                .be64(0x0123456789abcdefL, 0xfedcba9876543210L)
                .u8(3)
                .fill(0x5a, 39);
    }

    /** A RAM packet up to its payload. */
    static RawStreamBuilder writeRam(
            RawStreamBuilder to, int flags, int room, int normal, int size, int zero, int offsets) throws IOException {
        return to.be32(0x11223344, 1, flags, room, normal, size)
                .be64(7)
                .be32(zero)
                .fill(0x77, 28)
                .paddedString("pc.ram\0remains", 256)
                .fill(0, 8 * offsets);
    }

    /** A packet of device state up to its data. */
    static RawStreamBuilder writeDeviceState(RawStreamBuilder to, String idstr, int size) throws IOException {
        return to.be32(0x11223344, 1, 0x40).paddedString(idstr, 256).be32(5, size);
    }

    /** A packet with the configuration of a device that has 3 MSI-X vectors. */
    static RawStreamBuilder writeVfioConfig(RawStreamBuilder to, int idx) throws IOException {
        int length = 4 + 256 + 16 + 3 * 16 + 1;
        return writeDeviceState(to, DEVICE, 12 + 8 + length + 8)
                .be32(0, idx, 1)
                .be64(0xffffffffef100002L)
                .be32(2)
                .fill(0, 6)
                .u8(0x10)
                .fill(0, 0x34 - 7)
                .u8(0x40)
                .fill(0, 0x40 - 0x35)
                .u8(0x11, 0, 2, 0)
                .fill(0, 256 - 0x44)
                .fill(0, 16 + 3 * 16 + 1)
                .be64(0xffffffffef100001L);
    }
}
