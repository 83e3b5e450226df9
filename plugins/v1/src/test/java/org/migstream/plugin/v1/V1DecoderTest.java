// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.migstream.plugin.v1.V1States.chunk;
import static org.migstream.plugin.v1.V1States.data;
import static org.migstream.plugin.v1.V1States.end;
import static org.migstream.plugin.v1.V1States.identity;
import static org.migstream.plugin.v1.V1States.join;
import static org.migstream.plugin.v1.V1States.preview;
import static org.migstream.plugin.v1.V1States.sequence;
import static org.migstream.plugin.v1.V1States.wholeSequence;
import static org.migstream.plugin.v1.V1States.withByte;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.VendorPlugin;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

/** Tests the fields and findings of valid and damaged states. */
class V1DecoderTest extends StateDecoderContract {
    private static final byte[] IDENTITY = identity(1, V1States.CONTENT);
    private static final byte[] STATE = join(IDENTITY, wholeSequence(1));
    private static final byte[] WITH_PREVIEW = join(IDENTITY, preview(0, 6), preview(6, 4), wholeSequence(1));
    private static final byte[] TWO_SEQUENCES = join(STATE, preview(2, 3), wholeSequence(5));

    @Override
    protected VendorPlugin plugin() {
        return new V1Plugin();
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                new Sample("one sequence", STATE),
                new Sample("pre-copy", WITH_PREVIEW),
                new Sample("two sequences", TWO_SEQUENCES),
                new Sample("half a sequence first", join(IDENTITY, sequence(1), data(1, 0, 4), wholeSequence(2))),
                new Sample("two identities", join(STATE, STATE)),
                new Sample("many chunks", V1States.manyChunks(20)),
                new Sample("pre-copy only", join(IDENTITY, preview(0, 6))),
                new Sample("no end", join(IDENTITY, sequence(1), data(1, 0, 10))),
                new Sample("unknown kind", join(IDENTITY, chunk(9, 1, 2, (byte) 3), wholeSequence(1))),
                new Sample("unused values", join(IDENTITY, chunk(2, 1, 10, (byte) 3), data(1, 0, 10), end(1))),
                new Sample("no chunk", join(STATE, new byte[7])));
    }

    /** The state up to the first END is an older, but complete state of the device. */
    @Override
    protected boolean isCompleteAt(Sample sample, int length) {
        return (sample.bytes() == TWO_SEQUENCES || sample.name().equals("two identities"))
                && (length == STATE.length || length == STATE.length + preview(2, 3).length);
    }

    @Test
    void state_isDecodedIntoFields() {
        DecodeResult decoded = decode(WITH_PREVIEW);

        assertEquals(Set.of("OK", "CHUNKS"), decoded.codes());
        assertEquals(Optional.of(Completeness.COMPLETE), decoded.completeness());
        assertEquals(1, decoded.number("identity[0].identity"));
        assertEquals(10, decoded.number("identity[0].size"));
        assertEquals(6, decoded.number("preview[1].offset"));
        assertEquals(1, decoded.number("sequence[0].number"));
        assertEquals(10, decoded.number("sequence[0].size"));
        assertEquals(3, decoded.number("data[2].number"));
        assertEquals(8, decoded.number("data[2].offset"));
        assertEquals(2, decoded.number("data[2].length"));
        assertEquals(3, decoded.number("end[0].count"));
        assertEquals(V1States.checksum(10), decoded.number("end[0].data_checksum"));
        assertEquals("{identity=1, size=10}", decoded.facts().all().toString());
    }

    @Test
    void sequenceHeader_voidsEarlierChunks_andKeepsFacts() {
        DecodeResult decoded = decode(TWO_SEQUENCES);

        assertEquals(Set.of("OK", "CHUNKS"), decoded.codes());
        assertEquals(List.of(STATE.length + (long) preview(2, 3).length), decoded.restarts());
        assertEquals(5, decoded.number("sequence[0].number"));
        assertEquals("{identity=1, size=10}", decoded.facts().all().toString());
        assertEquals(
                "sequence 5: 3 DATA chunks (10 bytes), END",
                decoded.findings().get(0).message());
    }

    @Test
    void identityChunk_startsAgain() {
        DecodeResult decoded = decode(join(IDENTITY, wholeSequence(9), STATE));
        assertEquals(Set.of("OK", "CHUNKS"), decoded.codes());
        assertEquals(List.of((long) STATE.length), decoded.restarts());
    }

    /** The driver loads the sequence, but the source ran on. */
    @Test
    void previewAfterEnd_keepsTheSequence_withAWarning() {
        DecodeResult decoded = decode(join(STATE, preview(0, 5), preview(5, 5)));
        assertEquals(Optional.of(Completeness.COMPLETE), decoded.completeness());
        assertEquals(
                List.of("NEWER_SEQUENCE_MISSING", "CHUNKS"),
                decoded.findings().stream().map(Finding::code).toList());
        assertEquals(Severity.WARNING, decoded.worst());
        assertEquals(STATE.length, decoded.findings().get(0).offset().orElseThrow());
        assertEquals(
                "sequence 1: 3 DATA chunks (10 bytes), END, 2 PREVIEW chunks (10 bytes)",
                decoded.findings().get(1).message());
    }

    @Test
    void previewInsideLastSequence_isAWarning() {
        byte[] state = join(IDENTITY, sequence(1), data(1, 0, 4), preview(0, 4), data(2, 4, 6), end(2));
        assertEquals(Set.of("NEWER_SEQUENCE_MISSING", "CHUNKS"), decode(state).codes());
        assertEquals(
                Set.of("OK", "CHUNKS"), decode(join(state, wholeSequence(2))).codes());
    }

    /** The fields of a state do not become more with its chunks. */
    @Test
    void manyChunks_becomeOneField() {
        DecodeResult small = decode(V1States.manyChunks(6));
        DecodeResult large = decode(V1States.manyChunks(5000));

        assertEquals(Set.of("OK", "CHUNKS"), large.codes());
        assertEquals(small.fields().size(), large.fields().size());
        assertTrue(large.fields().stream()
                .anyMatch(field ->
                        field.path().equals("data_run[4]") && field.field().length() == 4996 * 33));
        assertEquals(
                "sequence 1: 5000 DATA chunks (5000 bytes), END",
                large.findings().get(0).message());
    }

    static Stream<Arguments> truncations() {
        return Stream.of(STATE, WITH_PREVIEW, V1States.manyChunks(7))
                .flatMap(state -> IntStream.range(0, state.length).mapToObj(length -> arguments(state, length)));
    }

    /** Every byte that is missing at the end is noticed, also whole chunks. */
    @Test
    void everyTruncation_isFound() {
        truncations().forEach(each -> {
            byte[] state = (byte[]) each.get()[0];
            int length = (int) each.get()[1];
            DecodeResult decoded = decode(Arrays.copyOf(state, length));
            assertTrue(decoded.codes().contains("TRUNCATED"), () -> length + ": " + decoded);
            assertNotEquals(Optional.of(Completeness.COMPLETE), decoded.completeness(), decoded::toString);
        });
    }

    @Test
    void everyChangedByte_isFound() {
        for (byte[] state : List.of(STATE, TWO_SEQUENCES, V1States.manyChunks(7))) {
            for (int at = 0; at < state.length; at++) {
                byte[] changed = state.clone();
                changed[at] ^= (byte) (1 << at % Byte.SIZE);
                DecodeResult decoded = decode(changed);
                assertEquals(Severity.ERROR, decoded.worst(), decoded::toString);
            }
        }
    }

    static Stream<Arguments> faults() {
        byte[] whole = wholeSequence(1);
        byte[] half = join(IDENTITY, sequence(1), data(1, 0, 4));
        return Stream.of(
                arguments("BAD_MAGIC", join(IDENTITY, new byte[40])),
                arguments("BAD_CHECKSUM", ByteBuilder.le(STATE).at(45).u8(1).toArray()),
                arguments("UNKNOWN_KIND", join(IDENTITY, chunk(5, 0, 0), whole)),
                arguments("UNKNOWN_KIND", join(IDENTITY, chunk(-1, 0, 0), whole)),
                arguments("NO_IDENTITY", whole),
                arguments("NO_IDENTITY", join(preview(0, 10), STATE)),
                arguments("BAD_IDENTITY", join(chunk(0, 0, 1, new byte[7]), whole)),
                arguments("BAD_IDENTITY", join(identity(1, 0), whole)),
                arguments("BAD_IDENTITY", join(identity(1, -1), whole)),
                arguments("BAD_IDENTITY", join(identity(-1, 10), whole)),
                arguments("IDENTITY_CHANGED", join(STATE, identity(2, 10), whole)),
                arguments("IDENTITY_CHANGED", join(identity(1, 11), STATE)),
                arguments("NO_SEQUENCE", join(IDENTITY, data(1, 0, 10), end(1))),
                arguments("NO_SEQUENCE", join(STATE, IDENTITY, end(0, 0), whole)),
                arguments("BAD_SEQUENCE", join(IDENTITY, wholeSequence(2), wholeSequence(1))),
                arguments("BAD_SEQUENCE", join(STATE, whole)),
                arguments("BAD_SEQUENCE", join(IDENTITY, wholeSequence(0))),
                arguments("BAD_SEQUENCE", join(IDENTITY, wholeSequence(0xffffffffL))),
                arguments("BAD_SEQUENCE", join(IDENTITY, chunk(2, 1, 11), data(1, 0, 10), end(1))),
                arguments("AFTER_END", join(STATE, data(4, 10, 1))),
                arguments("AFTER_END", join(STATE, end(3))),
                arguments("BAD_NUMBER", join(half, data(3, 4, 6), end(2))),
                arguments("BAD_NUMBER", join(half, data(2, 4, 6), end(1))),
                arguments("BAD_OFFSET", join(half, data(2, 3, 6), end(2))),
                arguments("OUT_OF_BOUNDS", join(half, data(2, 4, 7), end(2))),
                arguments("OUT_OF_BOUNDS", join(half, data(2, 4, 0), data(3, 4, 6), end(3))),
                arguments("OUT_OF_BOUNDS", join(half, data(2, 1L << 62, 6), end(2))),
                arguments("OUT_OF_BOUNDS", join(half, data(2, -1, 6), end(2))),
                arguments("OUT_OF_BOUNDS", join(IDENTITY, preview(10, 1), whole)),
                arguments("OUT_OF_BOUNDS", join(IDENTITY, preview(-1, 1), whole)),
                arguments("DATA_MISSING", join(half, end(1, V1States.checksum(4)))),
                arguments("BAD_DATA_CHECKSUM", join(half, data(2, 4, 6), end(2, V1States.checksum(10) ^ 1))),
                arguments("BAD_DATA_CHECKSUM", join(half, data(2, 4, 6), end(2, V1States.checksum(10) | 1L << 32))),
                arguments("TRUNCATED", join(half, data(2, 4, 6))),
                arguments("TRUNCATED", join(STATE, sequence(2))),
                arguments("TRUNCATED", join(IDENTITY, preview(0, 10))),
                arguments("TRUNCATED", IDENTITY),
                arguments("TRUNCATED", new byte[0]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void fault_isReported(String code, byte[] state) {
        DecodeResult decoded = decode(state);
        assertTrue(decoded.codes().contains(code), decoded::toString);
        assertEquals(Severity.ERROR, decoded.worst());
    }

    /** A lost chunk does not make all chunks after it wrong. */
    @Test
    void lostChunk_isReportedOnce() {
        DecodeResult decoded = decode(join(IDENTITY, sequence(1), data(1, 0, 4), data(3, 8, 2), end(3)));
        assertEquals(
                List.of("BAD_NUMBER", "BAD_OFFSET", "DATA_MISSING", "BAD_DATA_CHECKSUM", "CHUNKS"),
                decoded.findings().stream().map(Finding::code).toList());
        assertEquals(Optional.of(Completeness.INCOMPLETE), decoded.completeness());
    }

    static Stream<Arguments> unusedFields() {
        return Stream.of(
                arguments(join(withByte(IDENTITY, 8, 1), wholeSequence(1)), 0),
                arguments(join(withByte(IDENTITY, 28, 1), wholeSequence(1)), 0),
                arguments(join(IDENTITY, withByte(preview(0, 4), 8, 1), wholeSequence(1)), 40),
                arguments(join(IDENTITY, chunk(2, 1, 10, (byte) 1), data(1, 0, 10), end(1)), 40),
                arguments(
                        join(IDENTITY, sequence(1), data(1, 0, 10), chunk(4, 1, V1States.checksum(10), (byte) 1)),
                        114));
    }

    @ParameterizedTest
    @MethodSource("unusedFields")
    void unusedField_isAWarning(byte[] state, long offset) {
        DecodeResult decoded = decode(state);
        assertEquals(Set.of("UNUSED_FIELD", "CHUNKS"), decoded.codes());
        Finding finding = decoded.findings().get(0);
        assertEquals(Severity.WARNING, finding.severity());
        assertEquals(offset, finding.offset().orElseThrow());
        assertEquals(Optional.of(Completeness.COMPLETE), decoded.completeness());
    }

    @Test
    void repeatedFault_isCounted() {
        byte[][] chunks = new byte[20][];
        Arrays.fill(chunks, preview(10, 1));
        DecodeResult decoded = decode(join(IDENTITY, join(chunks), wholeSequence(1)));
        assertEquals(
                List.of("OUT_OF_BOUNDS", "OUT_OF_BOUNDS", "OUT_OF_BOUNDS", "OUT_OF_BOUNDS", "CHUNKS", "OUT_OF_BOUNDS"),
                decoded.findings().stream().map(Finding::code).toList());
        assertEquals("16 more of these", decoded.findings().get(5).message());
    }

    private static DecodeResult decode(byte[] state) {
        return DecodeResult.of(new V1Decoder(), state);
    }
}
