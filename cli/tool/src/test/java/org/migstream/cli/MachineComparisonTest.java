// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.report.TargetStreamFindingCodes;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;
import org.migstream.stream.Captures;
import org.migstream.stream.Configuration;
import org.migstream.stream.RamRecord;
import org.migstream.stream.StreamBuilder;

/** Tests the comparison of a stream with the machine that wrote the stream of the target. */
class MachineComparisonTest {
    private static final byte[] STREAM = MachineStreams.bytes("check-a");

    /** The codes that say that a stream does not show something. */
    private static final Set<String> WITHOUT_VALUES = Set.of("SECTION_NOT_SEEN", "FIELDS_NOT_COMPARED");

    private static final String MACHINE = "pc-q35-11.1";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check-b-no-virtio-net | INCOMPATIBLE | Unknown savevm section or instance '0000:00:06.0/virtio-net' 0"
                        + " (since 10.2: Unknown section or instance '0000:00:06.0/virtio-net' 0) [SECTION_MISSING]",
                "check-b-rtc-version-1 | INCOMPATIBLE | unsupported version 3 for 'mc146818rtc' v1"
            })
    void target_thatQemuRefuses_isIncompatible(String target, String verdict, String message) throws IOException {
        CommandRun run = MachineStreams.check(folder, STREAM, MachineStreams.bytes(target));
        assertEquals(1, run.exit());
        assertTrue(firstLine(run).contains(": " + verdict + " with "), run.stdout());
        assertTrue(firstLine(run).contains(message), run.stdout());
    }

    @Test
    void machine_isCompatibleWithItself_andLimitIsNamed() throws IOException {
        CommandRun run = MachineStreams.check(folder, STREAM, STREAM);
        assertEquals(0, run.exit(), run.stdout());
        assertTrue(run.stdout().contains("the CPU model"), run.stdout());
        assertTrue(run.stdout().contains("[NOT_IN_STREAM]"), run.stdout());
    }

    /** QEMU loads a stream without reading its vmdescription, so damage there is no reason why a target refuses. */
    @Test
    void vmDescriptionThatIsNoJson_isUnknownWithTarget_andUnsoundAlone() throws IOException {
        String begin = "{\"configuration\"";
        String text = new String(STREAM, StandardCharsets.ISO_8859_1);
        byte[] stream = text.replace(begin, begin.replace('{', '?')).getBytes(StandardCharsets.ISO_8859_1);
        CommandRun run = MachineStreams.check(folder, stream, STREAM);
        assertEquals(1, run.exit(), run.stdout());
        assertTrue(firstLine(run).contains(": NOT KNOWN TO BE COMPATIBLE with "), run.stdout());
        assertTrue(run.stdout().contains("[vmdesc.malformed]"), run.stdout());
        CommandRun alone = CommandRun.of(new ByteArrayInputStream(stream), "check", "-");
        assertEquals(1, alone.exit(), alone.stdout());
        assertTrue(firstLine(alone).contains(": UNSOUND: "), alone.stdout());
    }

    @Test
    void sectionOnlyInTarget_isIgnoredByQemu() throws IOException {
        CommandRun run = MachineStreams.check(folder, MachineStreams.bytes("check-b-no-virtio-net"), STREAM);
        assertEquals(0, run.exit(), run.stdout());
        assertTrue(run.stdout().contains("0000:00:06.0/virtio-net: only the target has this section"), run.stdout());
        assertTrue(run.stdout().contains("[SECTION_ADDED]"), run.stdout());
    }

    @Test
    void instance_isPartOfTheName() throws IOException {
        byte[] target = STREAM.clone();
        int first = MachineStreams.afterName(target, "dma");
        target[first + 3] = 7;
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertTrue(firstLine(run).contains("Unknown savevm section or instance 'dma' 0"), run.stdout());
    }

    /** A message holds the name as it is; only the text output escapes it, once. */
    @Test
    void backslashInName_isEscapedOnce() throws IOException {
        byte[] stream = STREAM.clone();
        stream[MachineStreams.afterName(stream, "dma") - 2] = '\\';
        CommandRun text = MachineStreams.check(folder, stream, STREAM);
        assertTrue(text.stdout().contains("d\\x5ca: the target has no such section"), text.stdout());
        assertFalse(text.stdout().contains("x5cx5c"), text.stdout());
        CommandRun json = MachineStreams.check(folder, stream, STREAM, "--json");
        assertTrue(json.stdout().contains("d\\\\a: the target has no such section"), json.stdout());
    }

    @Test
    void olderSectionVersion_isUnknown() throws IOException {
        byte[] target = STREAM.clone();
        target[MachineStreams.afterName(target, "mc146818rtc") + 7] = 4;
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertEquals(1, run.exit());
        assertTrue(firstLine(run).contains("NOT KNOWN TO BE COMPATIBLE"), run.stdout());
        assertTrue(firstLine(run).contains("[SECTION_VERSION]"), run.stdout());
    }

    @Test
    void machineType_decidesBeforeEverythingElse() throws IOException {
        byte[] target = STREAM.clone();
        target[12 + MACHINE.length()]++;
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertTrue(
                firstLine(run).contains("Machine type received is 'pc-q35-11.1' and local is 'pc-q35-11.2'"),
                run.stdout());
        assertFalse(run.stdout().contains("[NOT_IN_STREAM]"), "nothing else was compared");
        CommandRun longer = MachineStreams.check(
                folder, machine("pc-q35-1").bytes(), machine("pc-q35-10.0").bytes());
        assertTrue(firstLine(longer).contains("NOT KNOWN TO BE COMPATIBLE"), longer.stdout());
        assertTrue(firstLine(longer).contains("QEMU compares only the first 8 characters"), longer.stdout());
    }

    @Test
    void ramBlocks_areComparedByNameAndSize() throws IOException {
        byte[] size = STREAM.clone();
        MachineStreams.add64(size, MachineStreams.afterName(size, "pc.ram"), -0x1000);
        MachineStreams.add64(size, MachineStreams.afterName(size, "pc.bios"), 0x1000);
        CommandRun run = MachineStreams.check(folder, STREAM, size);
        assertEquals(1, run.exit());
        assertTrue(firstLine(run).contains("QEMU reports: Size mismatch: pc.ram: 0x"), run.stdout());
        assertTrue(run.stdout().contains("Size mismatch: pc.bios: 0x40000 != 0x41000 [RAM_BLOCK_SIZE]"), run.stdout());

        byte[] name = STREAM.clone();
        name[MachineStreams.afterName(name, "pc.ram") - 1] = 'x';
        CommandRun other = MachineStreams.check(folder, STREAM, name);
        assertTrue(
                firstLine(other).contains("Unknown ramblock \"pc.ram\", cannot accept migration [RAM_BLOCK_MISSING]"),
                other.stdout());
        assertTrue(other.stdout().contains("[RAM_BLOCK_ADDED]"), other.stdout());
    }

    @Test
    void resizableRamBlock_isDecidedByItsMaximum() throws IOException {
        StreamBuilder tables = ram("/rom@etc/acpi/tables", 0x4_0000);
        assertVerdict(0, ram("/rom@etc/acpi/tables", 0x2_0000), tables, "[RAM_BLOCK_SIZE]");
        assertVerdict(0, tables, ram("/rom@etc/acpi/tables", 0x2_0000), "QEMU resizes this block");
        assertVerdict(1, ram("/rom@genroms/x", 0x2000), ram("/rom@genroms/x", 0x1000), "Size too large");
        assertVerdict(1, ram("mem", 0x1000), ram("mem", 0x1_0000), "if the target's host has larger pages");
        assertVerdict(1, ram("mem", 0x2000), ram("mem", 0x1000), "Size mismatch: mem: 0x2000 != 0x1000");
    }

    @Test
    void configurationSubsections_areCompared() throws IOException {
        StreamBuilder plain = machine(MACHINE);
        StreamBuilder bits = machine(MACHINE, new Configuration.TargetPageBits(16));
        assertVerdict(
                1,
                bits,
                machine(MACHINE, new Configuration.TargetPageBits(12)),
                "Received TARGET_PAGE_BITS is 16 but local is 12");
        assertVerdict(1, plain, bits, "[PAGE_BITS_MISMATCH]");
        StreamBuilder shared = new StreamBuilder()
                .header()
                .configuration(MACHINE, new Configuration.Capabilities(List.of("x-ignore-shared")))
                .full(2, "device")
                .opaqueBytes((byte) 1)
                .footer()
                .endOfStream();
        assertVerdict(
                1,
                plain,
                shared,
                "Capability x-ignore-shared is on, but received capability is off [CAPABILITY_MISMATCH]");
        UUID uuid = new UUID(1, 2);
        StreamBuilder named = machine(MACHINE, new Configuration.VmUuid(uuid));
        assertVerdict(1, named, machine(MACHINE, new Configuration.VmUuid(new UUID(1, 3))), "INCOMPATIBLE");
        assertVerdict(1, named, plain, "NOT KNOWN TO BE COMPATIBLE");
        assertVerdict(1, named, plain, "UUID received is " + uuid + " and local is ... [UUID_MISMATCH]");
        assertVerdict(0, plain, named, "COMPATIBLE");
    }

    @Test
    void configurationAndFooters_areExpectedByTheTarget() throws IOException {
        StreamBuilder none = new StreamBuilder().header().ramStart(1, 0x1000).endOfStream();
        assertVerdict(1, machine(MACHINE), none, "Unknown savevm section type 7 (since 10.2: Unknown section type 7)");
        assertVerdict(1, none, machine(MACHINE), "Configuration section missing [CONFIGURATION_MISMATCH]");
        StreamBuilder bare = new StreamBuilder()
                .withoutFooters()
                .header()
                .configuration(MACHINE)
                .ramStart(1, 0x1000)
                .endOfStream();
        assertVerdict(1, machine(MACHINE), bare, "section type 126");
        assertVerdict(1, bare, machine(MACHINE), "Missing section footer for ... [FOOTER_MISMATCH]");
    }

    @Test
    void truncatedTarget_leavesMissingSectionsUnknown() throws IOException {
        byte[] target = Arrays.copyOf(STREAM, MachineStreams.afterName(STREAM, "hpet"));
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertTrue(firstLine(run).contains("NOT KNOWN TO BE COMPATIBLE"), run.stdout());
        assertTrue(run.stdout().contains("[SECTION_NOT_SEEN]"), run.stdout());
        assertFalse(run.stdout().contains("[SECTION_MISSING]"), run.stdout());
        assertFalse(run.stdout().contains("[DEVICE_MISSING]"), run.stdout());
    }

    /** A machine that did not write a section which is not always needed can still have it. */
    @ParameterizedTest
    @ValueSource(strings = {"ramfb-dev", "0000:00:00.0/PCIHost"})
    void missingOptionalSection_isUnknown(String idstr) throws IOException {
        assertVerdict(1, section(idstr), section("other"), "QEMU writes it only if it is needed");
        assertVerdict(1, section(idstr), machine(MACHINE), "NOT KNOWN TO BE COMPATIBLE");
        assertVerdict(1, section("other"), section(idstr), "INCOMPATIBLE");
    }

    @Test
    void sectionWithoutPath_mayMeanTheDeviceWithPath() throws IOException {
        StreamBuilder first = section("e1000");
        StreamBuilder second = section("0000:00:03.0/e1000");
        assertVerdict(1, first, second, "NOT KNOWN TO BE COMPATIBLE");
        assertVerdict(1, first, second, "the target has it only as 0000:00:03.0/e1000");
        assertVerdict(1, second, section("e1000"), "INCOMPATIBLE");
    }

    @ParameterizedTest
    @MethodSource("org.migstream.stream.Captures#names")
    void everyCapture_fitsItsOwnMachine(String name) throws IOException {
        byte[] stream = Captures.bytes(name);
        String report = MachineStreams.check(folder, stream, stream).stdout();
        for (FindingCode code : TargetStreamFindingCodes.all()) {
            boolean reported = report.contains("[" + code.code() + "]");
            assertFalse(reported && code.severity() != Severity.INFO && !WITHOUT_VALUES.contains(code.code()), report);
        }
    }

    private void assertVerdict(int exit, StreamBuilder stream, StreamBuilder target, String text) throws IOException {
        CommandRun run = MachineStreams.check(folder, stream.bytes(), target.bytes());
        assertEquals(exit, run.exit(), run.stdout() + run.stderr());
        assertTrue(run.stdout().contains(text), run.stdout());
    }

    private static StreamBuilder machine(String name, Configuration.Subsection... subsections) {
        return endMachine(
                new StreamBuilder().header().configuration(name, subsections).ramStart(1, 0x1000));
    }

    private static StreamBuilder ram(String block, long size) {
        return endMachine(new StreamBuilder()
                .header()
                .configuration(MACHINE)
                .start(1, "ram")
                .ramSize(size)
                .ramBlock(block, size)
                .ramFlag(RamRecord.Flag.EOS)
                .footer());
    }

    private static StreamBuilder section(String idstr) {
        return endMachine(new StreamBuilder()
                .header()
                .configuration(MACHINE)
                .ramStart(1, 0x1000)
                .full(2, idstr)
                .opaqueBytes((byte) 1)
                .footer());
    }

    /** Appends the end of the stream and a vmdescription, which says that no other section was written. */
    private static StreamBuilder endMachine(StreamBuilder stream) {
        return stream.endOfStream().vmdesc("{\"page_size\": 4096, \"devices\": []}");
    }

    private static String firstLine(CommandRun run) {
        return run.stdout().lines().findFirst().orElse("");
    }
}
