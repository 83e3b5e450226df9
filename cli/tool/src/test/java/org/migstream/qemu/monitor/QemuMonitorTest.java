// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.pci.GuestBus;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;

/** Reads from a server with scripted answers: a vfio-pci function with two vectors in BAR 3, and everything that can fail. */
class QemuMonitorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(200);
    private static final MsixCapability MSIX = new MsixCapability(
            0x70, 2, true, false, new MsixCapability.Location(3, 0), new MsixCapability.Location(3, 0x2000));

    private static final String BAR_3 = "{\"bar\": 3, \"type\": \"memory\", \"size\": 16384, \"address\": 4263510016}";
    private static final String OTHER_BAR =
            "{\"bar\": 0, \"type\": \"memory\", \"size\": 4096, \"address\": 4261412864}";
    private static final String PCI =
            """
            [{"bus": 0, "devices": [
              {"bus": 0, "slot": 1, "function": 0, "id": {"vendor": 32902, "device": 5578}, "qdev_id": "v0",
               "regions": [BAR_3]},
              {"bus": 0, "slot": 2, "function": 0, "id": {"vendor": 6966, "device": 12}, "qdev_id": "p",
               "regions": [OTHER_BAR], "pci_bridge": {"bus": {}, "devices": [
                 {"bus": 1, "slot": 0, "function": 3, "id": {"vendor": 1, "device": 2}, "qdev_id": "",
                  "regions": []}]}}]}]
            """.replace("BAR_3", BAR_3).replace("OTHER_BAR", OTHER_BAR).replace("\n", "");

    private static final String VIEW = """
            FlatView #0
             AS "v0", root: bus master container
             Root memory region: system
              00000000fe200000-00000000fe20001f (prio 0, i/o): unrelated owner:{dev id=v0}

            FlatView #1
             AS "memory", root: system
             Root memory region: system
              0000000000000000-00000000017fffff (prio 0, ram): pc.ram owner:{obj path=/objects/pc.ram}
              00000000fe200000-00000000fe20001f (prio 0, i/o): msix-table owner:{dev id=v0}
              00000000fe200020-00000000fe203fff (prio 1, i/o): BAR 3 @0000000000000020 owner:{dev id=v0}

            """;

    private static final String TABLE = """
            00000000fe200000: 0x00 0x10 0xe0 0xfe 0x00 0x00 0x00 0x00
            00000000fe200008: 0x31 0x40 0x00 0x00 0x00 0x00 0x00 0x00
            00000000fe200010: 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00
            00000000fe200018: 0x00 0x00 0x00 0x00 0x01 0x00 0x00 0x00
            """;

    @TempDir
    private Path directory;

    private Path socket() {
        return directory.resolve("qmp");
    }

    private FakeQmpServer server;

    private FakeQmpServer start(String greeting) throws IOException {
        server = new FakeQmpServer(socket(), greeting);
        return server;
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    /** Starts a server with a vfio-pci function. */
    private FakeQmpServer startMachine() throws IOException {
        return start(FakeQmpServer.GREETING)
                .answer("qom-get /machine type", "\"pc-q35-10.0-machine\"")
                .answer("query-pci", PCI)
                .answer("qom-get /machine/peripheral/v0 type", "\"vfio-pci\"")
                .answer("qom-get /machine/peripheral/v0 parent_bus", "\"/machine/q35/pcie.0\"")
                .answer("qom-get /machine/q35/pcie.0 type", "\"PCIE\"")
                .answer("qom-get /machine/peripheral/v0 sysfsdev", "\"/sys/bus/pci/devices/0000:01:10.0\"")
                .print(MemoryFlatView.COMMAND, escape(VIEW))
                .print("xp /32xb 0xfe200000", TABLE);
    }

    private static String escape(String text) {
        return text.replace("\"", "\\\"");
    }

    private QemuMonitor connect() throws IOException {
        return QemuMonitor.connect(socket(), TIMEOUT);
    }

    private static GuestPciFunction function(QemuMonitor monitor) {
        MonitorValue<GuestPciFunction> found = monitor.findFunction("0000:00:01.0/vfio");
        return found.value().orElseThrow(() -> new AssertionError(found.reason()));
    }

    private static String reason(MonitorValue<?> value) {
        return value.reason().orElseThrow(() -> new AssertionError(value));
    }

    private String connectionError(Duration timeout) {
        String message = assertThrows(IOException.class, () -> QemuMonitor.connect(socket(), timeout))
                .getMessage();
        String prefix = "cannot use the monitor " + socket() + ": ";
        assertTrue(message.startsWith(prefix), message);
        return message.substring(prefix.length());
    }

    @Test
    void function_isFoundWithItsTable() throws IOException {
        startMachine();
        try (QemuMonitor monitor = connect()) {
            assertEquals(Optional.of("10.0.13"), monitor.version().value());
            assertEquals(Optional.of("pc-q35-10.0"), monitor.machineType().value());
            GuestPciFunction function = function(monitor);
            assertEquals(0x8086, function.vendorId());
            assertEquals(0x15ca, function.deviceId());
            assertEquals(GuestBus.EXPRESS_ROOT, function.bus());
            assertTrue(function.isVfioPci());
            assertEquals(
                    Optional.of("0000:01:10.0"), monitor.hostDevice(function).value());
            MsixTable table = monitor.readMsixTable(function, MSIX).value().orElseThrow();
            assertEquals(new MsixTable.Summary(2, 1, 1, 0), table.summary());
            assertEquals(0xfee0_1000, table.table().getInt(0));
        }
    }

    @Test
    void functionBehindPort_isFoundWithoutQom() throws IOException {
        startMachine();
        try (QemuMonitor monitor = connect()) {
            GuestPciFunction function =
                    monitor.findFunction("0000:00:02.0:00.3/vfio").value().orElseThrow();
            assertEquals(GuestBus.EXPRESS_PORT, function.bus());
            assertEquals(Optional.empty(), function.type());
            assertEquals(
                    "the function 0000:00:02.0:00.3 is not a vfio-pci device, as far as QEMU reports it",
                    reason(monitor.hostDevice(function)));
            assertEquals(
                    "the function has no memory BAR 3, where its MSI-X capability has the table or the pending bits",
                    reason(monitor.readMsixTable(function, MSIX)));
        }
    }

    /** QEMU enables the region of the pending bits while a masked vector is pending. */
    @Test
    void pendingBits_areRead() throws IOException {
        String view = VIEW.replace("fe200020-00000000fe203fff", "fe200020-00000000fe201fff")
                + "  00000000fe202000-00000000fe202007 (prio 0, i/o): msix-pba owner:{dev id=v0}\n";
        startMachine()
                .print(MemoryFlatView.COMMAND, escape(view))
                .print("xp /8xb 0xfe202000", "00000000fe202000: 0x02 0x00 0x00 0x00 0x00 0x00 0x00 0x00\n");
        try (QemuMonitor monitor = connect()) {
            MsixTable table =
                    monitor.readMsixTable(function(monitor), MSIX).value().orElseThrow();
            assertEquals(new MsixTable.Summary(2, 1, 1, 1), table.summary());
        }
    }

    /** Each line is a change of the memory map, and what QEMU has at the address then. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fe20001f (prio 0, i/o): msix-table owner:{dev id=v0} | fe20001f (prio 0, i/o): msix-table owner:{dev id=v1} | msix-table
            fe20001f (prio 0, i/o): msix-table owner:{dev id=v0} | fe20001f (prio 0, i/o): msix-table                    | msix-table
            fe20001f (prio 0, i/o): msix-table owner             | fe20001f (prio 0, i/o): msix-table @0000000000000010 owner | msix-table
            fe20001f (prio 0, i/o): msix-table owner             | fe20000f (prio 0, i/o): msix-table owner              | msix-table
            fe20001f (prio 0, i/o): msix-table owner             | fe20001f (prio 0, i/o): BAR 3 owner                   | BAR 3
            00000000fe200000-00000000fe20001f (prio 0, i/o): msi | 00000000fe100000-00000000fe10001f (prio 0, i/o): msi  | no memory
            """)
    void otherMemoryAtTheAddress_isNeverRead(String from, String to, String found) throws IOException {
        assertTrue(VIEW.contains(from));
        String view = VIEW.substring(0, VIEW.indexOf("FlatView #1"))
                + VIEW.substring(VIEW.indexOf("FlatView #1")).replace(from, to);
        startMachine().print(MemoryFlatView.COMMAND, escape(view));
        try (QemuMonitor monitor = connect()) {
            assertEquals(
                    "at BAR 3 at 0x0, address 0xfe200000, QEMU has " + found + ", not the msix-table of this function",
                    reason(monitor.readMsixTable(function(monitor), MSIX)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "address": 4263510016  | "address": -1         | BAR 3, which has the MSI-X table or the pending bits, is not mapped: the guest has not given it an address, or has turned memory decoding off
            "size": 16384          | "size": 16            | the msix-table at BAR 3 at 0x0 is not inside this BAR
            "type": "memory", "size": 16384 | "type": "io", "size": 16384 | the function has no memory BAR 3, where its MSI-X capability has the table or the pending bits
            4261412864             | 4263510000            | a BAR of the function 0000:00:02.0 overlaps BAR 3 at 0x0
            """)
    void barThatCannotBeRead_isTheReason(String from, String to, String expected) throws IOException {
        assertTrue(PCI.contains(from));
        startMachine().answer("query-pci", PCI.replace(from, to));
        try (QemuMonitor monitor = connect()) {
            assertEquals(expected, reason(monitor.readMsixTable(function(monitor), MSIX)));
        }
    }

    @Test
    void movedBar_isTheReason() throws IOException {
        startMachine();
        try (QemuMonitor monitor = connect()) {
            GuestPciFunction function = function(monitor);
            server.answer("query-pci", PCI.replace("4263510016", "4263575552"));
            assertEquals(
                    "the guest has moved the BARs of the function while they were read",
                    reason(monitor.readMsixTable(function, MSIX)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Cannot access memory                                       | QEMU does not print the memory at 0xfe200000: Cannot access memory
            00000000fe200008: 0x00                                     | QEMU does not print the memory at 0xfe200000: 00000000fe200008: 0x00
            00000000fe200000: 0x00 0x00                                | QEMU does not print the memory at 0xfe200000: only 2 of 32 bytes
            unknown command: 'xp'                                      | QEMU does not print the memory at 0xfe200000: unknown command: 'xp'
            """)
    void memoryThatIsNotPrinted_isTheReason(String output, String expected) throws IOException {
        startMachine().print("xp /32xb 0xfe200000", output);
        try (QemuMonitor monitor = connect()) {
            assertEquals(expected, reason(monitor.readMsixTable(function(monitor), MSIX)));
        }
    }

    @Test
    void tooManyBytes_areTheReason() throws IOException {
        String tooMany = TABLE + "00000000fe200020: 0x00\n";
        startMachine().print("xp /32xb 0xfe200000", tooMany);
        try (QemuMonitor monitor = connect()) {
            assertTrue(reason(monitor.readMsixTable(function(monitor), MSIX)).contains("00000000fe200020: 0x00"));
        }
    }

    @Test
    void missingHumanMonitor_isTheReason() throws IOException {
        startMachine()
                .reply(
                        "human-monitor-command " + MemoryFlatView.COMMAND,
                        "{\"id\": ID, \"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command"
                                + " human-monitor-command has not been found\"}}");
        try (QemuMonitor monitor = connect()) {
            assertEquals(
                    "QEMU refuses the command human-monitor-command: The command human-monitor-command has not been found",
                    reason(monitor.readMsixTable(function(monitor), MSIX)));
        }
    }

    @Test
    void memoryMapInAnotherForm_isTheReason() throws IOException {
        startMachine().print(MemoryFlatView.COMMAND, "unknown command: 'info mtree'");
        try (QemuMonitor monitor = connect()) {
            assertEquals(
                    "QEMU's answer to \"info mtree -f -o\" has no memory map: unknown command: 'info mtree'",
                    reason(monitor.readMsixTable(function(monitor), MSIX)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                          | query-pci is not an array
            [{"bus": 0}]                                | query-pci[0] has no member devices
            [{"bus": 256, "devices": []}]               | query-pci[0], bus is not an integer from 0 to 255
            [{"bus": "x", "devices": []}]               | query-pci[0], bus is not an integer
            [{"bus": 0, "devices": [{"slot": 32}]}]     | query-pci[0], devices[0], slot is not an integer from 0 to 31
            [{"bus": 0, "devices": [null]}]             | query-pci[0], devices[0] is not an object
            """)
    void answerInAnotherForm_isTheReason(String answer, String expected) throws IOException {
        startMachine().answer("query-pci", answer);
        try (QemuMonitor monitor = connect()) {
            assertEquals(
                    "QEMU's answer has an unexpected form: " + expected,
                    reason(monitor.findFunction("0000:00:01.0/vfio")));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0000:00:03.0/vfio | QEMU has no function at 0000:00:03.0; it has 0000:00:01.0, 0000:00:02.0, 0000:00:02.0:00.3
            VFIO/x            | the idstr has no PCI address of the guest; it has the form 0000:00:01.0/vfio, or behind a bridge 0000:00:01.0:00.0/vfio
            """)
    void functionThatDoesNotExist_isTheReason(String idstr, String expected) throws IOException {
        startMachine();
        try (QemuMonitor monitor = connect()) {
            assertEquals(expected, reason(monitor.findFunction(idstr)));
        }
    }

    @Test
    void machineThatIsNone_isTheReason() throws IOException {
        startMachine().answer("qom-get /machine type", "\"container\\u001b\"");
        try (QemuMonitor monitor = connect()) {
            assertEquals(
                    "the type of QEMU's machine is not a machine type: container\\x1b", reason(monitor.machineType()));
        }
    }

    /** The answer to a command that timed out arrives before the answer to the next one. */
    @Test
    void lateAnswer_isSkipped() throws IOException {
        startMachine();
        try (QemuMonitor monitor = QemuMonitor.connect(socket(), SHORT_TIMEOUT)) {
            server.reply("qom-get /machine type", "{\"event\": \"STOP\", \"data\": {\"id\": ID}}\n");
            assertEquals("QEMU did not answer the command qom-get within 1 seconds", reason(monitor.machineType()));
            server.reply("query-pci", "{\"return\": \"late\", \"id\": 2}\n{\"return\": " + PCI + ", \"id\": ID}\n");
            assertEquals(0x15ca, function(monitor).deviceId());
        }
    }

    @Test
    void events_areSkipped() throws IOException {
        startMachine();
        try (QemuMonitor monitor = connect()) {
            server.reply(
                    "qom-get /machine type",
                    "{\"event\": \"A}\\\"{\", \"data\": {}}\n{\n  \"event\": \"B\"\n}\n"
                            + "{\"return\":\n \"pc-i440fx-7.2-machine\",\n \"id\": ID}\r\n");
            assertEquals(Optional.of("pc-i440fx-7.2"), monitor.machineType().value());
        }
    }

    @Test
    void closedConnection_isTheReason() throws IOException {
        startMachine();
        try (QemuMonitor monitor = connect()) {
            server.reply("qom-get /machine type", "");
            assertEquals("the connection was closed", reason(monitor.machineType()));
        }
    }

    @Test
    void answerThatIsTooLong_isTheReason() throws IOException {
        startMachine();
        try (QemuMonitor monitor = connect()) {
            server.reply("qom-get /machine type", "{\"return\": \"" + "x".repeat(QmpJson.MAX_DOCUMENT_SIZE) + "\"}");
            assertEquals(
                    "an answer has more than " + QmpJson.MAX_DOCUMENT_SIZE + " bytes", reason(monitor.machineType()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            QEMU 10.0.13 monitor - type 'help' for more information | it is not a QMP socket: it sent "QEMU 10.0.13 monitor - type 'help' for
            {"return": {}}            | it is not a QMP socket: its first message is not a greeting
            {"QMP": {"a": 1, "a": 2}} | not valid JSON: Duplicate field 'a'
            {"QMP": {]}               | not valid JSON
            """)
    void socketOfAnotherProgram_isRefused(String greeting, String expected) throws IOException {
        start(greeting);
        String message = connectionError(TIMEOUT);
        assertTrue(message.startsWith(expected), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "{\"QMP\": "})
    void missingGreeting_isRefused(String greeting) throws IOException {
        start(greeting);
        assertEquals(
                "no greeting within 1 seconds: it is not a QMP socket, or another client has it; QEMU serves one"
                        + " client at a time",
                connectionError(SHORT_TIMEOUT));
    }

    @Test
    void nestingThatIsTooDeep_isRefused() throws IOException {
        start("{\"QMP\": " + "[".repeat(2000) + "]".repeat(2000) + "}");
        String message = connectionError(TIMEOUT);
        assertTrue(message.startsWith("limit exceeded"), message);
    }

    @Test
    void socketThatDoesNotListen_isRefused() throws IOException {
        assertEquals("No such file or directory", connectionError(TIMEOUT));
        Files.createFile(socket());
        assertEquals("Connection refused", connectionError(TIMEOUT));
    }
}
