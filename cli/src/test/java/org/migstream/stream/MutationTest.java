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
 * Damaged streams by the thousand: reading ends, with a {@link StreamException} or well, and what was read can be
 * written again, byte for byte. The long run lasts {@code -Dfuzz.seconds}.
 */
class MutationTest {
    private static final int[] TELLING = {0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x08, 0x10, 0x7e, 0x7f, 0x80, 0xef, 0xff};

    @Test
    void twoThousandMutants() throws IOException {
        List<byte[]> seeds = seeds();
        for (int seed = 0; seed < 2000; seed++) {
            readMutant(seeds, seed);
        }
    }

    @Test
    @Tag("fuzz")
    void mutantsForSomeTime() throws IOException {
        List<byte[]> seeds = seeds();
        Instant end = Instant.now().plus(Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 60)));
        for (long seed = System.nanoTime(); Instant.now().isBefore(end); seed++) {
            readMutant(seeds, seed);
        }
    }

    private static void readMutant(List<byte[]> seeds, long seed) {
        Random random = new Random(seed);
        byte[] mutant = mutate(seeds.get(random.nextInt(seeds.size())), random);
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
        MigrationReader reader =
                MigrationReader.of(ByteSource.of(new ByteArrayInputStream(stream)), Foreknowledge.NONE);
        int idle = 0;
        try {
            for (Element element; (element = reader.next()) != null; ) {
                assertEquals(copy.size(), element.offset());
                // An element without bytes (a missing footer, the end of a package) is followed by one with some.
                idle = element.headLength() + element.bodyLength() == 0 ? idle + 1 : 0;
                assertTrue(idle < 3, "no end at " + element);
                writer.write(element, reader.body());
            }
        } finally {
            assertArrayEquals(Arrays.copyOf(stream, copy.size()), copy.toByteArray());
        }
        assertEquals(stream.length, copy.size());
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] mutant = seed.clone();
        for (int count = 1 + random.nextInt(6); count > 0; count--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(6)) {
                case 0:
                    mutant[at] ^= (byte) (1 << random.nextInt(8));
                    break;
                case 1:
                    mutant[at] = (byte) random.nextInt();
                    break;
                case 2:
                    Arrays.fill(mutant, at, Math.min(at + random.nextInt(9), mutant.length), (byte) telling(random));
                    break;
                case 3:
                    int from = random.nextInt(mutant.length);
                    int length = Math.min(random.nextInt(64), mutant.length - Math.max(at, from));
                    System.arraycopy(mutant, from, mutant, at, length);
                    break;
                case 4:
                    int gone = Math.min(random.nextInt(16), mutant.length - 1 - at);
                    System.arraycopy(mutant, at + gone, mutant, at, mutant.length - at - gone);
                    mutant = Arrays.copyOf(mutant, mutant.length - gone);
                    break;
                default:
                    mutant[at] = (byte) telling(random);
            }
        }
        return mutant;
    }

    private static int telling(Random random) {
        return TELLING[random.nextInt(TELLING.length)];
    }

    /** Small streams with much in them: hand-made ones, and captures without memory. */
    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>(HandMadeStreams.all());
        seeds.add(Captures.bytes("switchover-ack.chan0.return"));
        seeds.add(Captures.bytes("multifd-two-channels.chan0"));
        seeds.add(Arrays.copyOf(Captures.bytes("multifd-two-channels.chan2"), 30_000));
        return seeds;
    }
}
