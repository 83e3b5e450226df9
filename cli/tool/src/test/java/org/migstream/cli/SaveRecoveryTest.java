// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.report.JsonTree;

/** The way of the devices back after a save: all ways are tried before a reset, and every error is reported. */
class SaveRecoveryTest {
    @TempDir
    private Path directory;

    private CommandRun save(String policy, String... devices) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("save", "--on-error", policy, "-o", path("out"), "--report", path("report")));
        words.addAll(List.of(devices));
        return CommandRun.of(InputStream.nullInputStream(), words.toArray(String[]::new));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private String device(String kind, String name) {
        return "sim:" + kind + "@" + path(name);
    }

    /** Returns the report of the only device. */
    private Map<?, ?> deviceReport() throws IOException {
        Map<?, ?> report = (Map<?, ?>) JsonTree.parse(Files.readString(directory.resolve("report")));
        return (Map<?, ?>) ((List<?>) report.get("devices")).get(0);
    }

    private static List<Map<?, ?>> entries(Object array) {
        List<Map<?, ?>> entries = new ArrayList<>();
        ((List<?>) array).forEach(entry -> entries.add((Map<?, ?>) entry));
        return entries;
    }

    private static String joined(Object array, String member) {
        return String.join(
                " ",
                entries(array).stream()
                        .map(entry -> String.valueOf(entry.get(member)))
                        .toList());
    }

    /** The device in the middle does not come back. The policy decides about it, and stop also about the others. */
    @ParameterizedTest
    @CsvSource({"reset, RUNNING RUNNING RUNNING", "keep, RUNNING STOP_COPY RUNNING", "stop, STOP STOP_COPY STOP"})
    void policy_decidesAboutDeviceThatDoesNotComeBack(String policy, String left) throws IOException {
        CommandRun run = save(
                policy,
                device("mtty", "a"),
                device("mtty,fail=STOP_COPY..STOP" + (policy.equals("reset") ? "" : ",fail=RESET:EBUSY"), "b"),
                device("mtty", "c"));
        assertEquals(6, run.exit(), run.stderr());
        assertEquals(left, String.join(" ", FaultMatrix.statesInReport(directory.resolve("report"))), run.stderr());
        assertTrue(run.stderr().contains("go from STOP_COPY to STOP: Input/output error"), run.stderr());
        assertTrue(Files.exists(directory.resolve("out")), "the stream is complete");
        assertEquals(policy.equals("stop"), run.stderr().contains(device("mtty", "a") + ": it is stopped, because"));
    }

    /** v1 requirement: SAVING to SAVING|RUNNING and SAVING to RUNNING are tried before a reset. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v1,fail=SAVING..0; SAVING-RUNNING! SAVING-0! SAVING-SAVING|RUNNING SAVING|RUNNING-RUNNING",
                "v1,grants=documented,fail=SAVING..0*1; SAVING-RUNNING! SAVING-0 0-RUNNING",
                "v1,features=NDMA,fail=SAVING..0; SAVING-RUNNING! SAVING-0! SAVING-SAVING|RUNNING SAVING|RUNNING-RUNNING"
            })
    void errorOnTheWayBack_isSurvivedAndReported(String kind, String requests) throws IOException {
        CommandRun run = save("reset", device(kind, "a"));
        assertEquals(0, run.exit(), run.stderr());
        assertEquals(
                "migstream: warning: " + device(kind, "a") + ": survived: go from SAVING to 0: Input/output error\n",
                run.stderr());
        Map<?, ?> report = deviceReport();
        List<String> made = new ArrayList<>();
        for (Map<?, ?> request : entries(report.get("requests"))) {
            made.add(request.get("from") + "-" + request.get("to") + (request.get("error") == null ? "" : "!"));
        }
        assertTrue(String.join(" ", made).endsWith(requests), made.toString());
        assertEquals(null, report.get("error"));
        assertEquals("go from SAVING to 0: Input/output error", joined(report.get("errors"), "message"));
        assertEquals("true", joined(report.get("errors"), "survived"));
        assertFalse(joined(report.get("states"), "state").contains("RESET"));
    }

    /** v1 requirement: a driver may go to ERROR. ERROR is among the states, and the first error is the first one printed. */
    @Test
    void errorState_isReported() throws IOException {
        CommandRun run = save("reset", device("v1,fail=SAVING|RUNNING..SAVING:ENXIO:ERROR", "a"));
        assertEquals(6, run.exit());
        assertEquals(
                "migstream: " + device("v1,fail=SAVING|RUNNING..SAVING:ENXIO:ERROR", "a")
                        + ": go from SAVING|RUNNING to SAVING: No such device or address; it reported ERROR; it was reset"
                        + " and has lost its state; left in RUNNING\n",
                run.stderr());
        assertEquals(
                "RUNNING SAVING|RUNNING ERROR RESET RUNNING",
                joined(deviceReport().get("states"), "state"));
    }

    /** A failed read in pre-copy leaves the device in a state from which it comes back without a reset. */
    @ParameterizedTest
    @CsvSource({"v1", "mtty", "'v1,features=NDMA'", "mlx5"})
    void failedRead_needsNoReset(String kind) throws IOException {
        CommandRun run = save("reset", device(kind + ",read-error=0", "a"));
        assertEquals(6, run.exit());
        assertTrue(run.stderr().endsWith("read the data: Input/output error; left in RUNNING\n"), run.stderr());
    }

    /** A read error that the device survives is printed, whatever its errno. */
    @Test
    void survivedReadError_isPrinted() throws IOException {
        String device = device("v1,size=1000,chunk=332,read-error=500:EINVAL*1", "a");
        assertEquals(
                new CommandRun(
                        "", "migstream: warning: " + device + ": survived: read the data: Invalid argument\n", 0),
                save("reset", device));
    }

    /** If the second stop fails, too, the first error was not survived. */
    @Test
    void failedRestart_reportsBothErrorsAsFailed() throws IOException {
        CommandRun run = save(
                "reset",
                device("v1,size=1000,read-error=500*1,fail=SAVING|RUNNING..SAVING:EBUSY*2", "a"),
                "--no-pre-copy");
        assertEquals(6, run.exit(), run.stderr());
        assertEquals("false false", joined(deviceReport().get("errors"), "survived"), run.stderr());
        assertTrue(run.stderr().contains("read the data: Input/output error; go from"), run.stderr());
    }

    /** An error of the output stays the reason of the failure, although the device survives an error on its way back. */
    @Test
    void outputError_staysTheReason() throws IOException {
        CommandRun run = CommandRun.of(
                InputStream.nullInputStream(), "save", "-o", "/dev/full", device("mtty,fail=STOP..RUNNING_P2P*1", "a"));
        assertEquals(5, run.exit(), run.stderr());
    }

    /** A device that was reset by something else has lost its state, although it runs. */
    @ParameterizedTest
    @CsvSource({"'mtty,reset-after=80'", "'v1,size=1000,chunk=332,reset-after=500'"})
    void resetBySomethingElse_isReported(String kind) throws IOException {
        CommandRun run = save("reset", device(kind, "a"));
        assertEquals(6, run.exit());
        assertTrue(
                run.stderr()
                        .endsWith(
                                "read the data: No such device; it is in RUNNING without a request, as after a reset: its"
                                        + " state may be lost; left in RUNNING\n"),
                run.stderr());
    }

    /** A device that was stopped before the save is not reported as stopped by the policy. */
    @Test
    void policyStop_doesNotNameDevicesThatWereStopped() throws IOException {
        assertEquals(0, save("reset", "--leave-stopped", device("mtty", "a")).exit());
        CommandRun run = save("stop", device("mtty", "a"), device("mtty,fail=STOP_COPY..STOP,fail=RESET:EBUSY", "b"));
        assertEquals(6, run.exit(), run.stderr());
        assertFalse(run.stderr().contains("it is stopped"), run.stderr());
        assertEquals("STOP", FaultMatrix.state(directory.resolve("a")));
    }
}
