// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the effect of {@code restore} on simulated devices. */
class RestoreCommandTest {
    @TempDir
    private Path directory;

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static CommandRun run(String... words) {
        return CommandRun.of(InputStream.nullInputStream(), words);
    }

    private CommandRun pipe(byte[] stream, String... words) {
        return CommandRun.of(new ByteArrayInputStream(stream), words);
    }

    private static void assertSuccess(CommandRun run) {
        assertEquals(new CommandRun("", "", 0), run);
    }

    private byte[] saveDevices(String... devices) throws IOException {
        List<String> words = new ArrayList<>(List.of("save", "--allow-dma", "-o", path("saved")));
        words.addAll(List.of(devices));
        assertSuccess(run(words.toArray(String[]::new)));
        return Files.readAllBytes(directory.resolve("saved"));
    }

    private String spec(String device, String name) {
        return "sim:" + device + "@" + path(name);
    }

    /** A target is asked for its facts before the restore. An error on its way back is printed, but does not end it. */
    @Test
    void errorOfAskedTarget_isPrintedIfSurvived() throws IOException {
        saveDevices("sim:v1,size=1000,fill=7@" + path("source"));
        String target = "sim:v1,size=1000,fail=SAVING|RUNNING..RUNNING*1@" + path("x");
        assertEquals(
                new CommandRun(
                        "",
                        "migstream: warning: " + target
                                + ": survived: go from SAVING|RUNNING to RUNNING: Input/output error\n",
                        0),
                run("restore", "--run", "-i", path("saved"), target));
    }

    /** EINVAL may mean that the driver refuses the state. So the device is not run with a state that may be incomplete. */
    @Test
    void refusedState_isNotRunUnlessItIsKnownToBeComplete() throws IOException {
        String target = "sim:v1,size=1000,chunk=332,fail=RESUMING..0:EINVAL*1";
        saveDevices("sim:v1,size=1000,chunk=332,fill=7@" + path("source"));
        CommandRun known = run("restore", "-i", path("saved"), target + "@" + path("x"));
        assertEquals(0, known.exit());
        assertTrue(
                known.stderr().contains("it was in RUNNING for a moment, because its driver refused"), known.stderr());
        CommandRun unknown = run(
                "restore",
                "--force",
                "-i",
                "cli/tool/src/test/resources/late/v1-without-end.qevm.zst",
                target + "@" + path("y"));
        assertEquals(1, unknown.exit(), unknown.stderr());
        assertTrue(unknown.stderr().contains("is unchanged and in RUNNING"), unknown.stderr());
    }

    /** v1 requirement: a stopped device of each grant can be restored again. */
    @ParameterizedTest
    @ValueSource(strings = {"documented", "libvfio-user"})
    void stoppedV1Device_isRestoredAgain(String grants) throws IOException {
        saveDevices("sim:v1,size=1000,chunk=332,fill=7@" + path("source"));
        String target = "sim:v1,size=1000,chunk=332,grants=" + grants + "@" + path("x");
        for (int i = 0; i < 2; i++) {
            CommandRun run = run("restore", "-i", path("saved"), target);
            assertEquals(0, run.exit(), run.stderr());
            assertEquals("0", FaultMatrix.state(directory.resolve("x")));
        }
    }

    /** A dry run changes no device, whatever fails, and promises nothing that it has not compared. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty,fail=PRE_COPY..RUNNING:EIO:ERROR; 6; ERROR",
                "mtty,ports=1,features=STOP_COPY; 1; RUNNING",
                "mtty; 0; RUNNING"
            })
    void dryRun_neitherResetsNorPromises(String target, int status, String state) throws IOException {
        saveDevices(spec("mtty", "source"));
        CommandRun run = run("restore", "--dry-run", "-i", path("saved"), spec(target, "x"));
        assertEquals(status, run.exit(), run.stderr());
        assertFalse(run.stderr().contains("reset"), run.stderr());
        assertEquals(state, FaultMatrix.state(directory.resolve("x")));
    }

    /** With --on-error stop, a device that got no data is stopped, too, even if it must be reset for that. */
    @Test
    void policyStop_stopsUnmodifiedDevices() throws IOException {
        saveDevices("sim:v1,size=1000,features=NDMA@" + path("a"), spec("mtty", "b"));
        CommandRun run = run(
                "restore",
                "--on-error",
                "stop",
                "-i",
                path("saved"),
                "--map=0000:00:01.0/vfio=sim:v1,size=1000,features=NDMA,write-error=0@" + path("x"),
                "--map=0000:00:02.0/vfio=" + spec("mtty,fail=RUNNING_P2P..STOP*2", "y"));
        assertEquals(6, run.exit());
        assertEquals("0", FaultMatrix.state(directory.resolve("x")), run.stderr());
        assertEquals("STOP", FaultMatrix.state(directory.resolve("y")), run.stderr());
    }

