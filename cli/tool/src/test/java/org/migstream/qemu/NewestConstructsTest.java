// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.convert.TestConversions;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.vmstate.DecodedDeviceCollector;
import org.migstream.vmstate.StreamWithVmDescription;

/**
 * Makes everything that QEMU has added to its streams since 10.0, and reads it. The property {@code qemu.binary} names a
 * QEMU of version 11.1 or newer.
 */
@Tag("newest")
class NewestConstructsTest {
    private static final InspectRequest STRICT_WITH_FIELDS = InspectionResult.request(false, true, true, null);

    @TempDir
    private Path source;

    @TempDir
    private Path destination;

    /** Returns options of a machine whose memory is a file that survives the machine. */
    private List<String> sharedMemory(String... additional) {
        List<String> options = new ArrayList<>(List.of(
                "-M",
                "q35,memory-backend=shared",
                "-m",
                "16M",
                "-object",
                "memory-backend-file,id=shared,size=16M,share=on,mem-path=" + source.resolve("memory")));
        options.addAll(List.of(additional));
        return options;
    }

    private static List<String> pc(String... additional) {
        List<String> options = new ArrayList<>(List.of("-M", "q35", "-m", "16M"));
        options.addAll(List.of(additional));
        return options;
    }

    private Path migrateToFile(QemuMachine machine) throws IOException, InterruptedException {
        Path stream = source.resolve("stream");
        machine.migrate("file:" + stream);
        return stream;
    }

    private static InspectionResult inspect(Path stream) throws IOException {
        return InspectionResult.of(STRICT_WITH_FIELDS, Input.open(stream, OutputLimit.NONE), List.of());
    }

    private InspectionResult inspect(RecordedMigration recorded) throws IOException {
        List<Input> channels = new ArrayList<>();
        for (byte[] channel : recorded.channels()) {
            Path file = Files.write(source.resolve("channel" + channels.size()), channel);
            channels.add(Input.open(file, OutputLimit.NONE));
        }
        Path main = Files.write(source.resolve("main"), recorded.main());
        return InspectionResult.of(STRICT_WITH_FIELDS, Input.open(main, OutputLimit.NONE), channels);
    }

    /** The input is read to its end, and its only findings are INFO and those with the expected codes. */
    private static InspectionResult assertSound(InspectionResult inspection, String... expectedCodes) {
        assertEquals(ReadOutcome.COMPLETE, inspection.outcome(), inspection.text());
        assertEquals(
                List.of(expectedCodes),
                inspection.list("findings").stream()
                        .filter(finding -> !"INFO".equals(finding.get("severity")))
                        .map(finding -> finding.get("code"))
                        .toList(),
                inspection.text());
        return inspection;
    }

    private void assertLoads(Path stream, List<String> options, String... capabilities)
            throws IOException, InterruptedException {
        List<String> incoming = new ArrayList<>(options);
        incoming.addAll(List.of("-S", "-incoming", "defer"));
        try (QemuMachine machine = new QemuMachine(destination, incoming)) {
            machine.enableCapabilities(capabilities);
            machine.execute("migrate-incoming", "\"uri\": \"file:" + stream + "\"");
            machine.awaitIncoming();
        }
    }

    @Test
    void mappedRamWithSharedMemory_isReadAndConverted() throws IOException, InterruptedException {
        Path stream;
        try (QemuMachine machine = new QemuMachine(source, sharedMemory())) {
            machine.runFirmware();
            machine.enableCapabilities("mapped-ram", "x-ignore-shared");
            stream = migrateToFile(machine);
        }
        assertSound(inspect(stream));
        Path plain = Files.write(
                destination.resolve("plain"),
                TestConversions.convertFile(
                        destination, TestConversions.ram(RamFormat.RECORDS), Files.readAllBytes(stream)));
        assertSound(inspect(plain));
        assertLoads(plain, sharedMemory(), "x-ignore-shared");
        Path mapped = Files.write(
                destination.resolve("mapped"),
                TestConversions.convertFile(
                        destination, TestConversions.ram(RamFormat.MAPPED), Files.readAllBytes(plain)));
        assertLoads(mapped, sharedMemory(), "mapped-ram", "x-ignore-shared");
    }

