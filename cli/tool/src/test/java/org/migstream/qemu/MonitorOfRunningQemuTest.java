// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;
import org.migstream.qemu.monitor.GuestPciFunction;
import org.migstream.qemu.monitor.MonitorValue;
import org.migstream.qemu.monitor.QemuMonitor;

/** Reads functions of the installed QEMU through its monitor, and compares them with what the guest has programmed. */
@Tag("qemu")
class MonitorOfRunningQemuTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int PROGRAMMED_VECTORS = 2;
    private static final int EQUAL_ANSWERS = 10;

    @TempDir
    private Path directory;

    private QemuMachine start(String options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options.split(" ")));
        Collections.addAll(all, "-m", "24", "-qmp", socketOption("qmp"), "-qtest", socketOption("qtest"));
        Collections.addAll(all, "-qtest-log", "none");
        return new QemuMachine(directory, all);
    }

    private String socketOption(String name) {
        return "unix:" + directory.resolve(name) + ",server=on,wait=off";
    }

    private QemuMonitor connect() throws IOException {
        return QemuMonitor.connect(directory.resolve("qmp"), TIMEOUT);
    }

    private static <T> T known(MonitorValue<T> value) {
        return value.value().orElseThrow(() -> new AssertionError(value.reason()));
    }

    /** Waits until the firmware has set up a function: it maps the BARs, and moves them while it sets up bridges. */
    private static GuestPciFunction awaitBars(QemuMonitor monitor, String idstr) throws InterruptedException {
        Optional<GuestPciFunction> last = Optional.empty();
        for (int equal = 0; equal < EQUAL_ANSWERS; ) {
            Thread.sleep(50);
            Optional<GuestPciFunction> function = monitor.findFunction(idstr)
                    .value()
                    .filter(found -> found.bars().stream()
                            .anyMatch(bar -> bar.isMemory() && bar.address().isPresent()));
            equal = function.isPresent() && function.equals(last) ? equal + 1 : 0;
            last = function;
        }
        return last.orElseThrow();
    }

    private static ConfigSpace readConfig(QtestConnection qtest, int bus, int devfn) throws IOException {
        ByteBuffer config = ByteBuffer.allocate(ConfigSpace.CONVENTIONAL_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        while (config.hasRemaining()) {
            config.putInt(qtest.readConfig(bus, devfn, config.position()));
        }
        return new ConfigSpace(config.array());
    }

    @ParameterizedTest
    @CsvSource({
        "-M q35 -device e1000e^addr=1.0^id=net0, 0000:00:01.0/vfio, 0, 8, EXPRESS_ROOT",
        "-M q35 -device e1000e^addr=1.0, 0000:00:01.0/vfio, 0, 8, EXPRESS_ROOT",
        "-M q35 -device pcie-root-port^id=p^addr=1.0 -device e1000e^bus=p^id=net0, 0000:00:01.0:00.0/vfio, 1, 0, EXPRESS_PORT",
        "-M q35 -device ioh3420^id=p^addr=1.0 -device e1000e^bus=p, 0000:00:01.0:00.0/vfio, 1, 0, EXPRESS_PORT",
        "-M q35 -device pcie-pci-bridge^id=p^addr=1.0 -device e1000e^bus=p^addr=3.0^id=net0, 0000:00:01.0:03.0/vfio, 1, 24,"
                + " CONVENTIONAL_BELOW_EXPRESS",
        "-M pc -device e1000e^addr=4.0^id=net0, 0000:00:04.0/vfio, 0, 32, CONVENTIONAL",
        "-M pc -device pci-bridge^id=p^chassis_nr=1^addr=5.0 -device e1000e^bus=p^addr=3.0, 0000:00:05.0:03.0/vfio, 1, 24,"
                + " CONVENTIONAL",
        "-M q35 -device virtio-rng-pci^addr=1.0^id=rng0, 0000:00:01.0/virtio-rng, 0, 8, EXPRESS_ROOT",
        "-M q35 -device pcie-root-port^addr=1.0^id=p -device nvme^serial=1^bus=p, 0000:00:01.0:00.0/vfio, 1, 0, EXPRESS_PORT",
    })
    void msixTable_equalsWhatTheGuestProgrammed(String options, String idstr, int bus, int devfn, String slot)
            throws IOException, InterruptedException {
        try (QemuMachine machine = start(options.replace('^', ','));
                QemuMonitor monitor = connect();
                QtestConnection qtest = new QtestConnection(directory.resolve("qtest"))) {
            machine.query("query-status");
            GuestPciFunction function = awaitBars(monitor, idstr);
            assertEquals(slot, function.bus().name());
            assertFalse(function.isVfioPci());
            MsixCapability msix =
                    MsixCapability.find(readConfig(qtest, bus, devfn)).orElseThrow();
            assertEquals(
                    MsixTable.afterReset(msix.vectorCount()).table(),
                    known(monitor.readMsixTable(function, msix)).table());

            ByteBuffer expected = ByteBuffer.allocate(msix.vectorCount() * MsixTable.ENTRY_SIZE)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(MsixTable.afterReset(msix.vectorCount()).table())
                    .clear();
            long start =
                    function.bar(msix.table().bar()).orElseThrow().address().orElseThrow()
                            + msix.table().offset();
            for (int vector = 0; vector < PROGRAMMED_VECTORS; vector++) {
                int[] words = {0xfee0_0000 | vector << 12, 0, 0x4030 + vector, vector};
                for (int word = 0; word < words.length; word++) {
                    int offset = vector * MsixTable.ENTRY_SIZE + word * Integer.BYTES;
                    expected.putInt(offset, words[word]);
                    qtest.writeMemory(start + offset, words[word]);
                }
            }
            MsixTable read = known(monitor.readMsixTable(function, msix));
            assertEquals(expected, read.table());
            assertEquals(
                    new MsixTable.Summary(msix.vectorCount(), PROGRAMMED_VECTORS, msix.vectorCount() - 1, 0),
                    read.summary());
        }
    }

    @Test
    void memoryDecodingOff_isTheReason() throws IOException, InterruptedException {
        try (QemuMachine machine = start("-M q35 -device e1000e,addr=1.0,id=net0");
                QemuMonitor monitor = connect();
                QtestConnection qtest = new QtestConnection(directory.resolve("qtest"))) {
            machine.query("query-status");
            GuestPciFunction before = awaitBars(monitor, "0000:00:01.0");
            MsixCapability msix = MsixCapability.find(readConfig(qtest, 0, 8)).orElseThrow();
            qtest.writeConfig(0, 8, 4, 0);
            assertEquals(
                    Optional.of("the guest has moved the BARs of the function while they were read"),
                    monitor.readMsixTable(before, msix).reason());
            GuestPciFunction after = known(monitor.findFunction("0000:00:01.0"));
            assertEquals(
                    Optional.of(
                            "BAR 3, which has the MSI-X table or the pending bits, is not mapped: the guest has not given it an address,"
                                    + " or has turned memory decoding off"),
                    monitor.readMsixTable(after, msix).reason());
        }
    }

    /** The window of the bridge is closed: the BAR has an address, but a read of it would reach another region. */
    @Test
    void closedBridge_isTheReason() throws IOException, InterruptedException {
        try (QemuMachine machine = start("-M q35 -device pcie-root-port,id=p,addr=1.0 -device e1000e,bus=p,id=net0");
                QemuMonitor monitor = connect();
                QtestConnection qtest = new QtestConnection(directory.resolve("qtest"))) {
            machine.query("query-status");
            GuestPciFunction function = awaitBars(monitor, "0000:00:01.0:00.0");
            MsixCapability msix = MsixCapability.find(readConfig(qtest, 1, 0)).orElseThrow();
            qtest.writeConfig(0, 8, 4, 0);
            String reason = monitor.readMsixTable(function, msix).reason().orElseThrow();
            assertTrue(reason.endsWith("QEMU has no memory, not the msix-table of this function"), reason);
        }
    }

    @Test
    void machine_isReported() throws IOException {
        try (QemuMachine machine = start("-M q35 -device e1000e,addr=1.0,id=net0");
                QemuMonitor monitor = connect()) {
            machine.query("query-status");
            String machineType = known(monitor.machineType());
            assertTrue(machineType.matches("pc-q35-\\d+\\.\\d+"), machineType);
            assertTrue(
                    machineType.startsWith("pc-q35-" + known(monitor.version()).replaceFirst("\\.\\d+$", "")));
            GuestPciFunction function = known(monitor.findFunction("0000:00:01.0/vfio"));
            assertEquals(0x8086, function.vendorId());
            assertEquals(0x10d3, function.deviceId());
            assertEquals(Optional.of("e1000e"), function.type());
            assertEquals(
                    Optional.of("the function 0000:00:01.0 is not a vfio-pci device: its type is e1000e"),
                    monitor.hostDevice(function).reason());
            String reason = monitor.findFunction("0000:00:07.0/vfio").reason().orElseThrow();
            assertTrue(
                    reason.startsWith("QEMU has no function at 0000:00:07.0; it has 0000:00:00.0, 0000:00:01.0,"),
                    reason);
        }
    }

    /** QEMU serves one client at a time, and serves the next one when the first has gone. */
    @Test
    void secondClient_waitsForFirst() throws IOException {
        try (QemuMachine machine = start("-M q35")) {
            machine.query("query-status");
            Path socket = directory.resolve("qmp");
            try (QemuMonitor monitor = connect()) {
                known(monitor.version());
                IOException refused =
                        assertThrows(IOException.class, () -> QemuMonitor.connect(socket, Duration.ofMillis(200)));
                assertTrue(refused.getMessage().contains("another client has it"), refused.getMessage());
            }
            try (QemuMonitor monitor = connect()) {
                known(monitor.version());
            }
        }
    }

    /** The human monitor speaks another language. */
    @Test
    void humanMonitor_isRefused() throws IOException {
        try (QemuMachine machine = start("-M q35 -monitor " + socketOption("hmp"))) {
            machine.query("query-status");
            IOException refused =
                    assertThrows(IOException.class, () -> QemuMonitor.connect(directory.resolve("hmp"), TIMEOUT));
            assertTrue(refused.getMessage().contains("it is not a QMP socket: it sent \"QEMU"), refused.getMessage());
        }
    }
}
