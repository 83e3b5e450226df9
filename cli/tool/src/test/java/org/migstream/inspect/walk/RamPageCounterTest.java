// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.InspectionResult;
import org.migstream.ram.PageSink;
import org.migstream.stream.Mutant;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;

/**
 * Tests that the report does not depend on how pages are counted. With a receiver of the content of pages, each page is an
 * element; without, most pages are skipped.
 */
class RamPageCounterTest {
    private static final long BLOCK_LENGTH = 1 << 20;
    private static final int PAGE = 4096;

    /** Receives pages and does nothing. */
    private static final PageSink IGNORED = new PageSink() {
        @Override
        public void acceptPage(PageCopy copy) {}

        @Override
        public boolean readLatestCopy(String block, long address, byte[] into) {
            return false;
        }
    };

    private static final InspectRequest ELEMENTS =
            new InspectRequest(false, false, false, null, InspectionResult.PLAIN.decoderChoice(), 0, false, IGNORED);

    @Test
    void reports_areEqual_ofWholeTruncatedAndDamagedStreams() throws IOException {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            byte[] stream = stream(random);
            assertSameReport(stream, seed);
            assertSameReport(Arrays.copyOf(stream, random.nextInt(stream.length)), seed);
            assertSameReport(Mutant.of(stream, random), seed);
        }
    }

    private static void assertSameReport(byte[] stream, int seed) throws IOException {
        InspectionResult expected = InspectionResult.of(ELEMENTS, stream);
        InspectionResult actual = InspectionResult.of(InspectionResult.PLAIN, stream);
        assertEquals(expected, actual, () -> "seed " + seed);
    }

    /** Returns a stream of zero pages, some of which have a wrong fill byte, and few normal pages. */
    private static byte[] stream(Random random) {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration()
                .ramStart(1, BLOCK_LENGTH)
                .continued(Kind.PART, 1);
        long address = 0;
        for (int i = 0; i < 40; i++) {
            address = random.nextInt(5) == 0 ? random.nextInt(257) * (long) PAGE : address + PAGE;
            boolean continued = i > 0 && random.nextInt(10) > 0;
            if (random.nextInt(20) == 0) {
                stream.ramPage(Encoding.NORMAL, continued, address, new byte[PAGE]);
            } else {
                stream.ramPage(Encoding.ZERO, continued, address, (byte) (random.nextInt(30) == 0 ? 1 : 0));
            }
        }
        return stream.ramFlag(Flag.EOS).footer().endOfStream().vmdesc("{}").bytes();
    }
}
