// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.V1StateMachine;
import org.migstream.vfio.V2StateMachine;

/** Runs transfers with faults of simulated devices, many at a time, and counts their exit statuses. */
final class FaultMatrix {
    /** The state machine of each kind of device. */
    static final Map<String, StateMachine<?>> MACHINE_BY_KIND = new TreeMap<>(Map.of(
            "mtty", new V2StateMachine(MigrationFlags.ALL),
            "mtty,features=STOP_COPY+P2P", new V2StateMachine(new MigrationFlags(true, false)),
            "mtty,features=STOP_COPY", new V2StateMachine(new MigrationFlags(false, false)),
            "v1,features=NDMA", new V1StateMachine(true, V1StateMachine.DEFAULT_PRECEDENCE),
            "v1", new V1StateMachine(false, V1StateMachine.DEFAULT_PRECEDENCE)));

    private static final Pattern LEFT = Pattern.compile("\"left\"\\s*:\\s*(?:null|\"([^\"]*)\")");

    /** The number of parallel cases that hang: they only wait for their timeout. */
    private static final int HANGING_AT_ONCE = 32;

    /** The number of parallel cases that do not hang. */
    private static final int WORKING_AT_ONCE = 2;

    private static final String HANG = "hang";

    private final List<FaultCase> cases = new ArrayList<>();
    private final Map<Integer, Integer> countByStatus = new ConcurrentSkipListMap<>();

    /** A transfer of devices, one of which has a fault. */
    private record FaultCase(String fault, TransferCase transfer) {}

    /** The work of a case. */
    @FunctionalInterface
    interface TransferCase {
        /** @param directory a directory for this case alone, empty before and after it */
        CommandRun run(Path directory) throws IOException;
    }

    /** Returns the faults of all steps: fail always, fail once, fail into ERROR, hang. */
    static List<String> steps(StateMachine<?> machine) {
        Set<String> arcs = new LinkedHashSet<>();
        machine.allTransitions()
                .forEach(transition -> transition.arcs().forEach(arc -> arcs.add(arc.from() + ".." + arc.to())));
        List<String> faults = new ArrayList<>();
        for (String arc : arcs) {
            faults.add("fail=" + arc);
            faults.add("fail=" + arc + "*1");
            faults.add("fail=" + arc + ":EIO:ERROR");
            faults.add(HANG + "=" + arc);
        }
        return faults;
    }

    /** Returns the value of --timeout: short if a call hangs, else long enough for a busy machine. */
    static String timeoutFor(String fault) {
        return fault.contains(HANG) ? "2" : "60";
    }

    void add(String fault, TransferCase transfer) {
        cases.add(new FaultCase(fault, transfer));
    }

    /** Returns the number of cases. */
    int size() {
        return cases.size();
    }

    /** Runs all cases, several in parallel, each in its own directory. */
    void run(Path parent) throws IOException, InterruptedException {
        ExecutorService waiting = Executors.newFixedThreadPool(HANGING_AT_ONCE);
        ExecutorService working = Executors.newFixedThreadPool(WORKING_AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (FaultCase one : cases) {
                Path directory = Files.createTempDirectory(parent, "case");
                running.add((one.fault().contains(HANG) ? waiting : working).submit(() -> {
                    countByStatus.merge(one.transfer().run(directory).exit(), 1, Integer::sum);
                    // Fails if the directory is not empty.
                    Files.delete(directory);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } finally {
            waiting.shutdownNow();
            working.shutdownNow();
        }
    }

    /** Returns the exit statuses of all cases. */
    Set<Integer> exitStatuses() {
        return countByStatus.keySet();
    }

    @Override
    public String toString() {
        return cases.size() + " cases; number of cases by exit status: " + countByStatus;
    }

    /** Returns the states in which the devices were left by a report; an element is null if the report has no state. */
    static List<String> statesInReport(Path report) throws IOException {
        List<String> left = new ArrayList<>();
        for (Matcher matcher = LEFT.matcher(Files.readString(report)); matcher.find(); ) {
            left.add(matcher.group(1));
        }
        return left;
    }

    /** Returns the state of a simulated device. */
    static String state(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("state: "))
                    .findFirst()
                    .orElseThrow()
                    .substring("state: ".length())
                    .strip();
        }
    }
}
