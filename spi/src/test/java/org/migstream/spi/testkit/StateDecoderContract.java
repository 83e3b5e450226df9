// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/**
 * Checks a {@link StateDecoder} against the rules that hold for every decoder. A test of a plugin extends this class and
 * provides samples; each rule is tried on each sample. The vendor's own tests check the values of fields and the findings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StateDecoderContract {
    private static final int[] CHUNK_SIZES = {1, 3, 7, 1000};
    private static final int THREADS = 8;
    private static final long BASE_MEMORY = 8 << 20;
    private static final long MEMORY_PER_BYTE = 1024;

    /** Returns the plugin under test. */
    protected abstract VendorPlugin plugin();

    /** Returns the decoder under test; by default the only one of {@link #plugin()}. */
    protected StateDecoder decoder() {
        List<StateDecoder> decoders = plugin().decoders();
        assertEquals(
                1, decoders.size(), "a plugin with several decoders has a test for each, which overrides decoder()");
        return decoders.get(0);
    }

    /**
     * Returns states that the decoder can read: at least one valid one, and some with findings. Each should have at most
     * about 100 KiB.
     */
    protected abstract List<Sample> samples();

    /**
     * Returns whether a truncated sample is a valid and complete state, because a part of the format is optional.
     *
     * @param length in bytes of the truncated state, less than that of the sample
     */
    protected boolean isCompleteAt(Sample sample, int length) {
        return false;
    }

    @Test
    void metadata_isValid() {
        StateDecoder decoder = decoder();
        assertTrue(decoder.name().matches("[a-z0-9_]+"), decoder.name());
        assertEquals(
                decoder.devices().size(), new HashSet<>(decoder.devices()).size(), "devices() lists each device once");
        assertFalse(samples().isEmpty(), "samples() is not empty");
    }

    @Test
    void declarations_haveTheirForm() {
        DeclaredCodes.checkDeclarations(plugin());
    }

    /** Checks that each byte is in exactly one field, and the form of names, codes and messages. */
    @ParameterizedTest
    @MethodSource("samples")
    void sample_isCoveredByFields_andWellFormed(Sample sample) {
        decode(sample.bytes(), sample::name);
    }

    /** Checks that a state truncated anywhere causes no exception and is not reported as complete without findings. */
    @ParameterizedTest
    @MethodSource("samples")
    void truncatedSample_isNotReportedComplete(Sample sample) {
        DecodeResult whole = decode(sample.bytes(), sample::name);
        DamagedStates.truncationLengths(sample.bytes().length, whole.fields()).forEach(length -> {
            Supplier<String> what = () -> sample + " truncated to " + length + " bytes";
            DecodeResult truncated = decode(Arrays.copyOf(sample.bytes(), length), what);
            if (isCompleteWithoutFindings(whole) && !isCompleteAt(sample, length)) {
                assertFalse(
                        isCompleteWithoutFindings(truncated),
                        () -> what.get() + " is reported as complete:\n" + truncated);
            }
        });
    }

    private static boolean isCompleteWithoutFindings(DecodeResult decoded) {
        return decoded.completeness().equals(Optional.of(Completeness.COMPLETE)) && decoded.worst() == Severity.INFO;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void flippedBits_doNotCrashDecoder(Sample sample) {
        DamagedStates.bitFlips(sample.bytes())
                .forEach(flipped -> decode(flipped, () -> describeDamage(sample, flipped)));
    }

    /** Checks that the decoder neither allocates memory nor loops because of a length or count in the state. */
    @ParameterizedTest
    @MethodSource("samples")
    void extremeLengths_doNotAllocateMemory(Sample sample) {
        DamagedStates.extremeNumbers(sample.bytes())
                .forEach(hostile -> decodeWithinMemory(hostile, () -> describeDamage(sample, hostile), sample));
    }

    private void decodeWithinMemory(byte[] hostile, Supplier<String> what, Sample sample) {
        long limit = BASE_MEMORY + MEMORY_PER_BYTE * sample.bytes().length;
        long before = allocatedBytes();
        decode(hostile, what);
        long allocated = allocatedBytes() - before;
        assertTrue(allocated <= limit, () -> what.get() + ": allocates " + allocated + " bytes of memory");
    }

    /**
     * Checks that the decoder trusts no number because another number confirms it: of two lengths or counts, one may be
     * compared with what the other has left, so both are wrong at once.
     */
    @ParameterizedTest
    @MethodSource("samples")
    void twoExtremeLengths_doNotAllocateMemory(Sample sample) {
        List<DecodeResult.DecodedField> fields =
                decode(sample.bytes(), sample::name).fields();
        DamagedStates.extremePairs(sample.bytes(), fields)
                .forEach(hostile -> decodeWithinMemory(hostile, () -> describeDamage(sample, hostile), sample));
    }

    /** Checks that a change of a byte that a checksum in the state covers is reported. */
    @ParameterizedTest
    @MethodSource("samples")
    void checksum_isChecked(Sample sample, TestReporter reporter) {
        DecodeResult whole = decode(sample.bytes(), sample::name);
        if (!isCompleteWithoutFindings(whole)) {
            return;
        }
        ChecksumFinder.Result search = ChecksumFinder.find(sample.bytes(), whole);
        if (search.isCut()) {
            reporter.publishEntry(sample + " is large: checksums were searched in a part of it");
        }
        for (ChecksumFinder.Found found : search.found()) {
            DamagedStates.someOffsets(found.from(), found.to()).forEach(at -> {
                byte[] changed = DamagedStates.flipBit(sample.bytes(), at * Byte.SIZE);
                Supplier<String> what = () -> describeDamage(sample, changed);
                assertNotEquals(
                        Severity.INFO,
                        decode(changed, what).worst(),
                        () -> what.get() + " has no warning or error, but " + found.field() + " is a "
                                + found.algorithm() + " of the bytes " + found.from() + " to " + (found.to() - 1));
            });
        }
    }

    private static long allocatedBytes() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? threads.getCurrentThreadAllocatedBytes()
                : 0;
    }

    private static String describeDamage(Sample sample, byte[] damaged) {
        int first = Arrays.mismatch(sample.bytes(), damaged);
        return sample + " damaged at byte " + first + DamagedStates.secondDamage(sample.bytes(), damaged, first);
    }

    /** Checks that the result does not depend on the pieces in which QEMU or a pipe delivers the state. */
    @ParameterizedTest
    @MethodSource("samples")
    void inputChunkSize_doesNotChangeResult(Sample sample) {
        for (boolean digests : new boolean[] {false, true}) {
            DecodeResult whole = DecodeResult.of(decoder(), new ByteArrayInputStream(sample.bytes()), digests);
            for (int chunk : CHUNK_SIZES) {
                InputStream slow = new ChunkedInputStream(sample.bytes(), chunk);
                DecodeResult pieces = DecodeResult.of(decoder(), slow, digests);
                assertEquals(whole.toString(), pieces.toString(), () -> sample + " in pieces of " + chunk);
            }
        }
    }

    /** Checks that one decoder can read several states at the same time. */
    @ParameterizedTest
    @MethodSource("samples")
    void parallelDecoding_givesSameResult(Sample sample) {
        StateDecoder decoder = decoder();
        String first = DecodeResult.of(decoder, sample.bytes()).toString();
        List<String> others = Stream.generate(sample::bytes)
                .limit(THREADS)
                .parallel()
                .map(bytes -> DecodeResult.of(decoder, bytes).toString())
                .toList();
        others.forEach(other -> assertEquals(first, other, sample::name));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sample_isMatchedForEachDevice(Sample sample) {
        List<PciId> devices = decoder().devices();
        Stream<DeviceIdentity> identities = devices.isEmpty()
                ? Stream.of(DeviceIdentity.UNKNOWN)
                : devices.stream().map(DeviceIdentity::of);
        byte[] head = head(sample, StateDecoder.HEAD_LENGTH);
        identities.forEach(identity -> assertTrue(
                decoder().match(identity, head).compareTo(Match.POSSIBLE) >= 0, () -> sample + " of " + identity));
        assertArrayEquals(head(sample, StateDecoder.HEAD_LENGTH), head, "match() does not change the bytes");
    }

    /** Checks states that are shorter than {@link StateDecoder#HEAD_LENGTH}. */
    @ParameterizedTest
    @MethodSource("samples")
    void headOfAnyLength_isAccepted(Sample sample) {
        for (int length = 0; length <= StateDecoder.HEAD_LENGTH; length++) {
            byte[] head = head(sample, length);
            assertDoesNotThrow(() -> decoder().match(DeviceIdentity.UNKNOWN, head), () -> head.length + " bytes");
        }
    }

    private static byte[] head(Sample sample, int length) {
        return Arrays.copyOf(sample.bytes(), Math.min(length, sample.bytes().length));
    }

    @Test
    void foreignData_isNotMatched() {
        DamagedStates.foreignHeads(StateDecoder.HEAD_LENGTH).forEach(head -> {
            Supplier<String> what = () -> Arrays.toString(head);
            assertEquals(Match.NONE, decoder().match(DeviceIdentity.UNKNOWN, head), what);
        });
    }

    private DecodeResult decode(byte[] state, Supplier<String> what) {
        DecodeResult decoded = assertDoesNotThrow(() -> DecodeResult.of(decoder(), state), what);
        DecodeResultChecks.check(decoded, state.length, what);
        DeclaredCodes declared = new DeclaredCodes(plugin());
        decoded.findings().forEach(finding -> declared.check(finding, what));
        return decoded;
    }
}