    /** A device in ERROR is reset before the devices stop their DMA, which is not possible in ERROR. */
    @ParameterizedTest
    @ValueSource(strings = {"mtty", "'v1,features=NDMA'", "hisi_acc"})
    void deviceInError_isResetAndRestored(String quoted) throws IOException {
        String kind = quoted.replace("'", "");
        byte[] two = saveDevices(spec(kind, "a"), spec(kind, "b"));
        String step =
                kind.startsWith("v1") ? "RUNNING..0" : kind.equals("mtty") ? "RUNNING_P2P..STOP" : "RUNNING..STOP";
        String[] restore = {
            "restore",
            "--run",
            "--allow-dma",
            "--map=0000:00:01.0/vfio=" + spec(kind, "x"),
            "--map=0000:00:02.0/vfio=" + spec(kind, "y")
        };
        assertEquals(
                6,
                run(
                                "save",
                                "--on-error",
                                "keep",
                                "-o",
                                path("out"),
                                "--no-pre-copy",
                                spec(kind + ",fail=" + step + ":EIO:ERROR", "y"))
                        .exit());
        assertEquals("ERROR", FaultMatrix.state(directory.resolve("y")));
        assertSuccess(pipe(two, restore));
        assertEquals("RUNNING", FaultMatrix.state(directory.resolve("y")));
    }

