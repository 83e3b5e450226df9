// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;

/** Writes packets of a multifd channel field by field. */
final class MultifdPacketWriter {
    static final String DEVICE = "0000:00:01.0/vfio";
    static final int SYNC = 1;
    static final int ZLIB = 2;
    static final int QPL = 8;

    private MultifdPacketWriter() {}

    /** Writes the initial packet of channel 3, with non-zero reserved bytes. */
    static RawStreamBuilder newChannel() throws IOException {
        return new RawStreamBuilder()
                .be32(0x11223344, 1)
                .be64(0x0123456789abcdefL, 0xfedcba9876543210L)
                .u8(3)
                .fill(0x5a, 39);
    }

    /** Writes a RAM packet without payload. */
    static RawStreamBuilder writeRam(
            RawStreamBuilder to, int flags, int room, int normal, int size, int zero, int offsets) throws IOException {
        return to.be32(0x11223344, 1, flags, room, normal, size)
                .be64(7)
                .be32(zero)
                .fill(0x77, 28)
                .paddedString("pc.ram\0remains", 256)
                .fill(0, 8 * offsets);
    }

    /** Writes a device-state packet without data. */
    static RawStreamBuilder writeDeviceState(RawStreamBuilder to, String idstr, int size) throws IOException {
        return to.be32(0x11223344, 1, 0x40).paddedString(idstr, 256).be32(5, size);
    }

    /** Writes a packet with the configuration of a device with 3 MSI-X vectors. */
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
