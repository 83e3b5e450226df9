// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.testkit.ByteBuilder;

/** Tests the match by the first bytes and by the identity of the device. */
class V1MatchTest {
    private static final DeviceIdentity OWN = DeviceIdentity.of(new PciId(0x1234, 0x11e8));
    private static final DeviceIdentity FOREIGN = DeviceIdentity.of(new PciId(0x15b3, 0x101e));

    /** The first bytes of a state. */
    enum Head {
        IDENTITY(V1States.identity(1, 10)),
        OTHER_KIND(V1States.data(1, 0, 4)),
        BARE_MAGIC(Arrays.copyOf(V1States.identity(1, 10), 4)),
        TRUNCATED_MAGIC(Arrays.copyOf(V1States.identity(1, 10), 3)),
        OTHER_MAGIC(ByteBuilder.le(V1States.identity(1, 10)).at(3).u8('2').toArray()),
        OTHER_KIND_AND_MAGIC(ByteBuilder.le(V1States.identity(1, 10))
                .at(3)
                .u8('2')
                .at(4)
                .u32(99)
                .toArray()),
        OTHER_UNUSED_FIELD_AND_MAGIC(ByteBuilder.le(V1States.identity(1, 10))
                .at(3)
                .u8('2')
                .at(28)
                .u32(1)
                .toArray()),
        ZEROS(new byte[64]),
        EMPTY(new byte[0]);

        private final byte[] bytes;

        Head(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "IDENTITY, CERTAIN, CERTAIN, LIKELY",
        "OTHER_KIND, CERTAIN, CERTAIN, LIKELY",
        "BARE_MAGIC, CERTAIN, CERTAIN, LIKELY",
        "TRUNCATED_MAGIC, NONE, LIKELY, NONE",
        "OTHER_MAGIC, NONE, LIKELY, NONE",
        "OTHER_KIND_AND_MAGIC, NONE, NONE, NONE",
        "OTHER_UNUSED_FIELD_AND_MAGIC, NONE, NONE, NONE",
        "ZEROS, NONE, LIKELY, NONE",
        "EMPTY, NONE, LIKELY, NONE"
    })
    void head_isMatched(Head head, Match unknown, Match own, Match foreign) {
        assertEquals(unknown, new V1Decoder().match(DeviceIdentity.UNKNOWN, head.bytes));
        assertEquals(own, new V1Decoder().match(OWN, head.bytes));
        assertEquals(foreign, new V1Decoder().match(FOREIGN, head.bytes));
    }
}
