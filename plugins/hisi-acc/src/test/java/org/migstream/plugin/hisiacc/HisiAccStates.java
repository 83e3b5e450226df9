// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import org.migstream.spi.testkit.ByteBuilder;

/** Builds valid states, which tests can damage. */
final class HisiAccStates {
    static final long V1 = 0xcdcdcdcdfeedaaccL;
    static final long V2 = 0xaaccfeeddecadedeL;
    static final int SIZE = 176;

    static final int QP_NUM = 8;
    static final int DEV_ID = 12;
    static final int QUE_ISO_CFG = 16;
    static final int VF_QM_STATE = 24;
    static final int MAJOR = 28;
    static final int MINOR = 30;
    static final int EQE_DMA = 144;

    private HisiAccStates() {}

    /** A state of SEC with 64 queue pairs; its event queues are at 0x7_00001000 and 0x7_00002000. */
    static ByteBuilder complete(long magic) {
        ByteBuilder state =
                ByteBuilder.le().u64(magic).u32(64).u32(0xa256).u32(1).u32(128).u32(0);
        state.u16(magic == V2 ? 1 : 0).u16(0).zeros(8);
        state.zeros(24)
                .u32(0x10)
                .u32(0x1000)
                .u32(7)
                .zeros(16)
                .u32(0x20)
                .u32(0x2000)
                .u32(7)
                .zeros(16)
                .zeros(24);
        return state.u64(0x700001000L).u64(0x700002000L).u64(0x3000).u64(0x4000);
    }

    static ByteBuilder complete() {
        return complete(V2);
    }
}
