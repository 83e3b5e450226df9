// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.testkit.ByteBuilder;

class XeMatchTest {
    private static Match match(String pci, byte[] state) {
        DeviceIdentity identity = PciId.parse(pci).map(DeviceIdentity::of).orElse(DeviceIdentity.UNKNOWN);
        return new XeDecoder().match(identity, Arrays.copyOf(state, Math.min(state.length, StateDecoder.HEAD_LENGTH)));
    }

    @ParameterizedTest
    @CsvSource({
        "unknown,CERTAIN,POSSIBLE,NONE",
        "8086:b080,CERTAIN,LIKELY,LIKELY",
        "8086:e223,CERTAIN,LIKELY,LIKELY",
        "8086:4941,LIKELY,NONE,NONE"
    })
    void head_isMatchedByDescriptorAndIdentity(String pci, Match described, Match undescribed, Match none) {
        assertEquals(described, match(pci, XeStateBuilder.valid().endWithTrailer()));
        assertEquals(undescribed, match(pci, XeStateBuilder.withDescriptors().endWithTrailer()));
        assertEquals(none, match(pci, new byte[StateDecoder.HEAD_LENGTH]));
    }

    static Stream<Arguments> firstBytes() {
        byte[] valid = XeStateBuilder.valid().endWithTrailer();
        return Stream.of(
                Arguments.of(Match.CERTAIN, Arrays.copyOf(valid, 28)),
                Arguments.of(Match.CERTAIN, ByteBuilder.le(valid).at(3).u8(1).toArray()),
                Arguments.of(Match.CERTAIN, ByteBuilder.le(valid).at(4).u8(1).toArray()),
                Arguments.of(
                        Match.CERTAIN, ByteBuilder.le(valid).at(26).u16(0xf002).toArray()),
                Arguments.of(
                        Match.CERTAIN, ByteBuilder.le(valid).at(26).u16(0x9900).toArray()),
                Arguments.of(
                        Match.POSSIBLE,
                        ByteBuilder.le(valid)
                                .at(26)
                                .u16(0x9900)
                                .u16(1)
                                .u16(0)
                                .u16(1)
                                .u16(0x9901)
                                .toArray()),
                Arguments.of(
                        Match.POSSIBLE,
                        ByteBuilder.le(valid).at(24).u16(4).u16(0x9900).toArray()),
                Arguments.of(Match.POSSIBLE, Arrays.copyOf(valid, 27)),
                Arguments.of(Match.POSSIBLE, Arrays.copyOf(valid, 8)),
                Arguments.of(Match.NONE, Arrays.copyOf(valid, 7)),
                Arguments.of(Match.LIKELY, ByteBuilder.le(valid).at(0).u8(2).toArray()),
                Arguments.of(Match.NONE, ByteBuilder.le(mlx5Image()).at(0).u8(2).toArray()),
                Arguments.of(Match.NONE, ByteBuilder.le(valid).at(1).u8(7).toArray()),
                Arguments.of(Match.NONE, mlx5Image()));
    }

    /** Returns an mlx5 record of 257 bytes, which starts like a descriptor. */
    private static byte[] mlx5Image() {
        return ByteBuilder.le().u64(257).u64(0).fill(257, 0x5a).toArray();
    }

    @ParameterizedTest
    @MethodSource("firstBytes")
    void head_isMatchedByFirstBytes(Match match, byte[] state) {
        assertEquals(match, match("unknown", state));
    }
}
