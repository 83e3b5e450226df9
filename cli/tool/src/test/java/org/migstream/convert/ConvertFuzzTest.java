// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
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
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.stream.Mutant;

/**
 * Converts damaged streams: each conversion gives a sound result or a rejection. The conversion itself verifies the
 * result.
 */
class ConvertFuzzTest {
    /** Gives a stream to redact in which a record claims more bytes than a disk has. */
    private static final long REDACTED_LENGTH_SEED = 12278440715187L;

    private static final String DEVICE = "0000:00:01.0/vfio";
    private static final String FIRMWARE = "pc.bios";

    @TempDir
    private Path directory;

    /** The exact number of results: a damage that is newly rejected, or no longer rejected, changes it. */
    @Test
    void fixedSeeds_giveSoundResultOrRejection() throws IOException {
        List<byte[]> seeds = seeds();
        assertFalse(givesResult(seeds, REDACTED_LENGTH_SEED));
        int results = 0;
        for (int seed = 0; seed < 200; seed++) {
            results += givesResult(seeds, seed) ? 1 : 0;
        }
        assertEquals(37, results);
    }

    /**
     * No exception but a rejection ends a conversion. The results are not checked: where the end of a damaged section is
     * guessed, the result can be read in another way than the input.
     */
    @Test
    @Tag("fuzz")
    void randomSeeds_giveResultOrRejection() throws IOException {
        List<byte[]> seeds = seeds();
        Instant end = Instant.now().plus(Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 60)));
        int results = 0;
        int rejections = 0;
        for (long seed = System.nanoTime(); Instant.now().isBefore(end); seed++) {
            if (givesAnyResult(seeds, seed)) {
                results++;
            } else {
                rejections++;
            }
        }
        assertTrue(results > 0 && rejections > 0, results + " results, " + rejections + " rejections");
    }

    /** Returns whether a conversion gives a result, which must be sound, or rejects the mutant. */
    private boolean givesResult(List<byte[]> seeds, long seed) {
        try {
            return convertMutant(seeds, seed);
        } catch (AssertionError e) {
            return fail("seed " + seed, e);
        }
    }

    /** Returns whether a conversion gives a result, sound or not, or rejects the mutant. */
    private boolean givesAnyResult(List<byte[]> seeds, long seed) {
        try {
            return convertMutant(seeds, seed);
        } catch (UnexpectedFailure e) {
            throw e;
        } catch (AssertionError e) {
            return true;
        }
    }

    /** A conversion has failed without a rejection. */
    private static final class UnexpectedFailure extends AssertionError {
        private static final long serialVersionUID = 1;

        UnexpectedFailure(long seed, Exception cause) {
            super("seed " + seed, cause);
        }
    }

    private boolean convertMutant(List<byte[]> seeds, long seed) {
        Random random = new Random(seed);
        byte[] mutant = Mutant.of(seeds.get(random.nextInt(seeds.size())), random);
        try {
            convert(random.nextInt(8), mutant, seeds.get(1), seeds.get(3));
            return true;
        } catch (ConversionException e) {
            return false;
        } catch (IOException | RuntimeException e) {
            throw new UnexpectedFailure(seed, e);
        }
    }

    /** Makes one of eight conversions and checks its result. */
    private void convert(int conversion, byte[] mutant, byte[] main, byte[] channel) throws IOException {
        switch (conversion) {
            case 0 -> assertArrayEquals(mutant, TestConversions.convertPipe(ConvertRequest.COPY, mutant));
            case 1 -> {
                byte[] redacted = TestConversions.convertFile(directory, TestConversions.redact(), mutant);
                for (String member : List.of("sections", "eofOffset")) {
                    assertEquals(
                            inspect(mutant).json().get(member),
                            inspect(redacted).json().get(member));
                }
            }
            case 2 -> assertNotNamed("timer", TestConversions.convertPipe(TestConversions.drop("timer"), mutant));
            case 3 -> inspect(TestConversions.convertFile(directory, TestConversions.ram(RamFormat.MAPPED), mutant));
            case 4 -> {
                byte[] joined = TestConversions.convertPipe(ConvertRequest.COPY, main, mutant, channel);
                assertArrayEquals(firmware(main, mutant, channel), firmware(joined));
            }
            case 5 -> {
                byte[] replaced = TestConversions.convertPipe(TestConversions.replace(DEVICE, mutant), main);
                assertArrayEquals(
                        TestConversions.extractFromPipe(Part.DATA, DEVICE, mutant),
                        TestConversions.extractFromPipe(Part.DATA, DEVICE, replaced));
            }
            case 6 ->
                assertArrayEquals(
                        firmware(mutant), TestConversions.extractFromFile(directory, Part.RAM, FIRMWARE, mutant));
            default -> inspect(TestConversions.extractFromPipe(Part.STREAM, null, mutant));
        }
    }

    private static byte[] firmware(byte[] stream, byte[]... channels) throws IOException {
        return TestConversions.extractFromPipe(Part.RAM, FIRMWARE, stream, channels);
    }

    /** Inspects a complete stream. */
    private static InspectionResult inspect(byte[] stream) throws IOException {
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, stream);
        assertEquals(ReadOutcome.COMPLETE, inspection.outcome(), inspection.text());
        return inspection;
    }

    private static void assertNotNamed(String idstr, byte[] stream) throws IOException {
        assertFalse(inspect(stream).list("sections").stream().anyMatch(section -> idstr.equals(section.get("idstr"))));
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
