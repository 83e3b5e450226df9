// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a counter and its parts have the digests that separate counters have. */
class ByteCounterTest {
    private static final byte[] BYTES = new byte[300];

    static {
        new Random(1).nextBytes(BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "b", "ab", "aabb", "ba", "aba", "0a", "0b", "ab0", "a0bab"})
    void parts_haveTheirOwnDigests(String order) {
        ByteCounter whole = new ByteCounter(true);
        ByteCounter a = new ByteCounter(true);
        ByteCounter b = new ByteCounter(true);
        ByteCounter expectedWhole = new ByteCounter(true);
        ByteCounter expectedA = new ByteCounter(true);
        ByteCounter expectedB = new ByteCounter(true);
        for (int i = 0; i < order.length(); i++) {
            // 0 is an empty piece of a.
            boolean isB = order.charAt(i) == 'b';
            int length = order.charAt(i) == '0' ? 0 : 10 + i;
            whole.addPart(isB ? b : a, BYTES, i, length);
            (isB ? expectedB : expectedA).add(BYTES, i, length);
            expectedWhole.add(BYTES, i, length);
        }
        assertEquals(expectedA.sha256(), a.sha256());
        assertEquals(expectedB.sha256(), b.sha256());
        assertEquals(expectedWhole.sha256(), whole.sha256());
        assertEquals(expectedA.bytes(), a.bytes());
        assertEquals(expectedB.bytes(), b.bytes());
        assertEquals(expectedWhole.bytes(), whole.bytes());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wholeAlone_mayHaveDigest(boolean digesting) {
        ByteCounter whole = new ByteCounter(digesting);
        ByteCounter part = new ByteCounter(false);
        ByteCounter expected = new ByteCounter(digesting);
        whole.addPart(part, BYTES, 0, 20);
        expected.add(BYTES, 0, 20);
        assertNull(part.sha256());
        assertEquals(20, part.bytes());
        assertEquals(expected.sha256(), whole.sha256());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void lostBytes_leaveTheDigestOfTheEarlierPart(int length) {
        ByteCounter whole = new ByteCounter(true);
        ByteCounter part = new ByteCounter(true);
        ByteCounter expected = new ByteCounter(true);
        whole.addPart(part, BYTES, 0, length);
        expected.add(BYTES, 0, length);
        whole.addLost(5);
        assertEquals(expected.sha256(), part.sha256());
        assertNull(whole.sha256());
        assertEquals(length + 5, whole.bytes());
    }
}
