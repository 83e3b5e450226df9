// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

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

class Mlx5DecoderTest extends StateDecoderContract {
    private static final Path CASES = Path.of("../../samples/vendor-cases/mlx5");
    private static final byte[] HINT = hint(8192);
    private static final byte[] IMAGE = image(100);
    private static final byte[] STATE = concat(HINT, IMAGE, image(33));

    @Override
    protected VendorPlugin plugin() {
        return new Mlx5Plugin();
    }

    @Override
    protected List<Sample> samples() {
        Stream<Sample> captured = Stream.of(
                        "valid-stopcopy-a", "valid-precopy-a", "valid-nohint-a", "hint-late-a", "unknown-optional-a")
                .map(name -> Sample.of(CASES.resolve(name + ".bin")));
        return Stream.concat(captured, Stream.of(new Sample("built by the test", STATE)))
                .toList();
    }

    @Test
    void fieldsAndFacts_areReported() {
        DecodeResult decoded = DecodeResult.of(decoder(), STATE);
        assertEquals(Set.of("OK"), decoded.codes());
        assertEquals(Optional.of(Completeness.UNKNOWN), decoded.completeness());
        assertEquals(8192, decoded.number("records[0].stop_copy_size"));
        assertEquals(33, decoded.number("records[2].record_size"));
        assertEquals(8192, decoded.facts().number("stop_copy_size").orElseThrow());
        assertEquals(133, decoded.facts().number("fw_bytes").orElseThrow());
    }

