// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.testkit.ByteBuilder;

/** Tests the match by the first bytes and by the identity of the device. */
class MttyMatchTest {
    private static final DeviceIdentity OWN = DeviceIdentity.of(new PciId(0x4348, 0x3253));
    private static final DeviceIdentity FOREIGN = DeviceIdentity.of(new PciId(0x15b3, 0x101e));

    /** The first bytes of a state. */
    enum Head {
        MAGIC(MttyStates.header(1).toArray()),
        SWAPPED(ByteBuilder.be().u64(MttySignature.MAGIC).zeros(56).toArray()),
        BARE_MAGIC(ByteBuilder.le().u64(MttySignature.MAGIC).toArray()),
        TRUNCATED_MAGIC(Arrays.copyOf(MttyStates.header(1).toArray(), 4)),
        TOO_SHORT(Arrays.copyOf(MttyStates.header(1).toArray(), 3)),
        OTHER_MAGIC(MttyStates.header(2).at(0).u8(0).toArray()),
        OTHER_MAGIC_AND_COUNT(MttyStates.header(3).at(0).u8(0).toArray()),
        ZEROS(new byte[64]),
        EMPTY(new byte[0]);

        private final byte[] bytes;

        Head(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MAGIC, CERTAIN, LIKELY",
        "SWAPPED, CERTAIN, LIKELY",
        "BARE_MAGIC, CERTAIN, LIKELY",
        "TRUNCATED_MAGIC, LIKELY, NONE",
        "TOO_SHORT, NONE, NONE",
        "OTHER_MAGIC, POSSIBLE, NONE",
        "OTHER_MAGIC_AND_COUNT, NONE, NONE",
        "ZEROS, NONE, NONE",
        "EMPTY, NONE, NONE"
    })
    void head_isMatchedWithoutOwnIdentity(Head head, Match unknown, Match foreign) {
        assertEquals(unknown, new MttyDecoder().match(DeviceIdentity.UNKNOWN, head.bytes));
        assertEquals(foreign, new MttyDecoder().match(FOREIGN, head.bytes));
    }

    @ParameterizedTest
    @EnumSource
    void head_isMatchedWithOwnIdentity(Head head) {
        Match expected = MttySignature.hasMagic(head.bytes) ? Match.CERTAIN : Match.LIKELY;
        assertEquals(expected, new MttyDecoder().match(OWN, head.bytes));
    }
}
