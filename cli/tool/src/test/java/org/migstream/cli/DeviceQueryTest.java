// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@code probe} and {@code check --target DEVICE} with devices that fail, hang or cannot be asked. */
class DeviceQueryTest {
    private static final String EIO = ": Input/output error";
    private static final String ERROR = "; left in ERROR; only a reset helps";

    @TempDir
    private Path directory;

    private String stream;

    @BeforeEach
    void saveStream() {
        stream = save("mtty");
    }

    private String save(String kind) {
        String file = directory.resolve(kind + ".qevm").toString();
        assertEquals(new CommandRun("", "", 0), run("save", "-o", file, device(kind, "saved-" + kind)));
        return file;
    }

    private String device(String options, String file) {
        return "sim:" + options + "@" + directory.resolve(file);
    }

    private static CommandRun run(String... words) {
        return CommandRun.of(InputStream.nullInputStream(), words);
    }

    private String state(String file) throws IOException {
        return FaultMatrix.state(directory.resolve(file));
    }

    /** The profile has what is known, and the reason; standard error begins with the first errno. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mtty,fail=RUNNING..PRE_COPY | go from RUNNING to PRE_COPY: Input/output error; left in RUNNING | RUNNING",
                "mtty,fail=RUNNING..PRE_COPY:ETIMEDOUT | go from RUNNING to PRE_COPY: Connection timed out; left in RUNNING | RUNNING",
                "mtty,fail=RUNNING..PRE_COPY:EIO:ERROR | go from RUNNING to PRE_COPY: Input/output error; left in ERROR; only a reset helps | ERROR",
                "mtty,read-error=3 | read the data: Input/output error; left in RUNNING | RUNNING",
                "mtty,read-error=3,fail=PRE_COPY..RUNNING*1 | read the data: Input/output error; go from PRE_COPY to RUNNING: Input/output error; left in RUNNING | RUNNING",
                "mtty,read-error=3,fail=PRE_COPY..RUNNING:EIO:ERROR | read the data: Input/output error; go from PRE_COPY to RUNNING: Input/output error; left in ERROR; only a reset helps | ERROR",
                "hisi_acc,read-error=3 | read the data: Input/output error; left in RUNNING | RUNNING",
                "mlx5,read-error=3 | read the data: Input/output error; left in RUNNING | RUNNING",
                "mlx5,features=STOP_COPY+PRE_COPY,fail=RUNNING..PRE_COPY | go from RUNNING to PRE_COPY: Input/output error; left in RUNNING | RUNNING",
            })
    void failedDevice_isNamedInProfileAndOnStandardError(String options, String failure, String left)
            throws IOException {
        String device = device(options, "failing");
        CommandRun run = run("probe", device);
        assertEquals("migstream: " + device + ": " + failure + "\n", run.stderr());
        assertEquals(6, run.exit());
        assertTrue(run.stdout().contains("\"reason\" : \"device-failed\""), run.stdout());
        assertTrue(run.stdout().contains("\"message\" : \"" + failure + "\""), run.stdout());
        assertTrue(run.stdout().contains("\"facts\" : { }"), run.stdout());
        assertEquals(left, state("failing"));
    }

    /** The facts are known, so they are in the profile; but the device failed to return. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mtty,fail=PRE_COPY..RUNNING*1 | go from PRE_COPY to RUNNING: Input/output error; left in RUNNING | nr_ports",
                "mtty,fail=PRE_COPY..RUNNING   | go from PRE_COPY to RUNNING: Input/output error; left in RUNNING | nr_ports",
                "mtty,features=STOP_COPY+PRE_COPY,fail=PRE_COPY..RUNNING | go from PRE_COPY to RUNNING: Input/output error; left in PRE_COPY | nr_ports",
                "hisi_acc,fail=PRE_COPY..RUNNING*2 | go from PRE_COPY to RUNNING: Input/output error; left in RUNNING | qp_num",
                "hisi_acc,fail=PRE_COPY..RUNNING:EIO:ERROR | go from PRE_COPY to RUNNING: Input/output error; left in ERROR; only a reset helps | qp_num",
            })
    void failedReturn_isReportedWithFacts(String options, String failure, String fact) {
        String device = device(options, "failing");
        CommandRun run = run("probe", device);
        assertEquals("migstream: " + device + ": " + failure + "\n", run.stderr());
        assertEquals(6, run.exit());
        assertTrue(run.stdout().contains("\"" + fact + "\""), run.stdout());
        assertFalse(run.stdout().contains("missingFacts"), run.stdout());
    }

    @Test
    void stoppedDevice_isAskedAndStaysStopped() throws IOException {
        for (String kind : List.of("mtty", "hisi_acc", "mlx5")) {
            assertEquals(
                    0,
                    run("save", "--leave-stopped", "-o", directory + "/s", device(kind, kind + "-stopped"))
                            .exit());
            String device = device(kind + ",fail=STOP..STOP_COPY", kind + "-stopped");
            CommandRun run = run("probe", device);
            assertEquals(
                    "migstream: " + device + ": go from STOP to STOP_COPY" + EIO + "; left in STOP\n", run.stderr());
            assertEquals(6, run.exit());
            assertEquals("STOP", state(kind + "-stopped"));
            assertEquals(0, run("probe", device(kind, kind + "-stopped")).exit());
            assertEquals("STOP", state(kind + "-stopped"));
        }
    }

    @Test
    void deviceInError_isNotAsked() throws IOException {
        run("probe", device("mtty,fail=RUNNING..PRE_COPY:EIO:ERROR", "broken"));
        String device = device("mtty", "broken");
        CommandRun probe = run("probe", device);
        assertEquals(1, probe.exit());
        assertTrue(probe.stderr().startsWith("migstream: " + device + ": the device is in ERROR"), probe.stderr());
        assertTrue(probe.stdout().contains("\"reason\" : \"device-in-error\""), probe.stdout());
        CommandRun check = run("check", "--target", device, stream);
        assertEquals(1, check.exit());
        assertEquals("", check.stderr());
        assertTrue(check.stdout().contains("only a reset helps, and loses its state [FACTS_NOT_READ]"), check.stdout());
        assertEquals("ERROR", state("broken"));
    }

    /** The profile of a healthy device that was not stopped has the reason, and a state that needs no fact still loads. */
    @Test
    void deviceThatWasNotStopped_isNoFailure() throws IOException {
        CommandRun probe = run("probe", device("hisi_acc,features=STOP_COPY", "h"));
        assertEquals(0, probe.exit());
        assertTrue(probe.stdout().contains("\"reason\" : \"not-stopped\""), probe.stdout());
        String mlx5 = save("mlx5");
        CommandRun check = run("check", "--target", device("mlx5,features=STOP_COPY", "m"), mlx5);
        assertEquals(0, check.exit(), check.stdout());
        assertTrue(check.stdout().contains("note: the facts in the target's state were not read"), check.stdout());
    }

