// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import org.migstream.spi.testkit.ByteBuilder;

/** Builds states. */
final class MttyStates {
    static final int HEADER = 24;
    static final int PORT = 36;

    private MttyStates() {}

    /** Returns a header, to which ports can be added. */
    static ByteBuilder header(long nrPorts) {
        return ByteBuilder.le()
                .u64(MttySignature.MAGIC)
                .u32(1)
                .u32(0)
                .u32(nrPorts)
                .u32(0);
    }

    /** Returns the state of an unused card, with at most 2 ports even if the header claims more. */
    static ByteBuilder idle(long nrPorts) {
        ByteBuilder bytes = header(nrPorts);
        for (int i = 0; i < Math.min(nrPorts, 2); i++) {
            bytes.zeros(33).u8(16).zeros(2);
        }
        return bytes;
    }

    /** Returns a valid state with one changed byte in one port. */
    static byte[] withByte(int port, int offset, int value) {
        return idle(2).at(HEADER + port * PORT + offset).u8(value).toArray();
    }
}