    static Stream<Arguments> states() {
        byte[] empty = image(0);
        byte[] garbage = ByteBuilder.le().fill(24, 0xc5).toArray();
        byte[] shortGarbage =
                ByteBuilder.le().u64(4096).u32(0x70).u32(0x6c6c).fill(8, 1).toArray();
        return Stream.of(
                Arguments.of("NO_PAYLOAD", Severity.ERROR, new byte[0]),
                Arguments.of("NO_PAYLOAD", Severity.ERROR, HINT),
                Arguments.of("NO_PAYLOAD", Severity.ERROR, concat(HINT, empty)),
                Arguments.of("ZERO_SIZE_RECORD", Severity.ERROR, empty),
                Arguments.of("ZERO_SIZE_RECORD", Severity.ERROR, concat(empty, IMAGE)),
                Arguments.of("ZERO_SIZE_RECORD", Severity.WARNING, concat(STATE, empty)),
                Arguments.of("ZERO_SIZE_RECORD", Severity.WARNING, concat(IMAGE, empty, IMAGE)),
                Arguments.of("ZERO_SIZE_RECORD", Severity.WARNING, concat(HINT, empty, IMAGE)),
                Arguments.of("HINT_MALFORMED", Severity.WARNING, concat(hint(0), IMAGE)),
                Arguments.of("HINT_MALFORMED", Severity.WARNING, concat(header(4, 1, 1), new byte[4], IMAGE)),
                Arguments.of("HINT_MALFORMED", Severity.WARNING, concat(header(0, 1, 1), IMAGE)),
                Arguments.of(
                        "HINT_MALFORMED",
                        Severity.WARNING,
                        concat(header(9, 1, 1), ByteBuilder.le().u64(4096).u8(0).toArray(), IMAGE)),
                Arguments.of("HINT_ORDER", Severity.WARNING, concat(IMAGE, HINT)),
                Arguments.of("HINT_ORDER", Severity.WARNING, concat(HINT, HINT, IMAGE)),
                Arguments.of("HINT_TOO_LARGE", Severity.WARNING, concat(hint(1L << 32), IMAGE)),
                Arguments.of("HINT_TOO_LARGE", Severity.WARNING, concat(hint(-1), IMAGE)),
                Arguments.of("OK", Severity.INFO, concat(hint((1L << 32) - 1), IMAGE)),
                Arguments.of("HINT_TOO_SMALL", Severity.INFO, concat(hint(99), IMAGE)),
                Arguments.of("UNKNOWN_FLAGS", Severity.WARNING, concat(header(1, 2, 0), new byte[1])),
                Arguments.of("UNKNOWN_OPTIONAL_TAG", Severity.WARNING, concat(STATE, header(1, 1, 9), new byte[1])),
                Arguments.of("UNKNOWN_MANDATORY_TAG", Severity.ERROR, concat(header(1, 0, 2), new byte[1], STATE)),
                Arguments.of("RECORD_TOO_LARGE", Severity.ERROR, concat(header(1L << 32, 0, 0), new byte[9])),
                Arguments.of("RECORD_TOO_LARGE", Severity.ERROR, concat(STATE, header(-1, 0, 0))),
                Arguments.of("RECORD_TOO_LARGE", Severity.ERROR, concat(STATE, garbage)),
                Arguments.of("TRUNCATED", Severity.ERROR, concat(STATE, header((1L << 32) - 1, 0, 0))),
                Arguments.of("TRUNCATED", Severity.ERROR, concat(STATE, new byte[1])),
                Arguments.of("TRAILING_GARBAGE", Severity.ERROR, concat(STATE, new byte[15])),
                Arguments.of("TRAILING_GARBAGE", Severity.ERROR, concat(STATE, garbage)),
                Arguments.of("TRAILING_GARBAGE", Severity.ERROR, concat(STATE, shortGarbage)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void state_isReportedWithCode(String code, Severity severity, byte[] state) {
        DecodeResult decoded = DecodeResult.of(decoder(), state);
        assertTrue(decoded.codes().contains(code), decoded::toString);
        assertEquals(severity, decoded.worst(), decoded::toString);
    }

    /** A state may end after any image, but nowhere else. */
    @Test
    void truncatedRecord_isReported() {
        Set<Integer> validEnds = Set.of(HINT.length + IMAGE.length, STATE.length);
        for (int length = 0; length <= STATE.length; length++) {
            DecodeResult truncated = DecodeResult.of(decoder(), Arrays.copyOf(STATE, length));
            assertEquals(validEnds.contains(length), truncated.worst() == Severity.INFO, truncated::toString);
        }
    }

    @Test
    void repeatedFault_isReportedOnce() {
        ByteBuilder state = ByteBuilder.le(IMAGE);
        for (int i = 0; i < 1000; i++) {
            state.bytes(HINT).bytes(header(0, 6, 7));
        }
        DecodeResult decoded = DecodeResult.of(decoder(), state.toArray());
        assertEquals(decoded.codes().size(), decoded.findings().size(), decoded::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "15b3:101e, CERTAIN,  LIKELY",
        "1af4:1041, POSSIBLE, NONE",
        "'',        LIKELY,   POSSIBLE",
    })
    void records_areMatched(String id, Match hinted, Match plain) {
        assertEquals(hinted, match(id, STATE));
        assertEquals(hinted, match(id, HINT));
        assertEquals(plain, match(id, IMAGE));
        assertEquals(plain, match(id, concat(image(0), IMAGE)));
        assertEquals(plain, match(id, concat(header(4, 1, 1), new byte[4], IMAGE)));
        assertEquals(plain, match(id, concat(header(99, 1L << 31, 0), new byte[64])));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x1_0100, 0x103, 0x105, 0x5ff})
    void virtioDeviceParts_areNotMatched(long part) {
        byte[] set = ByteBuilder.le().u32(part).u64(1).u32(8).u64(0).toArray();
        byte[] record = concat(header(set.length, 0, 0), set);
        assertEquals(Match.NONE, match("", record));
        assertEquals(Match.NONE, match("", concat(HINT, record)));
    }

    @Test
    void zerosAndForeignMagic_areNotMatched() {
        assertEquals(Match.NONE, match("", new byte[64]));
        assertEquals(Match.NONE, match("", concat(header(1L << 63, 0, 0), new byte[64])));
        assertEquals(Match.NONE, match("", concat(header(1L << 32, 0, 0), new byte[64])));
        assertEquals(Match.NONE, match("", concat(header(-1, 1, 1), new byte[64])));
        assertEquals(Match.NONE, match("", concat(header(0x7e9d09898c3e2c4eL, 1, 0), new byte[36])));
        assertEquals(Match.LIKELY, match("15b3:101e", new byte[0]));
    }

    private static Match match(String id, byte[] state) {
        DeviceIdentity identity = PciId.parse(id).map(DeviceIdentity::of).orElse(DeviceIdentity.UNKNOWN);
        return new Mlx5Decoder()
                .match(identity, Arrays.copyOf(state, Math.min(state.length, StateDecoder.HEAD_LENGTH)));
    }

    private static byte[] hint(long value) {
        return concat(header(8, 1, 1), ByteBuilder.le().u64(value).toArray());
    }

    private static byte[] image(int size) {
        return concat(header(size, 0, 0), ByteBuilder.le().fill(size, 0x30).toArray());
    }

    private static byte[] header(long size, long flags, long tag) {
        return ByteBuilder.le().u64(size).u32(flags).u32(tag).toArray();
    }

    private static byte[] concat(byte[]... pieces) {
        ByteBuilder all = ByteBuilder.le();
        for (byte[] piece : pieces) {
            all.bytes(piece);
        }
        return all.toArray();
    }
}
