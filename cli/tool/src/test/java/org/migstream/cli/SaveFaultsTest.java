// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.stream.ReadResult;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.V2StateMachine;

/**
 * Saves one or three devices. One device fails: each test case has another failing step or read, and another kind of
 * failure. The command must end and print the state of each device. It must not leave a stopped device or an incomplete
 * file.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SaveFaultsTest {
    private static final List<String> READ_FAULTS = List.of(
            "read-error=0",
            "read-error=30:EFAULT",
            "read-error=30*1",
            "read-hang=0*1",
            "read-hang=24",
            "reset-after=10");
    private static final List<String> READING_V2 =
            List.of("short-reads=1", "precopy-end=enomsg", "precopy-end=zero", "dirty=2M");

    @TempDir
    private Path parent;

    private final FaultMatrix matrix = new FaultMatrix();

    @Test
    void everyFault_endsInReportedState() throws IOException, InterruptedException {
        for (Map.Entry<String, StateMachine<?>> kind : FaultMatrix.MACHINE_BY_KIND.entrySet()) {
            List<String> faults = new ArrayList<>(FaultMatrix.steps(kind.getValue()));
            faults.addAll(READ_FAULTS);
            if (kind.getValue() instanceof V2StateMachine) {
                faults.addAll(READING_V2);
            }
            for (String fault : faults) {
                matrix.add(fault, directory -> save(directory, kind.getKey(), fault, 1));
                matrix.add(fault, directory -> save(directory, kind.getKey(), fault, 3));
            }
        }
        matrix.run(parent);
        System.out.println("faults of saves: " + matrix);
        assertEquals(Set.of(0, 6), matrix.exitStatuses());
    }

    private static CommandRun save(Path directory, String device, String fault, int devices) throws IOException {
        String what = device + " x " + devices + ", " + fault;
        Path out = directory.resolve("out");
        Path report = directory.resolve("report");
        List<String> words = new ArrayList<>(List.of(
                "save",
                "--allow-dma",
                "--timeout",
                FaultMatrix.timeoutFor(fault),
                "-o",
                out.toString(),
                "--report",
                report.toString()));
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            files.add(directory.resolve("device" + i));
            // The fault is in the middle one of three devices: one is before it and one after it.
            words.add("sim:" + (i == devices / 2 ? device + "," + fault : device) + "@" + files.get(i));
        }
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), words.toArray(String[]::new));
        boolean complete = run.exit() == 0 || run.stderr().contains("the stream is complete");
        assertEquals(complete, Files.exists(out), what + run);
        if (complete) {
            assertEquals(ReadResult.END, ReadResult.of(Files.readAllBytes(out)).code(), what + run);
            Files.delete(out);
        }
        if (run.exit() == 0) {
            assertTrue(run.stderr().lines().allMatch(line -> line.startsWith("migstream: warning: sim:")), what + run);
        } else {
            assertEquals(1, run.stderr().lines().count(), what + run);
        }
        List<String> left = FaultMatrix.statesInReport(report);
        for (int i = 0; i < devices; i++) {
            assertEquals("RUNNING", FaultMatrix.state(files.get(i)), what + run);
            assertEquals("RUNNING", left.get(i), what + run);
            Files.delete(files.get(i));
        }
        assertTrue(run.exit() == 0 || run.stderr().contains("left in RUNNING"), what + run);
        Files.delete(report);
        try (Stream<Path> rest = Files.list(directory)) {
            assertEquals(List.of(), rest.toList(), what);
        }
        return run;
    }
}
