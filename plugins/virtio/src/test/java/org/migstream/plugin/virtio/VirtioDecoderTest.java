// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

class VirtioDecoderTest extends StateDecoderContract {
    private static final Path CASES = Path.of("../../samples/vendor-cases/virtio");
    private static final byte[] STATUS = part(0x103, 0, 0, ByteBuilder.le().u8(15));
    private static final byte[] SET = parts(
            part(0x100, 1, 0, ByteBuilder.le().u64(0x1_0000_0003L).u64(4)),
            part(0x101, 0, 0, ByteBuilder.le().u64(0x1_0000_0001L).u64(4)),
            part(0x102, 0, 18, ByteBuilder.le().u16(2)),
            STATUS,
            part(0x104, 0, 0, queue(256)),
            part(0x105, 0, 0, ByteBuilder.le().u64(0)),
            part(0x104, 0, 1, queue(128)),
            part(0x234, 0, 0x0102030405060708L, ByteBuilder.le().zeros(3)));

    @Override
    protected VendorPlugin plugin() {
        return new VirtioPlugin();
    }

    @Override
    protected List<Sample> samples() {
        Stream<Sample> captured = Stream.of(
                        "valid-stopcopy-a",
                        "valid-precopy-a",
                        "valid-devspecific-a",
                        "part-unknown-a",
                        "unknown-optional-a")
                .map(name -> Sample.of(CASES.resolve(name + ".bin")));
        return Stream.concat(captured, Stream.of(new Sample("made", record(SET))))
                .toList();
    }

    /** Each record is a complete set, so a state may end after any of them. */
    @Override
    protected boolean isCompleteAt(Sample sample, int length) {
        return sample.name().startsWith("valid-precopy") && length == 333;
    }

    @Test
    void facts_areReported() {
        DecodeResult decoded = decode(record(SET));
        assertEquals(Set.of("OK"), decoded.codes());
        assertEquals("0x100000003", decoded.facts().text("device_features").orElseThrow());
        assertEquals("0x4", decoded.facts().text("driver_features_1").orElseThrow());
        assertEquals(2, decoded.facts().number("num_queues").orElseThrow());
        assertEquals(2, decoded.facts().number("queues").orElseThrow());
        assertEquals(2, decoded.number("records[0].device_data.parts[2].value.num_queues"));
        assertEquals(128, decoded.number("records[0].device_data.parts[6].value.queue_size"));
    }

    @Test
    void lastPartSet_isUsed() {
        byte[] first = record(SET);
        DecodeResult decoded = decode(parts(first, header(0, 0, 0), record(STATUS)));
        assertEquals(List.of((long) first.length + 16), decoded.restarts());
        assertTrue(decoded.facts().number("num_queues").isEmpty());
        assertEquals(Set.of("ZERO_SIZE_RECORD"), decoded.codes());
    }

