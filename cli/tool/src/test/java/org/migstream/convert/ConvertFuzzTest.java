// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.stream.Captures;
import org.migstream.stream.Mutant;

/**
 * Converts damaged streams: each conversion gives a sound result or a rejection. The conversion itself verifies the
 * result.
 */
class ConvertFuzzTest {
    /** Gives a stream to redact in which a record claims more bytes than a disk has. */
    private static final long REDACTED_LENGTH_SEED = 12278440715187L;

    @TempDir
    private Path directory;

    @Test
    void fixedSeeds_giveSoundResultOrRejection() throws IOException {
        List<byte[]> seeds = seeds();
        convert(seeds, REDACTED_LENGTH_SEED);
        for (int seed = 0; seed < 200; seed++) {
            convert(seeds, seed);
        }
    }

    @Test
    @Tag("fuzz")
    void randomSeeds_giveSoundResultOrRejection() throws IOException {
        List<byte[]> seeds = seeds();
        Instant end = Instant.now().plus(Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 60)));
        for (long seed = System.nanoTime(); Instant.now().isBefore(end); seed++) {
            convert(seeds, seed);
        }
    }

    private void convert(List<byte[]> seeds, long seed) {
        Random random = new Random(seed);
        byte[] mutant = Mutant.of(seeds.get(random.nextInt(seeds.size())), random);
        byte[] main = seeds.get(1);
        try {
            switch (random.nextInt(8)) {
                case 0 -> TestConversions.convertPipe(ConvertRequest.COPY, mutant);
                case 1 -> TestConversions.convertFile(directory, TestConversions.redact(), mutant);
                case 2 -> TestConversions.convertPipe(TestConversions.drop("timer"), mutant);
                case 3 -> TestConversions.convertFile(directory, TestConversions.ram(RamFormat.MAPPED), mutant);
                case 4 -> TestConversions.convertPipe(ConvertRequest.COPY, main, mutant, seeds.get(3));
                case 5 -> TestConversions.convertPipe(TestConversions.replace("0000:00:01.0/vfio", mutant), main);
                case 6 -> TestConversions.extractFromPipe(Part.RAM, "pc.bios", mutant);
                default -> TestConversions.extractFromPipe(Part.STREAM, null, mutant);
            }
        } catch (ConversionException e) {
            return;
        } catch (IOException | RuntimeException e) {
            fail("seed " + seed, e);
        }
    }

    /** Returns a stream without pages, the recordings of a stream with channels, and a stream of another target. */
    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(TestConversions.convertPipe(TestConversions.strip(false), Captures.bytes("q35-two-uarts.qevm")));
        seeds.add(Captures.bytes("multifd-two-channels.chan0"));
        seeds.add(Captures.bytes("multifd-two-channels.chan2"));
        seeds.add(Captures.bytes("multifd-two-channels.chan1"));
        seeds.add(Captures.bytes("targets/or1k-sim.qevm"));
        return seeds;
    }
}
