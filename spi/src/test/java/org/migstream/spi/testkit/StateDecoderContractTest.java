// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;

/** Each law finds the decoder that breaks it. */
class StateDecoderContractTest {
    private static final Sample SAMPLE =
            new Sample("sample", Bytes.le().u32(16).zeros(16).toArray());

    /** Reads a state. */
    @FunctionalInterface
    private interface Reads {
        void read(FieldReader in) throws IOException;
    }

    /** Recognizes a state. */
    @FunctionalInterface
    private interface Matches {
        Match match(byte[] head);
    }

    /** A decoder that is as bad as its parts. */
    private record Bad(Reads reads, Matches matches) implements StateDecoder {
        @Override
        public String name() {
            return "bad";
        }

        @Override
        public List<PciId> devices() {
            return List.of();
        }

        @Override
        public Match match(DeviceIdentity identity, byte[] head) {
            return matches.match(head);
        }

        @Override
        public Completeness decode(FieldReader in) throws IOException {
            reads.read(in);
            return Completeness.COMPLETE;
        }
    }

    private static final class Contract extends StateDecoderContract {
        private final StateDecoder decoder;

        Contract(StateDecoder decoder) {
            this.decoder = decoder;
        }

        @Override
        protected StateDecoder decoder() {
            return decoder;
        }

        @Override
        protected List<Sample> samples() {
            return List.of(SAMPLE);
        }
    }

    private static Arguments reading(String what, BiConsumer<StateDecoderContract, Sample> law, Reads reads) {
        return arguments(what, law, new Bad(reads, head -> Match.NONE));
    }

    private static Arguments matching(String what, BiConsumer<StateDecoderContract, Sample> law, Matches matches) {
        return arguments(what, law, new Bad(in -> {}, matches));
    }

    static Stream<Arguments> offences() {
        AtomicInteger reads = new AtomicInteger();
        return Stream.of(
                reading("names twice", StateDecoderContract::tellsEveryByteOfASample, in -> {
                    in.u8("a");
                    in.u8("a");
                }),
                reading("name", StateDecoderContract::tellsEveryByteOfASample, in -> in.u8("not a name")),
                reading("code", StateDecoderContract::tellsEveryByteOfASample, in -> in.info("odd", "odd")),
                reading("full stop", StateDecoderContract::tellsEveryByteOfASample, in -> in.info("ODD", "odd.")),
                reading("upper case", StateDecoderContract::tellsEveryByteOfASample, in -> in.info("ODD", "Odd one")),
                reading("escape", StateDecoderContract::tellsEveryByteOfASample, in -> in.info("ODD", "o\033[2Jd")),
                reading("fact", StateDecoderContract::tellsEveryByteOfASample, in -> in.fact("a key", 1)),
                reading("noise", StateDecoderContract::tellsEveryByteOfASample, in -> {
                    for (int i = 0; i < 99; i++) {
                        in.info("ODD", "odd");
                    }
                }),
                reading("end", StateDecoderContract::noticesThatTheEndIsMissing, in -> in.opaqueRest("all")),
                reading("exception", StateDecoderContract::noticesThatTheEndIsMissing, in -> in.peek(1)[0]++),
                reading("index", StateDecoderContract::survivesTurnedBits, in -> {
                    byte[] table = new byte[17];
                    table[(int) in.u32("index")]++;
                }),
                reading("memory", StateDecoderContract::believesNoClaim, in -> {
                    byte[] image = new byte[(int) Math.min(in.u32("size"), 1 << 26)];
                    Arrays.fill(image, (byte) 1);
                }),
                reading(
                        "pieces",
                        StateDecoderContract::readsPiecesOfAnySizeAlike,
                        in -> in.fact("n", reads.addAndGet(1))),
                reading("memories", StateDecoderContract::keepsNothingInMind, in -> in.fact("n", reads.addAndGet(1))),
                matching("no match", StateDecoderContract::recognizesASample, head -> Match.NONE),
                matching("writes", StateDecoderContract::recognizesASample, head -> {
                    head[0] = 0;
                    return Match.CERTAIN;
                }),
                matching("short", StateDecoderContract::looksAtHeadsOfAnyLength, head -> Match.values()[head[7]]),
                matching("eager", (contract, sample) -> contract.claimsNothingOfStrangers(), head -> Match.POSSIBLE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offences")
    void isFoundOut(String what, BiConsumer<StateDecoderContract, Sample> law, StateDecoder decoder) {
        assertThrows(AssertionError.class, () -> law.accept(new Contract(decoder), SAMPLE));
    }
}
