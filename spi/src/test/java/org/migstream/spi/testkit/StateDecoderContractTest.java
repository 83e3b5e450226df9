// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.StateException;
import org.migstream.spi.VendorPlugin;

/** Tests that each rule of the contract fails for a decoder that breaks it. */
class StateDecoderContractTest {
    private static final Sample SAMPLE =
            new Sample("sample", ByteBuilder.le().u32(16).zeros(16).toArray());

    private static final List<FindingCode> DECLARED = Stream.of("ODD", "odd")
            .map(code -> FindingCode.of(code, Severity.INFO, FindingCategory.CONTENT, "an odd value"))
            .toList();

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

    /** A decoder whose two methods are replaced by the test. */
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

        @Override
        public boolean provesCompleteness() {
            return true;
        }
    }

    private static final class ContractUnderTest extends StateDecoderContract {
        private final StateDecoder decoder;
        private final Sample sample;

        ContractUnderTest(StateDecoder decoder, Sample sample) {
            this.decoder = decoder;
            this.sample = sample;
        }

        @Override
        protected VendorPlugin plugin() {
            return new VendorPlugin() {
                @Override
                public String name() {
                    return "bad";
                }

                @Override
                public List<StateDecoder> decoders() {
                    return List.of(decoder);
                }

                @Override
                public List<FindingCode> findingCodes() {
                    return DECLARED;
                }
            };
        }

        @Override
        protected List<Sample> samples() {
            return List.of(sample);
        }
    }

    /** Returns a decoder that breaks a rule while it reads, and then reads to the end. */
    private static Arguments readCase(String message, BiConsumer<StateDecoderContract, Sample> check, ReadBody reads) {
        ReadBody all = in -> {
            reads.read(in);
            in.opaqueRest("rest");
        };
        return arguments(message, check, new BrokenDecoder(all, head -> Match.NONE));
    }

    private static Arguments sampleCase(String message, ReadBody reads) {
        return readCase(message, StateDecoderContract::sample_isCoveredByFields_andWellFormed, reads);
    }

    private static Arguments matchCase(
            String message, BiConsumer<StateDecoderContract, Sample> check, MatchFunction matches) {
        return arguments(message, check, new BrokenDecoder(in -> in.opaqueRest("rest"), matches));
    }

    static Stream<Arguments> offences() {
        AtomicInteger reads = new AtomicInteger();
        return Stream.of(
                sampleCase("names occur twice: [a]", in -> {
                    in.u8("a");
                    in.u8("a");
                }),
                sampleCase("\"not a name\" does not match", in -> in.u8("not a name")),
                sampleCase("\"odd\" does not match", in -> in.info("odd", "an odd code")),
                sampleCase("findingCodes() does not declare", in -> in.info("OTHER", "another code")),
                sampleCase("findingCodes() does not declare", in -> in.error("ODD", "a higher severity")),
                sampleCase("\"odd.\" does not match", in -> in.info("ODD", "odd.")),
                sampleCase("\"Odd one\" does not match", in -> in.info("ODD", "Odd one")),
                sampleCase("[2Jd\" does not match", in -> in.info("ODD", "o\033[2Jd")),
                sampleCase("\"a key\" does not match", in -> in.fact("a key", 1)),
                sampleCase("outside of the state", in -> in.report(Finding.at(999, Severity.INFO, "ODD", "odd"))),
                sampleCase("more findings than fields", in -> {
                    for (int i = 0; i < 99; i++) {
                        in.info("ODD", "odd");
                    }
                }),
                arguments(
                        "no finding explains",
                        (BiConsumer<StateDecoderContract, Sample>)
                                StateDecoderContract::sample_isCoveredByFields_andWellFormed,
                        new BrokenDecoder(in -> in.u8("a"), head -> Match.NONE)),
                readCase(
                        "is reported as complete",
                        StateDecoderContract::truncatedSample_isNotReportedComplete,
                        in -> {}),
                readCase("truncated to 0", StateDecoderContract::truncatedSample_isNotReportedComplete, in -> in.peek(
                                1)[0]++),
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
                matchCase("does not change the bytes", StateDecoderContract::sample_isMatchedForEachDevice, head -> {
                    head[0] = 0;
                    return Match.CERTAIN;
                }),
                matchCase("0 bytes", StateDecoderContract::headOfAnyLength_isAccepted, head -> Match.values()[head[7]]),
                matchCase("NONE", (contract, sample) -> contract.foreignData_isNotMatched(), head -> Match.POSSIBLE));
    }

    /** A record of a count and that many bytes. Its length limits the count, but nothing limits the length. */
    private static void trustRemaining(FieldReader in) throws IOException {
        long length = in.u32("length");
        in.opaque("reserved", 8);
        in.record("r", length, () -> {
            long count = in.u32("count");
            if (count > in.remaining()) {
                throw in.malformed(StateException.NESTED_TRUNCATED, "the record is too short");
            }
            Arrays.fill(new byte[(int) Math.min(count, 1 << 26)], (byte) 1);
            in.opaqueRest("rest");
        });
    }

    @Test
    void countThatAnotherWrongLengthConfirms_failsOnlyWithTwoExtremeLengths() {
        Sample sample = new Sample(
                "record",
                ByteBuilder.le().u32(8).zeros(8).u32(4).fill(4, 7).zeros(300).toArray());
        ContractUnderTest contract = new ContractUnderTest(
                new BrokenDecoder(
                        in -> {
                            trustRemaining(in);
                            in.filler("pad", 300);
                        },
                        head -> Match.NONE),
                sample);
        contract.extremeLengths_doNotAllocateMemory(sample);
        assertFails("bytes of memory", () -> contract.twoExtremeLengths_doNotAllocateMemory(sample));
    }

    /** A defect must be reported although the state ends inside the record. */
    @Test
    void exceptionInRecordBeyondEndOfState_fails() {
        Sample sample = new Sample("record", ByteBuilder.le().u32(4).u32(1).toArray());
        ContractUnderTest contract = new ContractUnderTest(
                new BrokenDecoder(
                        in -> in.record("r", in.u32("length"), () -> {
                            long count = in.u32("count");
                            int[] table = new int[count < in.remaining() ? 0 : 2];
                            table[1]++;
                        }),
                        head -> Match.NONE),
                sample);
        assertFails("damaged at byte 0", () -> contract.twoExtremeLengths_doNotAllocateMemory(sample));
    }

    static Stream<Arguments> checksums() {
        ByteBuilder content = ByteBuilder.le().u32(0x1234).fill(20, 0xa5).u32(77);
        CRC32 crc = new CRC32();
        crc.update(content.toArray());
        CRC32C around = new CRC32C();
        around.update(ByteBuilder.le().u32(0).bytes(content.toArray()).toArray());
        Adler32 adler = new Adler32();
        adler.update(content.toArray());
        return Stream.of(
                arguments(
                        "28",
                        "CRC-32 of the bytes 0 to 27",
                        ByteBuilder.le(content.toArray()).u32(crc.getValue())),
                arguments(
                        "0",
                        "CRC-32C of the bytes 0 to 31",
                        ByteBuilder.le().u32(around.getValue()).bytes(content.toArray())),
                arguments(
                        "0",
                        "Adler-32 of the bytes 8 to 35",
                        ByteBuilder.le().u64(adler.getValue()).bytes(content.toArray())));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("checksums")
    void checksumThatIsNotChecked_isFound(int at, String message, ByteBuilder state) {
        Sample sample = new Sample("checksum", state.toArray());
        ReadBody reads = in -> {
            in.opaque("before", at);
            if (message.contains("Adler")) {
                in.u64("sum");
            } else {
                in.u32("sum");
            }
            in.opaqueRest("after");
        };
        ContractUnderTest contract = new ContractUnderTest(new BrokenDecoder(reads, head -> Match.NONE), sample);
        assertFails(message, () -> contract.checksum_isChecked(sample, entry -> {}));
    }

    /** The work grows with the size of the state, not with the number of its fields times its size. */
    @Test
    @Timeout(60)
    void searchInLargeState_isCut() {
        Sample sample = new Sample("large", new byte[1 << 20]);
        Arrays.fill(sample.bytes(), (byte) 0x5a);
        ReadBody reads = in -> {
            for (int i = 0; i < 30_000; i++) {
                in.u32("number" + i);
            }
            in.opaqueRest("rest");
        };
        ContractUnderTest contract = new ContractUnderTest(new BrokenDecoder(reads, head -> Match.NONE), sample);
        List<Map<String, String>> entries = new ArrayList<>();
        contract.checksum_isChecked(sample, entries::add);
        assertTrue(entries.toString().contains("checksums were searched in a part of it"), entries::toString);
    }

    private static void assertFails(String message, Executable check) {
        AssertionError error = assertThrows(AssertionError.class, check);
        assertTrue(error.getMessage().contains(message), error::getMessage);
    }

    static Stream<Arguments> declarations() {
        return Stream.of(
                arguments("plugins cannot use", List.of(code("A", FindingCategory.FRAMING)), List.of()),
                arguments(
                        "is declared twice",
                        List.of(code("A", FindingCategory.FORMAT), code("A", FindingCategory.FORMAT)),
                        List.of()),
                arguments("a.b (INFO", List.of(code("a.b", FindingCategory.FORMAT)), List.of()),
                arguments(
                        "does not match",
                        List.of(FindingCode.of("A", Severity.INFO, FindingCategory.FORMAT, "A sentence.")),
                        List.of()),
                arguments("no such decoder", List.of(), List.of(error("other", "EINVAL", "too long"))),
                arguments("bad returns 22", List.of(), List.of(error("bad", "22", "too long"))),
                arguments("does not match", List.of(), List.of(error("bad", "EINVAL", "two\nlines"))));
    }

    private static FindingCode code(String code, FindingCategory category) {
        return FindingCode.of(code, Severity.INFO, category, "an odd value");
    }

    private static DriverError error(String decoder, String errno, String cause) {
        return DriverError.of(decoder, errno, Set.of(DriverOperation.WRITE_DATA), cause);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("declarations")
    void wrongDeclaration_fails(String message, List<FindingCode> codes, List<DriverError> errors) {
        VendorPlugin plugin = new VendorPlugin() {
            @Override
            public String name() {
                return "bad";
            }

            @Override
            public List<StateDecoder> decoders() {
                return List.of(new BrokenDecoder(in -> {}, head -> Match.NONE));
            }

            @Override
            public List<FindingCode> findingCodes() {
                return codes;
            }

            @Override
            public List<DriverError> driverErrors() {
                return errors;
            }
        };
        assertFails(message, () -> DeclaredCodes.checkDeclarations(plugin));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offences")
    void violation_failsItsCheck(String message, BiConsumer<StateDecoderContract, Sample> check, StateDecoder decoder) {
        assertFails(message, () -> check.accept(new ContractUnderTest(decoder, SAMPLE), SAMPLE));
    }
}
