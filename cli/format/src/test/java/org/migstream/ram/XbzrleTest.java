// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the decoder with a simple encoder. */
class XbzrleTest {
    @RepeatedTest(50)
    void encodedPage_isDecoded(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] old = new byte[512];
        random.nextBytes(old);
        byte[] page = old.clone();
        for (int changes = random.nextInt(600); changes > 0; changes--) {
            page[random.nextInt(512)] = (byte) random.nextInt();
        }
        byte[] difference = encode(old, page);
        byte[] decoded = old.clone();
        assertTrue(Xbzrle.apply(difference, difference.length, decoded, 512));
        assertArrayEquals(page, decoded);
    }

    @RepeatedTest(50)
    void zeroedNewBytes_keepRuns(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] old = new byte[512];
        byte[] page = new byte[512];
        for (int changes = random.nextInt(600); changes > 0; changes--) {
            page[random.nextInt(512)] = (byte) (1 + random.nextInt(255));
        }
        byte[] zeroed = Xbzrle.zeroNewBytes(encode(old, page));
        byte[] ones = new byte[512];
        Arrays.fill(ones, (byte) 1);
        assertTrue(Xbzrle.apply(zeroed, zeroed.length, ones, 512));
        for (int i = 0; i < 512; i++) {
            assertEquals(page[i] == 0 ? 1 : 0, ones[i], "at " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0000", "000207", "80", "80800107", "05"})
    void malformedDifference_isZeroedCompletely(String hex) {
        byte[] difference = HexFormat.of().parseHex(hex);
        assertArrayEquals(new byte[difference.length], Xbzrle.zeroNewBytes(difference));
    }

    private static byte[] encode(byte[] old, byte[] page) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int from = at;
            while (at < page.length && old[at] == page[at]) {
                at++;
            }
            if (at == page.length) {
                return out.toByteArray();
            }
            writeLeb128(out, at - from);
            from = at;
            while (at < page.length && old[at] != page[at]) {
                at++;
            }
            writeLeb128(out, at - from);
            out.write(page, from, at - from);
        }
    }

    private static void writeLeb128(ByteArrayOutputStream out, int value) {
        if (value >= 0x80) {
            out.write(value & 0x7f | 0x80);
        }
        out.write(value >= 0x80 ? value >> 7 : value);
    }

    static byte[][] malformed() {
        return new byte[][] {
            {0},
            {0, 0},
            {0, 2, 1},
            {(byte) 0x80},
            {(byte) 0x80, (byte) 0x80, 1, 1},
            {9, 1, 1},
            {8, 1, 1},
            {0, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1}
        };
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void runsBeyondPage_areRejected(byte[] difference) {
        assertFalse(Xbzrle.apply(difference, difference.length, new byte[8], 8));
    }

    @Test
    void emptyDifference_keepsPage() {
        byte[] page = {1, 2};
        assertTrue(Xbzrle.apply(new byte[0], 0, page, 2));
        assertArrayEquals(new byte[] {1, 2}, page);
    }
}
