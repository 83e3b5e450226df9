// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;

class HisiAccMatchTest {
    private static DeviceIdentity identity(String pci) {
        return PciId.parse(pci).map(DeviceIdentity::of).orElse(DeviceIdentity.UNKNOWN);
    }

    private static byte[] head(int spoiled, int length) {
        byte[] head = Arrays.copyOf(HisiAccStates.complete().toArray(), length);
        head[spoiled] ^= 0x40;
        return head;
    }

    @ParameterizedTest
    @CsvSource({"unknown,CERTAIN", "19e5:a251,CERTAIN", "19e5:a259,CERTAIN", "8086:e20b,LIKELY"})
    void magic_isMatched(String pci, Match match) {
        byte[] state = HisiAccStates.complete().toArray();
        assertEquals(match, new HisiAccDecoder().match(identity(pci), Arrays.copyOf(state, Long.BYTES)));
        assertEquals(match, new HisiAccDecoder().match(identity(pci), Arrays.copyOf(state, StateDecoder.HEAD_LENGTH)));
    }

    @ParameterizedTest
    @CsvSource({
        "unknown,0,64,LIKELY",
        "unknown,0,40,LIKELY",
        "unknown,0,39,NONE",
        "19e5:a256,0,8,LIKELY",
        "8086:e20b,0,64,NONE"
    })
    void damagedMagic_isMatchedByIdentityOrMatchData(String pci, int spoiled, int length, Match match) {
        assertEquals(match, new HisiAccDecoder().match(identity(pci), head(spoiled, length)));
    }

    @ParameterizedTest
    @ValueSource(ints = {HisiAccStates.DEV_ID + 2, AccVfDataReader.RESERVED_OFFSET, AccVfDataReader.MATCH_SIZE - 1})
    void twoDamagedFields_areNotMatched(int offset) {
        byte[] head = head(0, StateDecoder.HEAD_LENGTH);
        head[offset] ^= 1;
        assertEquals(Match.NONE, new HisiAccDecoder().match(DeviceIdentity.UNKNOWN, head));
    }
}
