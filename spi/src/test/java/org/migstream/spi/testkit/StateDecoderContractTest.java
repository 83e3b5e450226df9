// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
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
import org.migstream.spi.Finding;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
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

    /** A decoder that breaks the law while it reads, and otherwise reads to the end. */
    private static Arguments reading(String complaint, BiConsumer<StateDecoderContract, Sample> law, Reads reads) {
        Reads all = in -> {
            reads.read(in);
            in.opaqueRest("rest");
        };
        return arguments(complaint, law, new Bad(all, head -> Match.NONE));
    }

    private static Arguments sample(String complaint, Reads reads) {
        return reading(complaint, StateDecoderContract::tellsEveryByteOfASample, reads);
    }

    private static Arguments matching(String complaint, BiConsumer<StateDecoderContract, Sample> law, Matches matches) {
        return arguments(complaint, law, new Bad(in -> in.opaqueRest("rest"), matches));
    }

    static Stream<Arguments> offences() {
        AtomicInteger reads = new AtomicInteger();
        return Stream.of(
                sample("names given twice: [a]", in -> {
                    in.u8("a");
                    in.u8("a");
                }),
                sample("\"not a name\" is not like", in -> in.u8("not a name")),
                sample("\"odd\" is not like", in -> in.info("odd", "an odd code")),
                sample("\"odd.\" is not like", in -> in.info("ODD", "odd.")),
                sample("\"Odd one\" is not like", in -> in.info("ODD", "Odd one")),
                sample("[2Jd\" is not like", in -> in.info("ODD", "o\033[2Jd")),
                sample("\"a key\" is not like", in -> in.fact("a key", 1)),
                sample("outside of the state", in -> in.report(Finding.at(999, Severity.INFO, "ODD", "odd"))),
                sample("more findings than fields", in -> {
                    for (int i = 0; i < 99; i++) {
                        in.info("ODD", "odd");
                    }
                }),
                arguments(
                        "nothing says why",
                        (BiConsumer<StateDecoderContract, Sample>) StateDecoderContract::tellsEveryByteOfASample,
                        new Bad(in -> in.u8("a"), head -> Match.NONE)),
                reading("is called complete", StateDecoderContract::noticesThatTheEndIsMissing, in -> {}),
                reading("cut to 0", StateDecoderContract::noticesThatTheEndIsMissing, in -> in.peek(1)[0]++),
                reading("damaged at byte", StateDecoderContract::survivesTurnedBits, in -> {
                    byte[] table = new byte[17];
                    table[(int) in.u32("index")]++;
                }),
                reading("bytes of memory", StateDecoderContract::believesNoClaim, in -> {
                    byte[] image = new byte[(int) Math.min(in.u32("size"), 1 << 26)];
                    Arrays.fill(image, (byte) 1);
                }),
                reading(
                        "in pieces of 1",
                        StateDecoderContract::readsPiecesOfAnySizeAlike,
                        in -> in.fact("n", reads.addAndGet(1))),
                reading("n=", StateDecoderContract::keepsNothingInMind, in -> in.fact("n", reads.addAndGet(1))),
                matching("of unknown", StateDecoderContract::recognizesASample, head -> Match.NONE),
                matching("leaves the bytes alone", StateDecoderContract::recognizesASample, head -> {
                    head[0] = 0;
                    return Match.CERTAIN;
                }),
                matching("0 bytes", StateDecoderContract::looksAtHeadsOfAnyLength, head -> Match.values()[head[7]]),
                matching("NONE", (contract, sample) -> contract.claimsNothingOfStrangers(), head -> Match.POSSIBLE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offences")
    void isFoundOut(String complaint, BiConsumer<StateDecoderContract, Sample> law, StateDecoder decoder) {
        AssertionError error = assertThrows(AssertionError.class, () -> law.accept(new Contract(decoder), SAMPLE));
        assertTrue(error.getMessage().contains(complaint), error::getMessage);
    }
}