    static Stream<Arguments> states() {
        byte[] good = record(SET);
        return Stream.of(
                Arguments.of("NO_PAYLOAD", Severity.ERROR, new byte[0]),
                Arguments.of("NO_PAYLOAD", Severity.ERROR, parts(header(4, 1, 9), new byte[4])),
                Arguments.of("ZERO_SIZE_RECORD", Severity.ERROR, header(0, 0, 0)),
                Arguments.of("ZERO_SIZE_RECORD", Severity.WARNING, parts(header(0, 0, 0), good)),
                Arguments.of("ZERO_SIZE_RECORD", Severity.WARNING, parts(good, header(0, 0, 0))),
                Arguments.of("RECORD_TOO_LARGE", Severity.ERROR, parts(header(1L << 32, 0, 0), SET)),
                Arguments.of("RECORD_TOO_LARGE", Severity.ERROR, parts(good, header(-1, 0, 0), SET)),
                Arguments.of("SIZE_WRAP", Severity.ERROR, parts(header(0xfffffff8L, 0, 0), SET)),
                Arguments.of("TRUNCATED", Severity.ERROR, parts(header(0xfffffff7L, 0, 0), SET)),
                Arguments.of("TRUNCATED", Severity.ERROR, parts(good, new byte[15])),
                Arguments.of("UNKNOWN_FLAGS", Severity.WARNING, parts(header(SET.length, 2, 0), SET)),
                Arguments.of("UNKNOWN_OPTIONAL_TAG", Severity.WARNING, parts(good, header(1, 1, 1), new byte[1])),
                Arguments.of("UNKNOWN_MANDATORY_TAG", Severity.ERROR, parts(header(1, 0, 7), new byte[1], good)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void record_isReportedWithCode(String code, Severity severity, byte[] state) {
        assertFound(code, severity, decode(state));
    }

    static Stream<Arguments> sets() {
        ByteBuilder word = ByteBuilder.le().u64(1);
        return Stream.of(
                Arguments.of("DUPLICATE_PART", Severity.WARNING, parts(SET, part(0x100, 1, 0, word))),
                Arguments.of("DUPLICATE_PART", Severity.WARNING, parts(SET, part(0x104, 0, 1, queue(8)))),
                Arguments.of(
                        "DUPLICATE_PART",
                        Severity.WARNING,
                        parts(SET, part(0x102, 0, 18, ByteBuilder.le().u16(2)))),
                Arguments.of(
                        "PART_LENGTH",
                        Severity.WARNING,
                        parts(SET, part(0x101, 0, 0, ByteBuilder.le().zeros(7)))),
                Arguments.of(
                        "PART_LENGTH",
                        Severity.WARNING,
                        parts(SET, part(0x101, 0, 0, ByteBuilder.le().zeros(72)))),
                Arguments.of(
                        "PART_LENGTH",
                        Severity.WARNING,
                        parts(SET, part(0x102, 0, 32, ByteBuilder.le().u32(0)))),
                Arguments.of("PART_LENGTH", Severity.WARNING, parts(SET, part(0x105, 0, 1, ByteBuilder.le()))),
                Arguments.of("UNKNOWN_PART", Severity.WARNING, parts(SET, part(0x1ff, 0, 0, word))),
                Arguments.of("UNKNOWN_PART", Severity.WARNING, parts(SET, part(0x102, 0, 5, word))),
                Arguments.of("UNKNOWN_OPTIONAL_PART", Severity.INFO, parts(SET, part(0x600, 1, 0, word))),
                Arguments.of("UNKNOWN_FLAGS", Severity.WARNING, parts(SET, part(0x300, 4, 0, word))),
                Arguments.of("RESERVED_NOT_ZERO", Severity.WARNING, parts(SET, part(0x105, 0, 0x10001, word))),
                Arguments.of("INCONSISTENT", Severity.WARNING, parts(SET, part(0x104, 0, 2, queue(8)))),
                Arguments.of("INCONSISTENT", Severity.WARNING, parts(SET, part(0x105, 0, 65535, word))),
                Arguments.of(
                        "INCONSISTENT",
                        Severity.WARNING,
                        parts(SET, part(0x101, 0, 0, ByteBuilder.le().u64(8)))),
                Arguments.of(
                        "MISSING_QUEUE",
                        Severity.INFO,
                        parts(STATUS, part(0x102, 0, 18, ByteBuilder.le().u16(1)))),
                Arguments.of("MISSING_PART", Severity.WARNING, part(0x100, 1, 0, word)),
                Arguments.of(
                        "NESTED_OVERRUN",
                        Severity.ERROR,
                        ByteBuilder.le(SET)
                                .bytes(part(0x200, 0, 0, word))
                                .at(SET.length + 12)
                                .u32(9)
                                .toArray()),
                Arguments.of("NESTED_TRUNCATED", Severity.ERROR, parts(SET, new byte[15])));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void part_isReportedWithCode(String code, Severity severity, byte[] set) {
        assertFound(code, severity, decode(record(set)));
    }

    private static void assertFound(String code, Severity severity, DecodeResult decoded) {
        assertTrue(decoded.codes().contains(code), decoded::toString);
        assertEquals(severity, decoded.worst(), decoded::toString);
    }

    /** Damage inside a record affects only this record. */
    @Test
    void damagedSet_isSkipped() {
        DecodeResult decoded = decode(parts(record(parts(STATUS, new byte[3])), record(SET)));
        assertEquals(Set.of("NESTED_TRUNCATED"), decoded.codes());
        assertEquals(Optional.of(Completeness.UNKNOWN), decoded.completeness());
    }

    @Test
    void repeatedFault_isReportedOnce() {
        ByteBuilder state = ByteBuilder.le();
        for (int i = 0; i < 100; i++) {
            state.bytes(record(parts(STATUS, STATUS)));
            state.bytes(record(new byte[1]));
        }
        DecodeResult decoded = decode(state.toArray());
        assertEquals(Set.of("DUPLICATE_PART", "NESTED_TRUNCATED"), decoded.codes());
        assertEquals(1 + 16, decoded.findings().size());
    }

    @ParameterizedTest
    @CsvSource({"1af4:1041, CERTAIN", "1af4:1042, CERTAIN", "15b3:101e, POSSIBLE", "'', LIKELY"})
    void parts_areMatched(String id, Match match) {
        assertEquals(match, match(id, record(SET)));
        assertEquals(match, match(id, parts(header(8, 1, 1), new byte[8], record(SET))));
        Match refusedSize = id.startsWith("1af4") ? Match.LIKELY : Match.NONE;
        assertEquals(refusedSize, match(id, parts(header(1L << 63, 0, 0), SET)));
        assertEquals(refusedSize, match(id, parts(header(1L << 32, 0, 0), SET)));
    }

    @ParameterizedTest
    @CsvSource({"1af4:1041, LIKELY", "15b3:101e, NONE", "'', NONE"})
    void firmwareImages_areNotMatched(String id, Match match) {
        byte[] image = ByteBuilder.le().u64(0x1000).u64(0).fill(48, 0x30).toArray();
        assertEquals(match, match(id, image));
        assertEquals(match, match(id, parts(header(8, 1, 1), new byte[8], image)));
        assertEquals(match, match(id, new byte[64]));
        assertEquals(match, match(id, new byte[0]));
        assertEquals(match, match(id, parts(header(0x7e9d09898c3e2c4eL, 1, 0), new byte[36])));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 31})
    void headWithoutPart_isPossibleMatch(int length) {
        assertEquals(
                Match.POSSIBLE,
                match(
                        "",
                        ByteBuilder.le(header(SET.length, 0, 0))
                                .zeros(length - 16)
                                .toArray()));
    }

    @Test
    void unknownFirstPart_isPossibleMatch() {
        assertEquals(Match.POSSIBLE, match("", record(part(0x200, 0, -1, ByteBuilder.le()))));
        assertEquals(
                Match.POSSIBLE,
                match("", record(part(0x106, 1, 0, ByteBuilder.le().u32(0)))));
        byte[] tooLong = ByteBuilder.le().u16(0x200).u16(0).u64(-1).u32(1).toArray();
        assertEquals(Match.NONE, match("", record(tooLong)));
    }

    private static Match match(String id, byte[] state) {
        DeviceIdentity identity = PciId.parse(id).map(DeviceIdentity::of).orElse(DeviceIdentity.UNKNOWN);
        return new VirtioDecoder()
                .match(identity, Arrays.copyOf(state, Math.min(state.length, StateDecoder.HEAD_LENGTH)));
    }

    private static DecodeResult decode(byte[] state) {
        return DecodeResult.of(new VirtioDecoder(), state);
    }

    private static byte[] record(byte[] set) {
        return parts(header(set.length, 0, 0), set);
    }

    private static byte[] header(long size, long flags, long tag) {
        return ByteBuilder.le().u64(size).u32(flags).u32(tag).toArray();
    }

    private static byte[] part(int type, int flags, long selector, ByteBuilder value) {
        ByteBuilder header =
                ByteBuilder.le().u16(type).u8(flags).u8(0).u64(selector).u32(value.size());
        return header.bytes(value.toArray()).toArray();
    }

    private static ByteBuilder queue(int size) {
        return ByteBuilder.le()
                .u16(size)
                .u16(0)
                .u16(1)
                .u16(0)
                .u64(0x1000)
                .u64(0x2000)
                .u64(0x3000);
    }

    private static byte[] parts(byte[]... parts) {
        ByteBuilder all = ByteBuilder.le();
        for (byte[] part : parts) {
            all.bytes(part);
        }
        return all.toArray();
    }
}