    /** A device has one state, so the second one would replace the first. Options do not make it another device. */
    @Test
    void deviceGivenTwice_isUsageError() throws IOException {
        byte[] two = saveDevices(spec("mtty", "a"), spec("mtty", "b"));
        String again = "sim:mtty,ports=2@" + directory + "/./x";
        for (CommandRun run : List.of(
                run("save", "-o", path("out"), spec("mtty", "x"), again),
                pipe(
                        two,
                        "restore",
                        "--map=0000:00:01.0/vfio=" + spec("mtty", "x"),
                        "--map=0000:00:02.0/vfio=" + again))) {
            assertEquals(2, run.exit(), run.stderr());
            assertTrue(run.stderr().contains(again + " is given twice"), run.stderr());
        }
        assertFalse(Files.exists(directory.resolve("x")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mtty,ports=1,scr0=0x41 | mtty,ports=1",
                "mtty,lcr1=3 | mtty",
                "v1,size=70000,fill=7,chunk=4096 | v1,size=70000,chunk=4096",
                "bulk,size=3M,fill=7 | bulk,size=3M",
                "mlx5,size=70000,fill=7 | mlx5,size=70000",
                "hisi_acc | hisi_acc",
                "hisi_acc,ready=no | hisi_acc",
            })
    void restoredState_isSavedUnchanged(String source, String target) throws IOException {
        byte[] one = saveDevices(spec(source, "a"));
        byte[] three = saveDevices(spec(source, "a"), spec(source, "b"), spec(source, "c"));
        for (String[] options : new String[][] {{"none", "0"}, {"none", "100"}, {"zstd", "256M"}, {"lz4", "50K"}}) {
            assertSuccess(run("save", "--compress", options[0], "-o", path("compressed"), spec(source, "a")));
            assertSuccess(pipe(compressedStream(), "restore", "--run", "--keep", options[1], spec(target, "x")));
            assertArrayEquals(one, saveDevices(spec(target, "x")));
            assertSuccess(run("restore", "-i", path("compressed"), "--run", "--keep", options[1], spec(target, "y")));
            assertArrayEquals(one, saveDevices(spec(target, "y")));
            assertSuccess(run(
                    "save",
                    "--allow-dma",
                    "--compress",
                    options[0],
                    "-o",
                    path("compressed"),
                    spec(source, "a"),
                    spec(source, "b"),
                    spec(source, "c")));
            assertSuccess(pipe(
                    compressedStream(),
                    "restore",
                    "--allow-dma",
                    "--run",
                    "--keep",
                    options[1],
                    "--map=0000:00:01.0/vfio=" + spec(target, "x"),
                    "--map=0000:00:02.0/vfio=" + spec(target, "y"),
                    spec(target, "z")));
            assertArrayEquals(three, saveDevices(spec(target, "x"), spec(target, "y"), spec(target, "z")));
        }
    }

    private byte[] compressedStream() throws IOException {
        return Files.readAllBytes(directory.resolve("compressed"));
    }

    @ParameterizedTest
    @ValueSource(longs = {97, 1L << 40, Long.MAX_VALUE, -1})
    void wrongLengthInHeader_isReported(long length) throws IOException {
        byte[] stream = saveDevices(spec("mtty,scr0=0x41", "a"));
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        int data = 0;
        while (bytes.getLong(data) != 0xffffffffef100004L || bytes.getLong(data + 8) != 72) {
            data++;
        }
        bytes.putLong(data + 8, length);
        byte[] fresh = saveDevices(spec("mtty,scr0=0x42", "b"));
        for (String keep : List.of("0", "1M")) {
            CommandRun run = pipe(stream, "restore", "--keep", keep, spec("mtty", "b"));
            assertTrue(run.exit() == 3 || run.exit() == 6, run.stderr());
            assertEquals(1, run.stderr().lines().count(), run.stderr());
            assertArrayEquals(fresh, saveDevices(spec("mtty", "b")));
        }
    }

    /** The packets of one device are in several channels, out of order. */
    @Test
    void multifdChannels_areRestoredTogether() throws IOException {
        List<String> words =
                new ArrayList<>(List.of("restore", "--run", "-i", "samples/streams/lab/q35-six-multifd4.chan0.zst"));
        for (int i = 1; i <= 4; i++) {
            words.add("--channel=samples/streams/lab/q35-six-multifd4.chan" + i + ".zst");
        }
        words.add("--map=0000:00:07.0/vfio=" + spec("mtty", "card"));
        assertSuccess(run(words.toArray(String[]::new)));
        assertSuccess(run(
                "restore",
                "--run",
                "-i",
                "samples/streams/lab/q35-six-plain.qevm.zst",
                "--map=0000:00:07.0/vfio=" + spec("mtty", "other")));
        assertArrayEquals(saveDevices(spec("mtty", "card")), saveDevices(spec("mtty", "other")));
    }

    @Test
    void dryRun_leavesDeviceUnchanged() throws IOException {
        byte[] stream = saveDevices(spec("mtty,scr0=0x41", "a"));
        saveDevices(spec("mtty", "b"));
        byte[] before = Files.readAllBytes(directory.resolve("b"));
        for (String keep : List.of("0", "1M")) {
            CommandRun run = pipe(stream, "restore", "-v", "--dry-run", "--keep", keep, spec("mtty", "b"));
            assertEquals(0, run.exit(), run.stderr());
            assertTrue(run.stderr().startsWith("restore -: would be done"), run.stderr());
            assertFalse(run.stderr().contains("RESUMING"), run.stderr());
            assertArrayEquals(before, Files.readAllBytes(directory.resolve("b")));
        }
    }

    @ParameterizedTest
    @CsvSource({"q35-two-uarts, 0000:00:01.0/vfio", "lab/q35-six-plain, 0000:00:07.0/vfio"})
    void capturedDeviceState_isRestored(String capture, String idstr) throws IOException {
        String stream = "samples/streams/" + capture + ".qevm.zst";
        String device = spec("mtty", "card");
        assertSuccess(run("restore", "-i", stream, "--run", "--map", idstr + "=" + device));
        assertSavedState(stream, idstr, device);
    }

    /**
     * The kernel's card with one port has no I/O ports in BAR 1, unlike the simulated card. No other difference is
     * overridden.
     */
    @Test
    void capturedDeviceState_isRestoredWithForce_ifOneBarDiffers() throws IOException {
        String stream = "samples/streams/q35-mapped-ram.qevm.zst";
        String device = spec("mtty,ports=1", "card");
        String difference =
                "0000:00:01.0/vfio: 0x14 BAR 1: stream none or 32-bit memory, target I/O ports; QEMU reports:"
                        + " get_pci_config_device: Bad config data: i=0x14 read: 0 device: 1 cmask: ff [pci.config-mismatch]";
        assertEquals(
                new CommandRun(
                        "",
                        "migstream: " + difference + " (use --force to restore anyway); " + device
                                + " is unchanged and in RUNNING\n",
                        1),
                run("restore", "-i", stream, "--run", device));
        assertEquals(
                new CommandRun("", "migstream: --force overrode: " + difference + "\n", 0),
                run("restore", "-i", stream, "--run", "--force", device));
        assertSavedState(stream, "0000:00:01.0/vfio", device);
    }

    /** Asserts that a device has the state that it has in a stream. */
    private void assertSavedState(String stream, String idstr, String device) throws IOException {
        String restored =
                run("inspect", "--json", "--digest", "--device", idstr, stream).stdout();
        saveDevices(device);
        assertEquals(
                digest(restored),
                digest(run("inspect", "--json", "--digest", path("saved")).stdout()));
    }

    private static String digest(String json) {
        int at = json.indexOf("\"sha256\"", json.indexOf("\"data\" :"));
        return json.substring(at, json.indexOf('}', at)).strip();
    }

    @Test
    void deviceInError_isResetBeforeRestore() throws IOException {
        byte[] stream = saveDevices(spec("mtty", "a"));
        CommandRun failed =
                pipe(stream, "restore", "--on-error", "keep", spec("mtty,fail=RESUMING..STOP:EIO:ERROR", "b"));
        assertEquals(6, failed.exit(), failed.stderr());
        assertTrue(failed.stderr().contains("left in ERROR"), failed.stderr());
        assertSuccess(pipe(stream, "restore", "--run", spec("mtty", "b")));
        assertArrayEquals(stream, saveDevices(spec("mtty", "b")));
    }

    @Test
    void refusedRestore_writesReport() throws IOException {
        byte[] stream = saveDevices(spec("mtty", "a"));
        CommandRun run = pipe(stream, "restore", "--report", path("report"), spec("mtty,ports=1", "b"));
        assertEquals(1, run.exit());
        String report = Files.readString(directory.resolve("report"), StandardCharsets.UTF_8);
        assertTrue(
                Stream.of("\"refused\"", "NR_PORTS_MISMATCH", "\"incompatible\"", "\"RUNNING\"")
                        .allMatch(report::contains),
                report);
    }

    @Test
    void stateThatIsNotKept_isCheckedByItsFirstBytes() throws IOException {
        byte[] stream = saveDevices(spec("mtty", "a"));
        CommandRun run = pipe(stream, "restore", "--keep", "0", "--report", "-", spec("mtty", "b"));
        assertEquals(0, run.exit(), run.stderr());
        assertTrue(run.stdout().contains("\"NOT_ALL_READ\""), run.stdout());
    }

    @Test
    void report_canBeWrittenToStandardOutput() throws IOException {
        byte[] stream = saveDevices(spec("mtty", "a"));
        CommandRun run = pipe(stream, "restore", "--report", "-", spec("mtty", "b"));
        assertEquals(0, run.exit(), run.stderr());
        assertEquals("", run.stderr());
        assertTrue(run.stdout().startsWith("{") && run.stdout().contains("migstream.transfer/1"), run.stdout());
    }

    @Test
    void deviceThatIsNotOpened_isNotInUnknownState() throws IOException {
        byte[] stream = saveDevices(spec("mtty", "a"));
        CommandRun run = pipe(stream, "restore", "-v", "--report", "-", spec("mtty", "none/b"));
        assertEquals(6, run.exit(), run.stderr());
        assertTrue(run.stderr().contains("  final state    not opened\n"), run.stderr());
        assertFalse(run.stderr().contains("unknown state"), run.stderr());
        assertTrue(run.stdout().contains("\"opened\" : false"), run.stdout());
    }
}