    /** A failed device is never compatible, even if no rule needs its facts, and never incompatible for lack of facts. */
    @ParameterizedTest
    @CsvSource({
        "'mtty,fail=RUNNING..PRE_COPY', go from RUNNING to PRE_COPY, RUNNING",
        "'mtty,read-error=3', read the data, RUNNING",
        "'mtty,fail=PRE_COPY..RUNNING*1', go from PRE_COPY to RUNNING, RUNNING",
        "'mlx5,fail=RUNNING..PRE_COPY', go from RUNNING to PRE_COPY, RUNNING",
        "'hisi_acc,read-error=3', read the data, RUNNING",
    })
    void failedTarget_isUnknown(String options, String operation, String left) {
        String file = save(options.replaceFirst(",.*", ""));
        String device = device(options, "failing");
        String failure = operation + EIO + "; left in " + left;
        for (String form : List.of("--json", "--timeout=60")) {
            CommandRun run = run("check", form, "--target", device, file);
            assertEquals(6, run.exit());
            assertEquals("migstream: " + device + ": " + failure + "\n", run.stderr());
            assertTrue(run.stdout().contains("the target failed when its profile was read: " + failure), run.stdout());
            assertTrue(run.stdout().contains("TARGET_FAILED"), run.stdout());
            assertTrue(
                    run.stdout().contains(form.equals("--json") ? "\"verdict\" : \"unknown\"" : "NOT KNOWN TO BE"),
                    run.stdout());
        }
    }

    @Test
    void errorAfterFailure_isReported() throws IOException {
        String device = device("mtty,fail=RUNNING..PRE_COPY:EIO:ERROR", "failing");
        CommandRun run = run("check", "--target", device, stream);
        assertEquals(6, run.exit());
        assertEquals("migstream: " + device + ": go from RUNNING to PRE_COPY" + EIO + ERROR + "\n", run.stderr());
        assertEquals("ERROR", state("failing"));
    }

    /** A later check with the profile still reports the failure. */
    @Test
    void profileOfFailedDevice_isUnknownInLaterCheck() {
        String profile = directory.resolve("profile.json").toString();
        run("probe", "-o", profile, device("mtty,read-error=3", "failing"));
        CommandRun run = run("check", "--target", profile, stream);
        assertEquals(1, run.exit());
        assertEquals("", run.stderr());
        assertTrue(
                run.stdout()
                        .contains("its profile was read: read the data" + EIO + "; left in RUNNING [TARGET_FAILED]"),
                run.stdout());
    }

