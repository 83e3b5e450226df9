// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class VramCoverageTest {
    private static final int BYTES = 100;

    /** Compares the result with that of one bit for each byte. */
    @RepeatedTest(50)
    void ranges_areTracked(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        VramCoverage vram = new VramCoverage();
        BitSet come = new BitSet();
        for (int i = 0; i < 20; i++) {
            int from = random.nextInt(BYTES);
            int end = from + 1 + random.nextInt(BYTES / 5);
            assertEquals(!come.get(from, end).isEmpty(), vram.addRange(from, end));
            come.set(from, end);
            assertEquals(come.length(), vram.end());
            assertEquals(come.cardinality() < come.length(), vram.hasHoles());
        }
    }

    @Test
    void mergedRanges_stillReportHoles() {
        VramCoverage vram = new VramCoverage();
        for (long i = 0; i < 10_000; i++) {
            assertFalse(vram.addRange(2 * i, 2 * i + 1));
        }
        assertEquals(19_999, vram.end());
        for (long i = 0; i < 10_000; i++) {
            assertFalse(vram.addRange(2 * i + 1, 2 * i + 2), "no overlap is reported if it is not known");
        }
        assertTrue(vram.hasHoles());
    }
}
