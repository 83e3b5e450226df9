// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.vfio.Arc;
import org.migstream.vfio.DeviceStateMachine;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.V1StateMachine;

/**
 * Every step that a device can take, made to fail in every way, while one device or three are saved or restored: whatever
 * happens, the command ends, says in which state each device is, leaves no source stopped and no half file.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FaultMatrixTest {
    /** Long enough for a loaded machine where nothing hangs, short enough for hundreds of hangs. */
    private static final String PATIENCE = "0.3";

    private static final Map<String, StateMachine<?>> KINDS = new TreeMap<>(Map.of(
            "mtty", new DeviceStateMachine(MigrationFlags.ALL),
            "mtty,features=STOP_COPY+P2P", new DeviceStateMachine(new MigrationFlags(true, false)),
            "mtty,features=STOP_COPY", new DeviceStateMachine(new MigrationFlags(false, false)),
            "v1,features=NDMA", new V1StateMachine(true, V1StateMachine.DEFAULT_PRECEDENCE),
            "v1", new V1StateMachine(false, V1StateMachine.DEFAULT_PRECEDENCE)));

    @TempDir
    private Path directory;

    private final Map<Integer, Integer> endings = new TreeMap<>();
    private int cases;

    private static Stream<String> arcs(StateMachine<?> machine) {
        Set<String> arcs = new LinkedHashSet<>();
        machine.table().forEach(transition -> transition.arcs().forEach(arc -> arcs.add(named(arc))));
        return arcs.stream();
    }

    private static <S extends MigrationState> String named(Arc<S> arc) {
        return arc.from() + ".." + arc.to();
    }

    private static List<String> faults(StateMachine<?> machine) {
        List<String> faults = new ArrayList<>();
        arcs(machine).forEach(arc -> {
            faults.add("fail=" + arc);
            faults.add("fail=" + arc + "*1");
            faults.add("fail=" + arc + ":EIO:ERROR");
            faults.add("hang=" + arc);
        });
        faults.addAll(List.of(
                "read-error=0",
                "read-error=30:EFAULT",
                "write-error=0:EFAULT",
                "write-error=30:ENOMEM",
                "reset-after=10",
                "short-reads=1",
                "precopy-end=enomsg",
                "precopy-end=zero",
                "dirty=100"));
        return faults;
    }

    @Test
    void everyFaultEndsInAReportedState() throws IOException {
        for (Map.Entry<String, StateMachine<?>> kind : KINDS.entrySet()) {
            Path good = directory.resolve("good");
            Path stream = directory.resolve("stream");
            String device = kind.getKey();
            assertEquals(
                    0, run("save", "-o", stream.toString(), spec(device, good)).exit());
            for (String fault : faults(kind.getValue())) {
                for (int devices : new int[] {1, 3}) {
                    save(device, fault, devices);
                }
                restore(device, fault, stream);
            }
            Files.delete(good);
            Files.delete(stream);
        }
        System.out.printf("fault matrix: %d cases; exit statuses %s%n", cases, endings);
        assertEquals(Set.of(0, 6), endings.keySet());
    }

    private void save(String device, String fault, int devices) throws IOException {
        String what = device + " x " + devices + ", save, " + fault;
        List<Path> files = IntStream.range(0, devices)
                .mapToObj(i -> directory.resolve("device" + i))
                .toList();
        Path out = directory.resolve("out");
        Path report = directory.resolve("report");
        List<String> words = new ArrayList<>(
                List.of("save", "--timeout", PATIENCE, "-o", out.toString(), "--report", report.toString()));
        for (int i = 0; i < devices; i++) {
            // The middle one of three, so that one is before it and one behind.
            words.add(spec(i == devices / 2 ? device + "," + fault : device, files.get(i)));
        }
        CommandRun run = run(words.toArray(String[]::new));
        count(run);
        String told = Files.readString(report);
        assertEquals(run.exit() == 0, Files.exists(out), what + run);
        for (Path file : files) {
            String state = state(file);
            assertTrue(
                    told.contains("\"left\": \"" + state + "\"") || told.contains("\"left\":\"" + state + "\""),
                    what + ": left " + state + ", told " + told);
            if (!fault.startsWith("hang") && !(fault.startsWith("fail") && state.equals("ERROR"))) {
                assertEquals("RUNNING", state, what + run);
            }
        }
        if (run.exit() != 0) {
            assertTrue(run.stderr().contains("RUNNING") || run.stderr().contains("ERROR"), what + run);
        }
        tidy(files, out, report, what);
    }

    private void restore(String device, String fault, Path stream) throws IOException {
        String what = device + ", restore, " + fault;
        Path file = directory.resolve("device");
        Path report = directory.resolve("report");
        CommandRun run = run(
                "restore",
                "--timeout",
                PATIENCE,
                "-i",
                stream.toString(),
                "--report",
                report.toString(),
                "--run",
                spec(device + "," + fault, file));
        count(run);
        String told = Files.readString(report).replace("\": ", "\":");
        assertTrue(
                told.contains("\"left\":\"" + state(file) + "\""), what + ": left " + state(file) + ", told " + told);
        if (run.exit() == 0) {
            assertEquals("RUNNING", state(file), what);
        }
        tidy(List.of(file), report, report, what);
    }

    private void count(CommandRun run) {
        cases++;
        endings.merge(run.exit(), 1, Integer::sum);
    }

    private static CommandRun run(String... words) {
        return CommandRun.of(InputStream.nullInputStream(), words);
    }

    private static String spec(String device, Path file) {
        return "sim:" + device + "@" + file;
    }

    private static String state(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("state: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(7);
        }
    }

    /** Nothing else is left behind. */
    private void tidy(List<Path> files, Path out, Path report, String what) throws IOException {
        for (Path file : files) {
            Files.delete(file);
        }
        Files.deleteIfExists(out);
        Files.deleteIfExists(report);
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(
                    List.of("good", "stream"),
                    left.map(path -> path.getFileName().toString()).sorted().toList(),
                    what);
        }
    }
}
