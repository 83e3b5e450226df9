// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.container.qcow2.Qcow2ImageBuilder;

/** Tests options that name a device, and names with letters beyond ASCII. */
class MissingDeviceTest {
    private static final String STREAM = "samples/streams/q35-two-uarts.qevm";
    private static final String DEVICE = "0000:00:01.0/vfio";

    @TempDir
    private Path folder;

    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }

    @Test
    void deviceThatIsNotInStream_isUsageError() {
        String out = folder.resolve("out").toString();
        for (List<String> command : List.of(
                List.of("inspect", "--device", "nosuch", STREAM),
                List.of("inspect", "--json", "--device", "nosuch", STREAM),
                List.of("inspect", "--fields", "--device", "nosuch", STREAM),
                List.of("extract", "--device", "nosuch", "-o", out, STREAM),
                List.of("extract", "--what", "data", "--device", "nosuch/vfio", "-o", out, STREAM),
                List.of("convert", "--replace", "nosuch/vfio=" + STREAM, "-o", out, STREAM))) {
            CommandRun run = run(command.toArray(String[]::new));
            assertEquals(2, run.exit(), () -> command + run.stderr());
            assertTrue(run.stderr().contains(DEVICE), run::stderr);
            assertEquals(1, run.stderr().lines().count(), run::stderr);
            assertEquals("", run.stdout());
        }
    }

    @Test
    void shortName_isEnough() {
        for (String name : List.of("00:03.0", "0000:00:03.0", "00:03.0/vfio", "0000:00:03.0/vfio")) {
            for (String fields : List.of("--strict", "--fields")) {
                CommandRun run =
                        run("inspect", fields, "--device", name, "samples/streams/pc-two-devices-paused.qevm.zst");
                assertTrue(run.stdout().contains("VFIO device 0000:00:03.0/vfio"), run::stdout);
                assertFalse(run.stdout().contains("VFIO device 0000:00:02.0/vfio"), run::stdout);
            }
        }
    }

    @Test
    void inputIsStandardInput_unlessItIsATerminal() throws IOException {
        byte[] stream = Files.readAllBytes(Path.of(STREAM));
        for (String command : List.of("inspect", "check")) {
            CommandRun piped = CommandRun.of(new ByteArrayInputStream(stream), command, "--json");
            assertEquals(0, piped.exit(), piped::stderr);
        }
        CommandRun explained = CommandRun.of(
                new ByteArrayInputStream("load of migration failed: Bad address".getBytes(StandardCharsets.UTF_8)),
                "explain");
        assertEquals(0, explained.exit(), explained::stderr);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal keyboard = new Terminal(80, true, true, OutputCharset.UTF_8);
        for (String command : List.of("inspect", "check", "explain", "extract", "convert", "restore", "tee")) {
            int status = Main.run(
                    new Invocation(
                            InputStream.nullInputStream(), OutputStream.nullOutputStream(), err, keyboard, Map.of()),
                    command);
            assertEquals(2, status, command);
        }
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("INPUT is missing"), err::toString);
    }

    @Test
    void fileWithoutCommand_isInspected() {
        CommandRun run = run(STREAM, "--json");
        assertEquals(run("inspect", STREAM, "--json").stdout(), run.stdout());
        assertEquals(0, run.exit());
        assertEquals(run.stdout(), run("--json", STREAM).stdout());
        assertEquals(run.stdout(), run("--color=never", "--json", "--", STREAM).stdout());
        CommandRun missing = run("nosuch/file");
        assertEquals(5, missing.exit());
        assertTrue(missing.stderr().contains("nosuch/file: no such file"), missing::stderr);
        assertTrue(run("--nosuch", "check", STREAM).stderr().contains("no option is called '--nosuch'"));
        assertTrue(run("nosuch").stderr().contains("no command is called 'nosuch'"));
    }

    @Test
    void deviceInUnreadPartOfDamagedStream_isNoUsageError() throws IOException {
        byte[] stream = Files.readAllBytes(Path.of(STREAM));
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(stream, 1000));
        assertEquals(3, run("inspect", "--device", "nosuch", cut.toString()).exit());
    }

    @Test
    void hiddenDevices_areCounted() {
        CommandRun timer = run("inspect", "--fields", "--device", "timer", STREAM);
        assertEquals(0, timer.exit());
        assertTrue(timer.stdout().contains("  VFIO devices   1, none shown\n"), timer::stdout);
        CommandRun one =
                run("inspect", "--device", "0000:00:02.0/vfio", "samples/streams/pc-two-devices-paused.qevm.zst");
        assertTrue(one.stdout().contains("  VFIO devices   2, 1 shown; "), one::stdout);
    }

    @Test
    void deviceWithTwoDecoders_isUsageError() {
        for (String device : List.of("", DEVICE + "=")) {
            CommandRun run = run("inspect", "--decoder", device + "mtty", "--decoder", device + "mlx5", STREAM);
            assertEquals(2, run.exit());
            assertTrue(run.stderr().contains("more than one --decoder"), run::stderr);
        }
    }

    /** QEMU loads a stream whose vmdescription it cannot parse, so only the answer is negative. */
    @Test
    void vmDescriptionThatIsNoJson_isNegativeResult() throws IOException {
        byte[] stream = Files.readAllBytes(Path.of(STREAM));
        stream[589246 + 5] = '#';
        Path file = Files.write(folder.resolve("vm"), stream);
        CommandRun run = run("inspect", "--all", file.toString());
        assertEquals(1, run.exit());
        assertTrue(run.stdout().contains("[vmdesc.malformed]"), run::stdout);
        assertEquals(1, run("check", file.toString()).exit());
        assertEquals(
                1,
                CommandRun.of(new ByteArrayInputStream(stream), "inspect", "-").exit());
    }

    /** A printed name can be copied into FILE#NAME. */
    @Test
    void snapshotNames_arePrintedAsTheyAre() throws IOException {
        String name = "schnappschu\u00df \u4e2d\u001b[2J\\";
        Path image = Files.write(
                folder.resolve("vm-\u00e4.qcow2"),
                new Qcow2ImageBuilder().build(name, Files.readAllBytes(Path.of(STREAM))));
        CommandRun list = run("inspect", image.toString());
        String printed = "schnappschu\u00df \u4e2d\\x1b[2J\\x5c";
        assertTrue(list.stdout().startsWith(image + ": a qcow2 image"), list::stdout);
        assertTrue(list.stdout().contains("  " + printed + " "), list::stdout);
        for (String given : List.of(name, printed, "name:" + printed)) {
            CommandRun run = run("inspect", "--all", image + "#" + given);
            assertEquals(0, run.exit(), run::stderr);
            assertTrue(run.stdout().contains("#"), run::stdout);
        }
    }
}
