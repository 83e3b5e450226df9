// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;

/**
 * Reads thousands of damaged streams. Reading must succeed or end with a {@link StreamException}, and the elements that
 * were read must give the same bytes when they are written. The property {@code fuzz.seconds} sets the duration of the
 * long run.
 */
class MutationTest {
    @Test
    void twoThousandMutants_areReadOrReported() throws IOException {
        List<byte[]> seeds = seeds();
        for (int seed = 0; seed < 2000; seed++) {
            readMutant(seeds, seed);
        }
    }

    @Test
    @Tag("fuzz")
    void randomMutants_areReadOrReported() throws IOException {
        List<byte[]> seeds = seeds();
        Instant end = Instant.now().plus(Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 60)));
        for (long seed = System.nanoTime(); Instant.now().isBefore(end); seed++) {
            readMutant(seeds, seed);
        }
    }

    private static void readMutant(List<byte[]> seeds, long seed) {
        Random random = new Random(seed);
        byte[] mutant = Mutant.of(seeds.get(random.nextInt(seeds.size())), random);
        try {
            readAndWrite(mutant);
        } catch (StreamException e) {
            assertTrue(e.offset() >= 0 && e.offset() <= mutant.length, () -> "seed " + seed + ": " + e);
        } catch (IOException | RuntimeException e) {
            fail("seed " + seed, e);
        }
    }

    private static void readAndWrite(byte[] stream) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream(stream.length);
        MigrationWriter writer = new MigrationWriter(copy);
        MigrationReader reader = MigrationReader.of(ByteSource.of(new ByteArrayInputStream(stream)), SectionSizes.NONE);
        int idle = 0;
        try {
            for (Element element; (element = reader.next()) != null; ) {
                assertEquals(copy.size(), element.offset());
                // An element with bytes follows an element without bytes (a missing footer, the end of a package).
                idle = element.headLength() + element.bodyLength() == 0 ? idle + 1 : 0;
                assertTrue(idle < 3, "no end at " + element);
                writer.write(element, reader.body());
            }
        } finally {
            assertArrayEquals(Arrays.copyOf(stream, copy.size()), copy.toByteArray());
        }
        assertEquals(stream.length, copy.size());
    }

    /** Returns small streams with many kinds of elements: synthetic ones, and captures without memory. */
    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>(SyntheticStreams.all());
        seeds.add(Captures.bytes("switchover-ack.chan0.return"));
        seeds.add(Captures.bytes("multifd-two-channels.chan0"));
        seeds.add(Arrays.copyOf(Captures.bytes("multifd-two-channels.chan2"), 30_000));
        return seeds;
    }
}
