// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import org.migstream.spi.testkit.ByteBuilder;

/** Builds states in the format of the driver. */
final class AcmeRecords {
    private AcmeRecords() {}

    static byte[] state(byte[]... records) {
        ByteBuilder state = ByteBuilder.le();
        for (byte[] record : records) {
            state.bytes(record);
        }
        return state.toArray();
    }

    static byte[] record(int type, ByteBuilder payload) {
        return ByteBuilder.le()
                .u32(AcmeDecoder.MAGIC)
                .u16(type)
                .u16(0)
                .u64(payload.size())
                .bytes(payload.toArray())
                .toArray();
    }

    static byte[] sequence(int queues) {
        return record(1, ByteBuilder.le().u16(1).u16(0).u32(queues));
    }

    static byte[] queue(int index, int depth, int head) {
        return record(
                2,
                ByteBuilder.le()
                        .u32(index)
                        .u32(depth)
                        .u64(0x10000L * index)
                        .u32(head)
                        .u32(0));
    }

    /** Returns a firmware record of version 5.1.{@code patch}. */
    static byte[] firmware(int patch) {
        byte[] image = ByteBuilder.le().fill(100, 0xf1).toArray();
        ByteBuilder payload = ByteBuilder.le().u16(patch).u8(1).u8(5);
        return record(3, payload.u32(ByteBuilder.crc32(image)).bytes(image));
    }

    static byte[] end() {
        return record(4, ByteBuilder.le());
    }
}
