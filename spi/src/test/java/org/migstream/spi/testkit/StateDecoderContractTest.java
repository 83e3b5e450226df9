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
            new Sample("sample", ByteBuilder.le().u32(16).zeros(16).toArray());

    /** Reads a state. */
    @FunctionalInterface
    private interface ReadBody {
        void read(FieldReader in) throws IOException;
    }

    /** Recognizes a state. */
    @FunctionalInterface
    private interface MatchFunction {
        Match match(byte[] head);
    }

    /** A decoder that is as bad as its parts. */
    private record BrokenDecoder(ReadBody reads, MatchFunction matches) implements StateDecoder {
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

    private static final class ContractUnderTest extends StateDecoderContract {
        private final StateDecoder decoder;

        ContractUnderTest(StateDecoder decoder) {
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
    private static Arguments readCase(String complaint, BiConsumer<StateDecoderContract, Sample> law, ReadBody reads) {
        ReadBody all = in -> {
            reads.read(in);
            in.opaqueRest("rest");
        };
        return arguments(complaint, law, new BrokenDecoder(all, head -> Match.NONE));
    }

    private static Arguments sampleCase(String complaint, ReadBody reads) {
        return readCase(complaint, StateDecoderContract::sample_isCoveredByFields_andWellFormed, reads);
    }

    private static Arguments matchCase(
            String complaint, BiConsumer<StateDecoderContract, Sample> law, MatchFunction matches) {
        return arguments(complaint, law, new BrokenDecoder(in -> in.opaqueRest("rest"), matches));
    }

    static Stream<Arguments> offences() {
        AtomicInteger reads = new AtomicInteger();
        return Stream.of(
                sampleCase("names given twice: [a]", in -> {
                    in.u8("a");
                    in.u8("a");
                }),
                sampleCase("\"not a name\" is not like", in -> in.u8("not a name")),
                sampleCase("\"odd\" is not like", in -> in.info("odd", "an odd code")),
                sampleCase("\"odd.\" is not like", in -> in.info("ODD", "odd.")),
                sampleCase("\"Odd one\" is not like", in -> in.info("ODD", "Odd one")),
                sampleCase("[2Jd\" is not like", in -> in.info("ODD", "o\033[2Jd")),
                sampleCase("\"a key\" is not like", in -> in.fact("a key", 1)),
                sampleCase("outside of the state", in -> in.report(Finding.at(999, Severity.INFO, "ODD", "odd"))),
                sampleCase("more findings than fields", in -> {
                    for (int i = 0; i < 99; i++) {
                        in.info("ODD", "odd");
                    }
                }),
                arguments(
                        "nothing says why",
                        (BiConsumer<StateDecoderContract, Sample>)
                                StateDecoderContract::sample_isCoveredByFields_andWellFormed,
                        new BrokenDecoder(in -> in.u8("a"), head -> Match.NONE)),
                readCase("is called complete", StateDecoderContract::truncatedSample_isNotReportedComplete, in -> {}),
                readCase(
                        "cut to 0", StateDecoderContract::truncatedSample_isNotReportedComplete, in -> in.peek(1)[0]++),
                readCase("damaged at byte", StateDecoderContract::flippedBits_doNotCrashDecoder, in -> {
                    byte[] table = new byte[17];
                    table[(int) in.u32("index")]++;
                }),
                readCase("bytes of memory", StateDecoderContract::extremeLengths_doNotAllocateMemory, in -> {
                    byte[] image = new byte[(int) Math.min(in.u32("size"), 1 << 26)];
                    Arrays.fill(image, (byte) 1);
                }),
                readCase(
                        "in pieces of 1",
                        StateDecoderContract::inputChunkSize_doesNotChangeResult,
                        in -> in.fact("n", reads.addAndGet(1))),
                readCase(
                        "n=",
                        StateDecoderContract::parallelDecoding_givesSameResult,
                        in -> in.fact("n", reads.addAndGet(1))),
                matchCase("of unknown", StateDecoderContract::sample_isMatchedForEachDevice, head -> Match.NONE),
                matchCase("leaves the bytes alone", StateDecoderContract::sample_isMatchedForEachDevice, head -> {
                    head[0] = 0;
                    return Match.CERTAIN;
                }),
                matchCase("0 bytes", StateDecoderContract::headOfAnyLength_isAccepted, head -> Match.values()[head[7]]),
                matchCase("NONE", (contract, sample) -> contract.foreignData_isNotMatched(), head -> Match.POSSIBLE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offences")
    void violation_failsItsCheck(String complaint, BiConsumer<StateDecoderContract, Sample> law, StateDecoder decoder) {
        AssertionError error =
                assertThrows(AssertionError.class, () -> law.accept(new ContractUnderTest(decoder), SAMPLE));
        assertTrue(error.getMessage().contains(complaint), error::getMessage);
    }
}
