// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.convert.ConvertRequest;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.convert.TestConversions;

/** Loads converted streams into the QEMU that wrote the originals. */
@Tag("qemu")
class ConvertedStreamsTest {
    private static final String[] MACHINE = {"-M", "pc-i440fx-7.2", "-m", "16", "-device", "VGA"};
    private static final Path FIRMWARE = Path.of("/usr/share/seabios/bios-256k.bin");

    @TempDir
    private Path source;

    @TempDir
    private Path destination;

    private static List<String> options(String... additional) {
        List<String> options = new ArrayList<>(List.of(MACHINE));
        options.addAll(List.of(additional));
        return options;
    }

    private byte[] saved(List<String> options) throws IOException, InterruptedException {
        try (QemuMachine machine = new QemuMachine(source, options)) {
            machine.runFirmware();
            return Files.readAllBytes(machine.migrate());
        }
    }

    /** Loads a stream; returns the registers of the processor and a stream of the loaded machine. */
    private Loaded load(byte[] stream) throws IOException, InterruptedException {
        Path file = Files.write(destination.resolve("incoming"), stream);
        try (QemuMachine machine = new QemuMachine(destination, options("-S", "-incoming", "exec:cat " + file))) {
            machine.awaitIncoming();
            return new Loaded(machine.monitor("info registers"), Files.readAllBytes(machine.migrate()));
        }
    }

    private record Loaded(String registers, byte[] stream) {}

    private static void assertSameMemory(byte[] expected, byte[] stream) throws IOException {
        for (String block : List.of("pc.ram", "pc.bios", "0000:00:02.0/vga.vram")) {
            assertArrayEquals(
                    TestConversions.extractFromPipe(Part.RAM, block, expected),
                    TestConversions.extractFromPipe(Part.RAM, block, stream),
                    block);
        }
    }

    @Test
    void extractedMemory_equalsFirmwareAndReloadedMemory() throws IOException, InterruptedException {
        assumeTrue(Files.exists(FIRMWARE));
        byte[] stream = saved(options());
        assertArrayEquals(Files.readAllBytes(FIRMWARE), TestConversions.extractFromPipe(Part.RAM, "pc.bios", stream));
        assertSameMemory(stream, load(stream).stream());
    }

    @Test
    void streamsWithDroppedOrKeptSections_areLoaded() throws IOException, InterruptedException {
        byte[] stream = saved(options());
        // When it is loaded, kvm-tpr-opt searches the memory for data of the firmware.
        byte[] without = TestConversions.convertPipe(TestConversions.drop("kvm-tpr-opt"), stream);
        load(without);
        load(TestConversions.convertPipe(TestConversions.strip(false), without));
        load(TestConversions.convertPipe(TestConversions.drop("mc146818rtc", "0000:00:01.1/ide"), stream));
        load(TestConversions.convertPipe(TestConversions.keep("cpu", "ram"), stream));
        assertSameMemory(stream, load(TestConversions.convertPipe(TestConversions.keep("ram"), stream)).stream());
    }

    @Test
    void streamWithRenamedMachineType_isLoaded() throws IOException, InterruptedException {
        byte[] stream = saved(List.of("-M", "pc-i440fx-7.1", "-m", "16", "-device", "VGA"));
        assertThrows(IOException.class, () -> load(stream));
        byte[] renamed = TestConversions.convertPipe(TestConversions.machine("pc-i440fx-7.2"), stream);
        assertSameMemory(stream, load(renamed).stream());
    }

    /** The main stream of QEMU 7.2 does not contain the synchronisation points of the channels. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "zlib", "zstd"})
    void joinedChannels_areLoaded(String compression) throws IOException, InterruptedException {
        RecordedMigration recorded;
        String registers;
        try (QemuMachine machine = new QemuMachine(source, options())) {
            machine.runFirmware();
            registers = machine.monitor("info registers");
            machine.setMultifd(2, compression);
            recorded = RecordedMigration.of(source.resolve("socket"), 3, machine::migrateTo);
        }
        byte[] joined = TestConversions.convertPipe(ConvertRequest.COPY, recorded.main(), recorded.channels());
        Loaded loaded = load(joined);
        assertEquals(registers, loaded.registers());
        assertSameMemory(joined, loaded.stream());
    }

    /** Pages that change during the migration are sent more than once, over any channel. */
    @Test
    void pageSentTwice_hasLatestContent() throws IOException, InterruptedException {
        RecordedMigration recorded;
        try (QemuMachine machine = new QemuMachine(source, options())) {
            machine.setMultifd(4, "none");
            recorded = RecordedMigration.of(source.resolve("socket"), 5, machine::migrateTo);
        }
        byte[] joined = TestConversions.convertPipe(ConvertRequest.COPY, recorded.main(), recorded.channels());
        assertSameMemory(joined, load(joined).stream());
    }
}