    @Test
    void failedTarget_doesNotHideOthers() {
        String file = directory.resolve("three.qevm").toString();
        List<String> words = new ArrayList<>(List.of("save", "-o", file));
        for (String name : List.of("a", "b", "c")) {
            words.add(device("mtty", name));
        }
        assertEquals(0, run(words.toArray(String[]::new)).exit());
        String failing = device("mtty,fail=RUNNING..PRE_COPY", "d");
        CommandRun run = run(
                "check",
                "--target=0000:00:01.0/vfio=" + failing,
                "--target=0000:00:02.0/vfio=" + device("mtty,ports=1", "e"),
                "--target=0000:00:03.0/vfio=vfio:0000:3b:00.1",
                file);
        assertEquals(6, run.exit());
        assertEquals(2, run.stderr().lines().count(), run.stderr());
        assertTrue(run.stderr().startsWith("migstream: " + failing + ": go from RUNNING"), run.stderr());
        assertTrue(
                run.stderr().contains("\nmigstream: vfio:0000:3b:00.1: open 0000:3b:00.1: no such device"),
                run.stderr());
        assertTrue(run.stdout().contains("0000:00:01.0/vfio (mtty): not known to be compatible"), run.stdout());
        assertTrue(run.stdout().contains("0000:00:02.0/vfio (mtty): incompatible"), run.stdout());
        assertTrue(run.stdout().contains("0000:00:03.0/vfio (mtty): not known to be compatible"), run.stdout());
    }

    @ParameterizedTest
    @CsvSource({
        "'mtty,hang=RUNNING..PRE_COPY', go from RUNNING to PRE_COPY, RUNNING",
        "'hisi_acc,hang=PRE_COPY..RUNNING', go from PRE_COPY to RUNNING, PRE_COPY",
        "'mlx5,read-hang=3,hang=PRE_COPY..RUNNING', read the data, PRE_COPY",
    })
    void hangingDevice_endsWithMessage(String options, String operation, String left) {
        String device = device(options, "hanging");
        CommandRun run = run("probe", "--timeout", "2", device);
        assertEquals(6, run.exit());
        assertTrue(
                run.stderr().startsWith("migstream: " + device + ": " + operation + ": no answer within 2 s;"),
                run.stderr());
        assertTrue(run.stderr().endsWith("; left in " + left + "\n"), run.stderr());
    }

    /** The facts are known and the device has returned to its state, so a busy driver does not prevent a restore. */
    @ParameterizedTest
    @CsvSource({
        "v1, 'v1,fail=SAVING|RUNNING..RUNNING:EINVAL*1'",
        "mtty, 'mtty,fail=PRE_COPY..RUNNING*1'",
    })
    void restore_acceptsTargetThatReturnedAfterFailure(String kind, String options) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(save(kind)));
        CommandRun run = CommandRun.of(new ByteArrayInputStream(bytes), "restore", device(options, "target"));
        assertEquals(0, run.exit(), run.stderr());
        assertTrue(run.stderr().startsWith("migstream: warning: " + device(options, "target") + ": survived: go from"));
        assertEquals(1, run.stderr().lines().count(), run.stderr());
    }

    @Test
    void restore_refusesTargetThatDidNotReturn() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(save("hisi_acc")));
        String device = device("hisi_acc,fail=PRE_COPY..RUNNING", "target");
        CommandRun run = CommandRun.of(new ByteArrayInputStream(bytes), "restore", device);
        assertEquals(6, run.exit());
        assertTrue(
                run.stderr().startsWith("migstream: " + device + ": go from PRE_COPY to RUNNING" + EIO), run.stderr());
    }

    /** The fact that would decide is not known, so a device is not put into RESUMING to find out. */
    @Test
    void restore_refusesTargetThatFailed() throws IOException {
        String device = device("mtty,ports=1,fail=RUNNING..PRE_COPY", "failing");
        byte[] bytes = Files.readAllBytes(Path.of(stream));
        for (String[] options : new String[][] {{"--dry-run"}, {}, {"--keep=0"}}) {
            List<String> words = new ArrayList<>(List.of("restore"));
            words.addAll(List.of(options));
            words.add(device);
            CommandRun run = CommandRun.of(new ByteArrayInputStream(bytes), words.toArray(String[]::new));
            assertEquals(6, run.exit(), run.stderr());
            assertEquals(
                    "migstream: " + device
                            + ": gate 1 refuses 0000:00:01.0/vfio: the target failed when its profile was"
                            + " read: go from RUNNING to PRE_COPY" + EIO
                            + "; left in RUNNING [TARGET_FAILED] (use --force"
                            + " to restore anyway); left in RUNNING\n",
                    run.stderr());
        }
        String two = device("mtty,ports=2,fail=RUNNING..PRE_COPY", "two");
        assertEquals(
                0,
                CommandRun.of(new ByteArrayInputStream(bytes), "restore", "--force", two)
                        .exit());
    }
}
