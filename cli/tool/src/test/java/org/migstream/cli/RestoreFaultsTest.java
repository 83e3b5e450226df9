// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.V2StateMachine;

/**
 * Restores one or three devices, from a file and from a pipe without --keep. One device fails: each test case has
 * another failing step or write, and another kind of failure. The command must end and print the state of each device.
 * Each device must have a complete state: the old or the new one.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RestoreFaultsTest {
    @TempDir
    private Path parent;

    private final FaultMatrix matrix = new FaultMatrix();

    private static List<String> faults(StateMachine<?> machine) {
        List<String> faults = FaultMatrix.steps(machine);
        faults.addAll(List.of(
                "write-error=0:EFAULT",
                "write-error=30:ENOMEM",
                "write-hang=24",
                "reset-after=10",
                "read-error=0",
                "read-hang=0"));
        if (machine instanceof V2StateMachine) {
            faults.add("short-reads=1");
        }
        return faults;
    }

    @Test
    void everyFault_endsInReportedState() throws IOException, InterruptedException {
        for (Map.Entry<String, StateMachine<?>> kind : FaultMatrix.MACHINE_BY_KIND.entrySet()) {
            String device = kind.getKey();
            Path stream = saveStream(device);
            for (String fault : faults(kind.getValue())) {
                restore(stream, device, fault, 1, "--run");
                restore(stream, device, fault, 3, "--run", "--on-error", matrix.size() % 3 == 0 ? "stop" : "reset");
            }
            String fault = device.startsWith("v1") ? "fail=0..RESUMING" : "fail=STOP..RESUMING";
            matrix.add(fault, directory -> restore(directory, stream, device, fault, false, 3, List.of("--dry-run")));
        }
        matrix.run(parent);
        System.out.println("faults of restores: " + matrix);
        // 1: a dry run does not stop a device to compare it.
        assertEquals(Set.of(0, 1, 6), matrix.exitStatuses());
    }

    /** Returns the stream of three devices without faults. */
    private Path saveStream(String device) throws IOException {
        Path directory = Files.createTempDirectory(parent, "saved");
        Path stream = directory.resolve("stream");
        List<String> save = new ArrayList<>(List.of("save", "--allow-dma", "-o", stream.toString()));
        for (int i = 0; i < 3; i++) {
            save.add(spec(device + ",dma=on", directory.resolve("good" + i)));
        }
        assertEquals(0, run(save).exit());
        return stream;
    }

    private void restore(Path stream, String device, String fault, int devices, String... options) {
        boolean pipe = matrix.size() % 2 == 0;
        matrix.add(fault, directory -> restore(directory, stream, device, fault, pipe, devices, List.of(options)));
    }

    private static CommandRun restore(
            Path directory, Path stream, String device, String fault, boolean pipe, int devices, List<String> options)
            throws IOException {
        String what = device + ", " + fault + (pipe ? ", pipe" : "") + options;
        Path report = directory.resolve("report");
        List<String> words = new ArrayList<>(List.of(
                "restore",
                "--allow-dma",
                "--timeout",
                FaultMatrix.timeoutFor(fault),
                "--keep",
                "0",
                "--report",
                report.toString()));
        words.addAll(options);
        if (!pipe) {
            words.addAll(List.of("-i", stream.toString()));
        }
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            files.add(directory.resolve("device" + i));
            // The fault is in the middle one of three devices: one is before it and one after it.
            String withPeer = peerOption(directory, i == devices / 2 ? device + "," + fault : device, devices, i);
            words.add("--map=0000:00:0" + (i + 1) + ".0/vfio=" + spec(withPeer, files.get(i)));
        }
        CommandRun run =
                CommandRun.of(new ByteArrayInputStream(Files.readAllBytes(stream)), words.toArray(String[]::new));
        assertTrue(Files.exists(report), what + run);
        List<String> states = FaultMatrix.statesInReport(report);
        for (int i = 0; i < devices; i++) {
            if (!Files.exists(files.get(i))) {
                // The machine is so busy that the device before this one reached its timeout.
                assertTrue(run.stderr().contains("no answer"), what + run);
                continue;
            }
            String state = FaultMatrix.state(files.get(i));
            boolean silent = states.get(i) == null;
            if (!silent) {
                assertEquals(states.get(i), state, what + run);
            }
            if (run.exit() == 0) {
                assertEquals("RUNNING", state, what + run);
            } else {
                assertTrue(silent || run.stderr().contains(state), what + run);
            }
            assertTrue(i == devices / 2 || !state.equals("ERROR"), what + run);
            Files.delete(files.get(i));
        }
        if (run.exit() == 6) {
            assertEquals(1, run.stderr().lines().count(), what + run);
        }
        Files.delete(report);
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList(), what);
        }
        if (fault.startsWith("short")) {
            assertEquals(0, run.exit(), what + run);
        }
        return run;
    }

    /**
     * Adds DMA to another device, if the kind can stop DMA. DMA to a stopped device would be a defect, which the
     * simulation reports.
     */
    private static String peerOption(Path directory, String device, int devices, int number) {
        boolean canStopDma = device.matches(
                "mtty(,features=STOP_COPY.P2P)?(,(fail|hang|write|read|reset|short).*)?|v1,features=NDMA.*");
        return devices == 3 && canStopDma
                ? device + ",dma=on,peer=" + directory.resolve("device" + (number + 1) % devices)
                : device;
    }

    private static CommandRun run(List<String> words) {
        return CommandRun.of(new ByteArrayInputStream(new byte[0]), words.toArray(String[]::new));
    }

    private static String spec(String device, Path file) {
        return "sim:" + device + "@" + file;
    }
}
