// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import static com.example.acme.AcmeRecords.end;
import static com.example.acme.AcmeRecords.firmware;
import static com.example.acme.AcmeRecords.queue;
import static com.example.acme.AcmeRecords.record;
import static com.example.acme.AcmeRecords.sequence;
import static com.example.acme.AcmeRecords.state;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.VendorPlugin;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

/** Tests the rules of every decoder, and the findings of this one. */
class AcmeDecoderTest extends StateDecoderContract {
    private static final byte[] VALID = state(sequence(1), queue(0, 8, 3), firmware(7), end());
    private static final byte[] TWO_ROUNDS = state(sequence(1), queue(0, 8, 3), firmware(6), VALID);
    private static final byte[] OPTIONAL =
            ByteBuilder.le(record(9, ByteBuilder.le().zeros(5))).at(6).u16(1).toArray();

    @Override
    protected VendorPlugin plugin() {
        return new AcmePlugin();
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                new Sample("valid", VALID),
                new Sample("two rounds", TWO_ROUNDS),
                new Sample("optional record of unknown type", state(sequence(0), OPTIONAL, firmware(7), end())),
                new Sample(
                        "long record",
                        state(
                                sequence(0),
                                record(3, ByteBuilder.le().zeros(8)),
                                record(4, ByteBuilder.le().u8(1)))),
                new Sample("trailing byte", state(VALID, new byte[1])));
    }

    @Test
    void validState_isDecoded() {
        DecodeResult decoded = DecodeResult.of(decoder(), VALID);
        assertEquals(3, decoded.number("queue[index=0].payload.head"));
        assertEquals(Map.of("queues", "1", "firmware", "5.1.7"), decoded.facts().all());
        assertEquals(Optional.of(Completeness.COMPLETE), decoded.completeness());
        assertEquals(Set.of(), decoded.codes());
    }

    @Test
    void lastRound_isUsed() {
        DecodeResult decoded = DecodeResult.of(decoder(), TWO_ROUNDS);
        assertEquals(List.of((long) TWO_ROUNDS.length - VALID.length), decoded.restarts());
        assertEquals(Optional.of("5.1.7"), decoded.facts().text("firmware"));
        assertEquals(Set.of(), decoded.codes());
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("NO_SEQUENCE", state(queue(0, 8, 0))),
                arguments("BAD_MAGIC", state(sequence(0), new byte[16])),
                arguments(
                        "BAD_VERSION",
                        state(record(1, ByteBuilder.le().u16(2).u16(0).u32(0)), firmware(7), end())),
                arguments("UNKNOWN_TYPE", state(sequence(0), record(5, ByteBuilder.le()), firmware(7), end())),
                arguments("UNKNOWN_OPTIONAL", state(sequence(0), OPTIONAL, firmware(7), end())),
                arguments(
                        "LONG_RECORD",
                        state(
                                sequence(0),
                                firmware(7),
                                record(4, ByteBuilder.le().zeros(1)))),
                arguments("BAD_INDEX", state(sequence(1), queue(1, 8, 0), firmware(7), end())),
                arguments("BAD_DEPTH", state(sequence(1), queue(0, 9, 0), firmware(7), end())),
                arguments("BEYOND_DEPTH", state(sequence(1), queue(0, 8, 8), firmware(7), end())),
                arguments("NESTED_TRUNCATED", state(sequence(0), record(3, ByteBuilder.le()), firmware(7), end())),
                arguments(
                        "BAD_CRC",
                        state(sequence(0), record(3, ByteBuilder.le().zeros(8).u8(1)), end())),
                arguments("NO_END", state(sequence(0), firmware(7))),
                arguments("TRAILING", state(VALID, new byte[1])),
                arguments("MISSING_QUEUE", state(sequence(1), firmware(7), end())),
                arguments("NO_FIRMWARE", state(sequence(0), end())),
                arguments("TRUNCATED", state(sequence(0), new byte[] {'A', 'C', 'M', 'E'})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void fault_isReported(String code, byte[] state) {
        DecodeResult decoded = DecodeResult.of(decoder(), state);
        assertEquals(true, decoded.codes().contains(code), decoded::toString);
    }
}
