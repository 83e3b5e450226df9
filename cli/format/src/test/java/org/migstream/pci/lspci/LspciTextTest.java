// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.ConfigSpaceBuilder;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.PciRegs;
import org.migstream.pci.SavedConfig;

class LspciTextTest {
    /** Parts of lines that all versions of lspci print. */
    private static final Pattern STABLE_LINE =
            Pattern.compile("\\tControl:.*|\\tStatus:.*|\\tRegion.*|\\tCapabilities: \\[[^]]*]|\\tInterrupt:.*");

    private static List<String> lines(SavedConfig saved) {
        return LspciText.formatLines(saved.decode(), saved.space(), saved.table());
    }

    private static List<String> lines(ConfigSpaceBuilder space) {
        return LspciText.formatLines(space.decode(), space.build(), MsixTable.EMPTY);
    }

    @Test
    void capturedDevice_matchesLspciOutput() {
        assertEquals(SavedConfig.lspciLines("virtio.lspci.txt").toList(), lines(SavedConfig.load("virtio")));
    }

    /** The dumps have every capability with a formatter, with arbitrary bits in its registers. */
    @ParameterizedTest
    @ValueSource(strings = {"endpoint", "bridge"})
    void allCapabilities_matchLspciOutput(String device) {
        ConfigSpace space = SavedConfig.loadHexDump(device);
        PciConfiguration configuration = PciConfiguration.decode(space, List.of(), MsixTable.EMPTY);
        assertEquals(
                SavedConfig.lspciLines(device + ".lspci.txt").toList(),
                LspciText.formatLines(configuration, space, MsixTable.EMPTY));
    }

    @Test
    void truncatedLastCapability_showsHeadingOnly() {
        List<String> lines = lines(ConfigSpaceBuilder.conventional().addCapability(0xfc, 0x10));
        assertEquals("\tCapabilities: [fc] Express (v0) Endpoint, MSI 00", lines.get(lines.size() - 1));
    }

    /** Formats the heading of a capability at 0x40 with the given first register. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x00020001 | Power Management version 2",
                "0x01870005 | MSI: Enable+ Count=1/8 Maskable+ 64bit+",
                "0xc7ff0011 | MSI-X: Enable+ Count=2048 Masked+",
                "0x01420010 | Express (v2) Root Port (Slot+), MSI 00",
                "0x00100009 | Vendor Specific Information: Len=10 <?>",
                "0x00000003 | Vital Product Data",
                "0x00000012 | SATA HBA <?>",
                "0xbeef0077 | Capability ID 0x77 [beef]",
            })
    void firstRegister_givesHeading(String register, String heading) {
        long value = Long.decode(register);
        List<String> lines =
                lines(ConfigSpaceBuilder.conventional().addCapability(0x40, 0).putU32(0x40, value & ~0xff00L));
        assertEquals(
                List.of("\tCapabilities: [40] " + heading),
                lines.stream().filter(line -> line.startsWith("\tCap")).toList());
    }

    @Test
    void unknownHeaderType_showsNoRegisters() {
        assertEquals(
                List.of("Non-VGA unclassified device [0000]: 15b3:101e", "\t!!! Unknown header type 13"),
                lines(ConfigSpaceBuilder.conventional().putU8(PciRegs.HEADER_TYPE, 0x13)));
    }

    /** Does not compare with lspci: for a dump, lspci shows the upper half of a BAR as another BAR. */
    @Test
    void bars_areShownAsRegions() {
        List<String> lines = lines(ConfigSpaceBuilder.conventional()
                .setCommand(PciRegs.COMMAND_IO)
                .setBar(0, 0x1)
                .setBar(1, 0x2)
                .setBar(2, 0x4)
                .setBar(4, 0xf000_0006L)
                .setBar(5, 0xf000_0004L));
        assertEquals(
                List.of(
                        "\tRegion 0: I/O ports at 0000",
                        "\tRegion 1: Memory at <unassigned> (low-1M, non-prefetchable) [disabled]",
                        "\tRegion 2: Memory at <unassigned> (64-bit, non-prefetchable) [disabled]",
                        "\tRegion 4: Memory at f0000000 (type 3, non-prefetchable) [disabled]",
                        "\tRegion 5: Memory at <broken-64-bit-slot> (64-bit, non-prefetchable) [disabled]"),
                lines.subList(lines.size() - 5, lines.size()));
    }

    @Test
    void savedVectors_followMsixRegisters() {
        ConfigSpaceBuilder space = ConfigSpaceBuilder.conventional().addMsix(4, true);
        MsixTable table = ConfigSpaceBuilder.msixTable("ppm-");
        List<String> lines = LspciText.formatLines(space.decode(List.of(), table), space.build(), table);
        assertEquals("\t\tSaved vectors: 4, programmed 3, masked 2, pending 0", lines.get(lines.size() - 1));
    }

    /** Compares with the installed lspci, which reads the dump. Skipped without lspci. */
    @ParameterizedTest
    @FieldSource("org.migstream.pci.SavedConfig#ALL")
    void installedLspci_printsSameLines(String device, @TempDir Path directory)
            throws IOException, InterruptedException {
        assumeTrue(new File("/usr/bin/lspci").canExecute(), "lspci is not installed");
        SavedConfig saved = SavedConfig.load(device);
        Path dump = Files.write(
                directory.resolve("dump"),
                LspciHex.formatLines(LspciHex.formatTitle("0000:00:01.0", saved.decode()), saved.space()));
        Path output = directory.resolve("output");
        Process lspci = new ProcessBuilder("/usr/bin/lspci", "-vvv", "-n", "-F", dump.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, lspci.waitFor());
        assertEquals(stableLines(Files.readAllLines(output)), stableLines(lines(saved)));
    }

    private static List<String> stableLines(List<String> lines) {
        return lines.stream()
                .map(STABLE_LINE::matcher)
                .filter(Matcher::lookingAt)
                .map(Matcher::group)
                .toList();
    }
}