    @Test
    void mappedRamInSnapshot_isReadToItsEnd() throws IOException, InterruptedException {
        Path image = source.resolve("disk.qcow2");
        Process creation = new ProcessBuilder("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "3M")
                .inheritIO()
                .start();
        assertEquals(0, creation.waitFor());
        try (QemuMachine machine = new QemuMachine(source, pc("-drive", "if=none,id=d,format=qcow2,file=" + image))) {
            machine.runFirmware();
            assertEquals("", machine.monitor("savevm plain"));
            machine.enableCapabilities("mapped-ram");
            assertEquals("", machine.monitor("savevm mapped"));
        }
        for (String name : List.of("plain", "mapped")) {
            assertSound(InspectionResult.of(
                    STRICT_WITH_FIELDS, Input.open(image + "#" + name, OutputLimit.NONE), List.of()));
        }
    }

    /** A pointer and the marker before it are one element of an array, also where the pointer is null. */
    @Test
    void arrayOfPointers_hasIndexesOfDevice() throws IOException, InterruptedException {
        Path disk = Files.write(source.resolve("disk"), new byte[1 << 20]);
        Path stream;
        try (QemuMachine machine = new QemuMachine(
                source,
                pc(
                        "-drive",
                        "if=none,id=d,format=raw,file=" + disk,
                        "-device",
                        "nvme,serial=1,drive=d,max_ioqpairs=3"))) {
            machine.runFirmware();
            stream = migrateToFile(machine);
        }
        assertSound(inspect(stream));
        TreeSet<String> queues = new TreeSet<>();
        decode(stream).devices().entrySet().stream()
                .filter(device -> device.getKey().contains("nvme"))
                .flatMap(device -> device.getValue().keySet().stream())
                .filter(path -> path.startsWith("sq["))
                .forEach(path -> queues.add(path.substring(0, path.indexOf(']') + 1)));
        assertEquals(4, queues.size(), queues.toString());
        assertEquals("sq[3]", queues.last());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void postcopy_needsNoVmDescription(boolean multifd) throws IOException, InterruptedException {
        String[] capabilities = multifd ? new String[] {"postcopy-ram", "multifd"} : new String[] {"postcopy-ram"};
        Path incoming = destination.resolve("incoming");
        RecordedMigration recorded;
        try (QemuMachine target = new QemuMachine(destination, pc("-incoming", "defer"));
                QemuMachine machine = new QemuMachine(source, pc())) {
            target.enableCapabilities(capabilities);
            machine.enableCapabilities(capabilities);
            target.execute("migrate-incoming", "\"uri\": \"unix:" + incoming + "\"");
            Path socket = source.resolve("socket");
            try (MigrationRelay relay = new MigrationRelay(socket, incoming)) {
                machine.migrateWithPostcopy("unix:" + socket);
                recorded = relay.recorded();
            }
        }
        InspectionResult inspection = assertSound(inspect(recorded));
        assertTrue(inspection.text().contains("postcopy"), inspection.text());
    }

    @Test
    void cprReboot_isNamed() throws IOException, InterruptedException {
        Path stream;
        try (QemuMachine machine = new QemuMachine(source, sharedMemory())) {
            machine.enableCapabilities("x-ignore-shared");
            machine.execute("migrate-set-parameters", "\"mode\": \"cpr-reboot\"");
            machine.runFirmware();
            stream = migrateToFile(machine);
        }
        assertSound(inspect(stream));
    }

    @Test
    void backgroundSnapshot_isRead() throws IOException, InterruptedException {
        Path stream;
        try (QemuMachine machine = new QemuMachine(source, pc())) {
            machine.enableCapabilities("background-snapshot");
            stream = migrateToFile(machine);
        }
        // QEMU does not end the section of memory in a background snapshot.
        assertSound(inspect(stream), "stream.no-end");
    }

    @Test
    void mappedRamWrittenByChannels_isRead() throws IOException, InterruptedException {
        Path stream;
        try (QemuMachine machine = new QemuMachine(source, pc())) {
            machine.enableCapabilities("multifd", "mapped-ram");
            machine.runFirmware();
            stream = migrateToFile(machine);
        }
        assertSound(inspect(stream));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zlib", "zstd"})
    void multifdChannels_areRead(String compression) throws IOException, InterruptedException {
        RecordedMigration recorded;
        try (QemuMachine machine = new QemuMachine(source, pc())) {
            machine.runFirmware();
            machine.setMultifd(2, compression);
            recorded = RecordedMigration.of(source.resolve("socket"), 3, machine::migrateTo);
        }
        assertSound(inspect(recorded));
    }

    /** QEMU 11.1 writes the buffers of a TPM as an array with a length (VMSTATE_GBYTEARRAY). */
    @Test
    void buffersOfTpm_areDecoded() throws IOException, InterruptedException {
        Path state = Files.createDirectory(source.resolve("tpm"));
        Path socket = source.resolve("tpm.socket");
        Process tpm = new ProcessBuilder(
                        System.getProperty("swtpm.binary", "swtpm"),
                        "socket",
                        "--tpm2",
                        "--tpmstate",
                        "dir=" + state,
                        "--ctrl",
                        "type=unixio,path=" + socket,
                        "--seccomp",
                        "action=none")
                .inheritIO()
                .start();
        try {
            for (int i = 0; i < 100 && !Files.exists(socket); i++) {
                Thread.sleep(50);
            }
            Path stream;
            try (QemuMachine machine = new QemuMachine(
                    source,
                    pc(
                            "-chardev", "socket,id=c,path=" + socket,
                            "-tpmdev", "emulator,id=t,chardev=c",
                            "-device", "tpm-crb,tpmdev=t"))) {
                machine.runFirmware();
                stream = migrateToFile(machine);
            }
            assertSound(inspect(stream));
            assertTrue(decode(stream).deviceValues("tpm-crb/0").keySet().stream()
                    .anyMatch(path -> path.endsWith("response_buffer")));
        } finally {
            tpm.destroy();
            tpm.waitFor();
        }
    }

    /** Decodes the fields of all devices; each device is decoded to its end. */
    private static DecodedDeviceCollector decode(Path stream) throws IOException {
        DecodedDeviceCollector devices = new StreamWithVmDescription(Files.readAllBytes(stream)).decode(1 << 20);
        assertEquals(List.of(), devices.findings());
        assertEquals(Map.of(), devices.unreadByteCounts());
        return devices;
    }

    /** All fields of many emulated devices are decoded without a rest. */
    @Test
    void emulatedDevices_areDecodedToTheirEnd() throws IOException, InterruptedException {
        Path stream;
        try (QemuMachine machine = new QemuMachine(
                source,
                pc(
                        "-device", "e1000",
                        "-device", "virtio-rng-pci",
                        "-device", "virtio-balloon-pci",
                        "-device", "virtio-serial-pci",
                        "-device", "virtio-scsi-pci",
                        "-device", "virtio-net-pci",
                        "-device", "qemu-xhci,id=usb",
                        "-device", "usb-tablet,bus=usb.0",
                        "-device", "ich9-intel-hda",
                        "-device", "vmcoreinfo",
                        "-device", "pcie-root-port,id=rp,slot=3",
                        "-device", "igb,bus=rp"))) {
            machine.runFirmware();
            stream = migrateToFile(machine);
        }
        assertSound(inspect(stream));
        decode(stream);
    }
}
