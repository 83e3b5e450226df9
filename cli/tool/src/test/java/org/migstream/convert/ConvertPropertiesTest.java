// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.stream.Command;
import org.migstream.stream.StreamBuilder;
import org.migstream.vmstate.StreamWithVmDescription;

/** Properties of conversions that hold for every stream. */
class ConvertPropertiesTest {
    private static final String MAPPED = "q35-mapped-ram.qevm";
    private static final String PLAIN = "q35-two-uarts.qevm";

    @TempDir
    private Path directory;

    static Stream<String> completeCaptures() throws IOException {
        return Captures.names().filter(name -> !name.startsWith("truncated"));
    }

    static Stream<String> mainStreamCaptures() throws IOException {
        return completeCaptures().filter(name -> name.matches(".*(chan0|qevm)"));
    }

    /** One capture of each kind. */
    static final List<String> SAMPLE_CAPTURES = List.of(
            PLAIN,
            "multifd-two-channels.chan0",
            "lab/q35-six-plain.qevm",
            "options/q35-bare.qevm",
            "options/q35-xbzrle.qevm",
            "targets/arm-stellaris.qevm",
            "targets/or1k-sim.qevm");

    @ParameterizedTest
    @MethodSource("completeCaptures")
    void noOptions_copyIsByteIdentical(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        assertArrayEquals(stream, TestConversions.convertPipe(ConvertRequest.COPY, stream));
        assertArrayEquals(stream, TestConversions.convertFile(directory, ConvertRequest.COPY, stream));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void compressedOutput_convertsBackToOriginal(Compression compression) throws IOException {
        byte[] stream = Captures.bytes(PLAIN);
        byte[] compressed = TestConversions.convertFile(directory, TestConversions.compressed(compression), stream);
        assertEquals(compression == Compression.NONE, compressed.length == stream.length);
        assertArrayEquals(stream, TestConversions.convertPipe(ConvertRequest.COPY, compressed));
    }

    /** Returns the readable containers; the lz4 library does not read linked blocks. */
    static Stream<Path> containers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("samples/containers"))) {
            return files
                    .filter(file -> file.toString().matches(".*\\.(bz2|gz|lz4|xz|zst)"))
                    .filter(file -> !file.toString().contains("linked"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("containers")
    void anyContainer_isRemoved(Path container) throws IOException {
        assertArrayEquals(
                Captures.bytes("targets/arm-stellaris.qevm"),
                TestConversions.convertFile(directory, ConvertRequest.COPY, Files.readAllBytes(container)));
    }

    @ParameterizedTest
    @FieldSource("SAMPLE_CAPTURES")
    void pipeAndFile_giveSameOutput(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        for (ConvertRequest request : List.of(
                TestConversions.strip(false),
                TestConversions.strip(true),
                TestConversions.redact(),
                TestConversions.drop("ram"))) {
            assertArrayEquals(
                    TestConversions.convertPipe(request, stream),
                    TestConversions.convertFile(directory, request, stream),
                    request::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, "options/q35-xbzrle.qevm", "targets/or1k-sim.qevm"})
    void secondConversion_changesNothing(String capture) throws IOException {
        for (ConvertRequest request : List.of(TestConversions.strip(true), TestConversions.redact())) {
            byte[] once = TestConversions.convertFile(directory, request, Captures.bytes(capture));
            assertArrayEquals(once, TestConversions.convertFile(directory, request, once), request::toString);
        }
    }

    @Test
    void mappedRamToRecordsAndBack_isIdentity() throws IOException {
        byte[] mapped = Captures.bytes(MAPPED);
        byte[] records = TestConversions.convertFile(directory, TestConversions.ram(RamFormat.RECORDS), mapped);
        assertArrayEquals(records, TestConversions.convertPipe(TestConversions.ram(RamFormat.RECORDS), mapped));
        assertTrue(records.length < 1_000_000);
        assertArrayEquals(
                mapped, TestConversions.convertFile(directory, TestConversions.ram(RamFormat.MAPPED), records));
        assertArrayEquals(
                mapped, TestConversions.convertFile(directory, TestConversions.ram(RamFormat.MAPPED), mapped));
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, "options/q35-bridges.qevm", "targets/arm64-virt.qevm"})
    void droppedSection_isRemovedFromVmDesc(String capture) throws IOException {
        byte[] stream = TestConversions.convertPipe(TestConversions.strip(false), Captures.bytes(capture));
        for (String idstr : new StreamWithVmDescription(stream)
                .description().sections().stream()
                        .map(section -> section.key().idstr())
                        .distinct()
                        .toList()) {
            byte[] without = TestConversions.convertPipe(TestConversions.drop(idstr), stream);
            assertTrue(new StreamWithVmDescription(without)
                    .description().sections().stream()
                            .noneMatch(section -> section.key().idstr().equals(idstr)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, "multifd-two-channels.chan2", "switchover-ack.chan0.return"})
    void truncatedInput_isRejected_andLeavesNoFile(String capture) throws IOException {
        byte[] stream = TestConversions.convertPipe(
                capture.equals(PLAIN) ? TestConversions.strip(false) : ConvertRequest.COPY, Captures.bytes(capture));
        int step = Math.max(1, stream.length / 30);
        for (int length = 0; length < stream.length; length += step) {
            byte[] truncated = Arrays.copyOf(stream, length);
            if (InspectionResult.of(InspectionResult.PLAIN, truncated).outcome() == ReadOutcome.COMPLETE) {
                // A channel may end after any packet.
                continue;
            }
            ConversionException rejection = assertThrows(
                    ConversionException.class,
                    () -> TestConversions.convertFile(directory, ConvertRequest.COPY, truncated));
            assertEquals(ReadOutcome.DAMAGED, rejection.outcome());
            try (Stream<Path> left = Files.list(directory)) {
                assertEquals(
                        List.of("from"),
                        left.map(file -> file.getFileName() + "").toList());
            }
        }
    }

    /** Trailing bytes do not belong to the stream: convert rejects them, and extract ignores them. */
    @Test
    void trailingBytes_areRejectedByConvert_andIgnoredByExtract() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] withTrailing = Arrays.copyOf(stream, stream.length + 5);
        for (ConvertRequest request : List.of(
                ConvertRequest.COPY, TestConversions.drop("cpu"), TestConversions.compressed(Compression.ZSTD))) {
            ConversionException e =
                    assertThrows(ConversionException.class, () -> TestConversions.convertPipe(request, withTrailing));
            assertEquals("stream.trailing-bytes", e.reason().finding().code());
            assertTrue(e.getMessage().contains(" " + stream.length + " "), e.getMessage());
        }
        for (Part part : List.of(Part.STREAM, Part.DATA, Part.VMDESC)) {
            assertArrayEquals(
                    TestConversions.extractFromPipe(part, null, stream),
                    TestConversions.extractFromPipe(part, null, withTrailing));
        }
    }

    /** The mapped-ram capability is removed together with the pages. */
    @Test
    void removedRam_removesMappedRamCapability() throws IOException {
        byte[] mapped = Captures.bytes(MAPPED);
        for (byte[] without : List.of(
                TestConversions.convertPipe(TestConversions.strip(false), mapped),
                TestConversions.convertPipe(TestConversions.drop("ram"), mapped),
                TestConversions.convertPipe(TestConversions.keep("timer"), mapped),
                TestConversions.extractFromPipe(ExtractRequest.Part.STREAM, null, mapped))) {
            InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, without);
            assertEquals(
                    List.of(),
                    InspectionResult.object(inspection.json().get("configuration"))
                            .get("capabilities"));
            assertTrue(without.length < 200_000);
        }
    }

    @Test
    void namedCommands_areDropped() throws IOException {
        byte[] stream = Captures.bytes("switchover-ack.chan0");
        byte[] without = TestConversions.convertPipe(TestConversions.drop("OPEN_RETURN_PATH", "PING"), stream);
        assertEquals(stream.length - 5 - 9, without.length);
        assertEquals(
                List.of("SWITCHOVER_START"),
                InspectionResult.of(InspectionResult.PLAIN, without).list("commands").stream()
                        .map(command -> command.get("name"))
                        .toList());
    }

    @Test
    void droppedSectionInPackage_updatesPackageLength() throws IOException {
        assertArrayEquals(
                packaged(new StreamBuilder(), false).bytes(),
                TestConversions.convertPipe(
                        TestConversions.drop("second"),
                        packaged(new StreamBuilder(), true).bytes()));
    }

    private static StreamBuilder packaged(StreamBuilder stream, boolean withSecond) {
        return stream.header()
                .configuration()
                .ramStart(1, 4096)
                .packaged(content -> {
                    content.full(2, "first").opaqueBytes(new byte[300]).footer();
                    if (withSecond) {
                        content.full(3, "second").opaqueBytes(new byte[70_000]).footer();
                    }
                    content.command(Command.Name.POSTCOPY_RUN);
                })
                .endOfStream()
                .vmdesc("{\"page_size\": 4096, \"devices\": []}");
    }

    @Test
    void unmatchedName_isRejected() throws IOException {
        byte[] stream = Captures.bytes(PLAIN);
        for (ConvertRequest request : List.of(
                TestConversions.drop("kvmclock"),
                TestConversions.keep("ram", "nothing"),
                TestConversions.replace("x/vfio", stream))) {
            ConversionException rejection = assertThrows(
                    ConversionException.class, () -> TestConversions.convertPipe(request, stream), request::toString);
            assertEquals(ReadOutcome.COMPLETE, rejection.outcome());
        }
    }

    @Test
    void multifdChannel_canOnlyBeRedacted() throws IOException {
        byte[] channel = Captures.bytes("multifd-two-channels.chan2");
        assertThrows(
                ConversionException.class, () -> TestConversions.convertPipe(TestConversions.drop("ram"), channel));
        byte[] redacted = TestConversions.convertPipe(TestConversions.redact(), channel);
        assertEquals(channel.length, redacted.length);
        assertEquals(
                InspectionResult.of(InspectionResult.PLAIN, channel).json().get("multifd"),
                InspectionResult.of(InspectionResult.PLAIN, redacted).json().get("multifd"));
    }

    @Test
    void newMachineType_isWrittenToVmDesc() throws IOException {
        byte[] renamed = TestConversions.convertPipe(TestConversions.machine("pc"), Captures.bytes(PLAIN));
        try (Input input = Input.ofPipe("-", new ByteArrayInputStream(renamed), OutputLimit.NONE)) {
            assertEquals(
                    ReadOutcome.COMPLETE,
                    FindingBaseline.inspect(input, List.of()).outcome());
        }
        assertTrue(new String(StreamWithVmDescription.json(renamed), StandardCharsets.US_ASCII)
                .contains("\"type\": \"buffer\", \"size\": 2}"));
    }
}
