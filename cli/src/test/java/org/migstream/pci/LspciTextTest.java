// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

class LspciTextTest {
    @SuppressWarnings("unused")
    private static final List<String> REAL = SavedConfig.ALL;

    /** What all versions of lspci write alike. */
    private static final Pattern STABLE =
            Pattern.compile("\\tControl:.*|\\tStatus:.*|\\tRegion.*|\\tCapabilities: \\[[^]]*]|\\tInterrupt:.*");

    private static List<String> lines(SavedConfig saved) {
        return LspciText.lines(saved.decode(), saved.space(), saved.table());
    }

    private static List<String> lines(ConfigSpaceBuilder space) {
        return LspciText.lines(space.decode(), space.build(), MsixTable.EMPTY);
    }

    @Test
    void aRealDeviceInFull() {
        String expected = new String(SavedConfig.resource("virtio.lspci.txt"), StandardCharsets.UTF_8);
        assertEquals(expected.lines().toList(), lines(SavedConfig.load("virtio")));
    }

    @Test
    void theLastCapabilityMayBeCutOff() {
        List<String> lines = lines(ConfigSpaceBuilder.conventional().capability(0xfc, 0x10));
        assertEquals("\tCapabilities: [fc] Express (v0) Endpoint, MSI 00", lines.get(lines.size() - 1));
    }

    /** Heading of a capability at 0x40 whose first registers are given. */
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
    void headings(String register, String heading) {
        long value = Long.decode(register);
        List<String> lines =
                lines(ConfigSpaceBuilder.conventional().capability(0x40, 0).u32(0x40, value & ~0xff00L));
        assertEquals(
                List.of("\tCapabilities: [40] " + heading),
                lines.stream().filter(line -> line.startsWith("\tCap")).toList());
    }

    @Test
    void physicalFunction() {
        List<String> lines = lines(ConfigSpaceBuilder.express()
                .capability(0x40, 0x10)
                .extendedCapability(0x100, 0x10, 1)
                .u16(0x108, 0x0019)
                .u32(0x10c, 0x0010_0008)
                .u32(0x124, 0xf000_000cL)
                .u32(0x128, 0x12));
        assertEquals(
                List.of(
                        "\tCapabilities: [100 v1] Single Root I/O Virtualization (SR-IOV)",
                        "\t\tIOVCap:\tMigration- 10BitTagReq- Interrupt Message Number: 000",
                        "\t\tIOVCtl:\tEnable+ Migration- Interrupt- MSE+ ARIHierarchy+ 10BitTagReq-",
                        "\t\tIOVSta:\tMigration-",
                        "\t\tInitial VFs: 8, Total VFs: 16, Number of VFs: 0, Function Dependency Link: 00",
                        "\t\tVF offset: 0, stride: 0, Device ID: 0000",
                        "\t\tSupported Page Size: 00000000, System Page Size: 00000000",
                        "\t\tRegion 0: Memory at 00000012f0000000 (64-bit, prefetchable)",
                        "\t\tVF Migration: offset: 00000000, BIR: 0"),
                lines.subList(lines.size() - 9, lines.size()));
    }

    /** The real lspci reads our dump and sees the same device; only where it is installed. */
    @ParameterizedTest
    @FieldSource("REAL")
    void lspciAgrees(String device, @TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(new File("/usr/bin/lspci").canExecute(), "lspci is not installed");
        SavedConfig saved = SavedConfig.load(device);
        Path dump = Files.write(
                directory.resolve("dump"),
                LspciHex.lines(LspciHex.title("0000:00:01.0", saved.decode()), saved.space()));
        Path output = directory.resolve("output");
        Process lspci = new ProcessBuilder("/usr/bin/lspci", "-vvv", "-n", "-F", dump.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, lspci.waitFor());
        assertEquals(stable(Files.readAllLines(output)), stable(lines(saved)));
    }

    private static List<String> stable(List<String> lines) {
        return lines.stream()
                .map(STABLE::matcher)
                .filter(Matcher::lookingAt)
                .map(Matcher::group)
                .toList();
    }
}
