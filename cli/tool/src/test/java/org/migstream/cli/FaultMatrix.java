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

/** What can go wrong with simulated devices, and how their transfers ended. */
final class FaultMatrix {
    /** Kinds of devices, with the steps that each can take. */
    static final Map<String, StateMachine<?>> MACHINE_BY_KIND = new TreeMap<>(Map.of(
            "mtty", new V2StateMachine(MigrationFlags.ALL),
            "mtty,features=STOP_COPY+P2P", new V2StateMachine(new MigrationFlags(true, false)),
            "mtty,features=STOP_COPY", new V2StateMachine(new MigrationFlags(false, false)),
            "v1,features=NDMA", new V1StateMachine(true, V1StateMachine.DEFAULT_PRECEDENCE),
            "v1", new V1StateMachine(false, V1StateMachine.DEFAULT_PRECEDENCE)));

    private static final Pattern LEFT = Pattern.compile("\"left\"\\s*:\\s*(?:null|\"([^\"]*)\")");

    /** What hangs does nothing but wait for its patience to end, so that many can do it at once. */
    private static final int HANGING_AT_ONCE = 32;

    private static final int AT_ONCE = 2;
    private static final String HANG = "hang";

    private final List<FaultCase> cases = new ArrayList<>();
    private final Map<Integer, Integer> endings = new ConcurrentSkipListMap<>();

    /** One transfer of devices of which one has a fault. */
    private record FaultCase(String fault, TransferCase transfer) {}

    /** What is done in a case. */
    @FunctionalInterface
    interface TransferCase {
        /** @param directory for its files alone; nothing is left in it */
        CommandRun run(Path directory) throws IOException;
    }

    /** Every step that fails once, for good, or into ERROR, and every one that hangs. */
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

    /** What --timeout is given: little where something hangs; where nothing does, a loaded machine may take its time. */
    static String timeoutFor(String fault) {
        return fault.contains(HANG) ? "2" : "60";
    }

    /** Adds a case. */
    void add(String fault, TransferCase transfer) {
        cases.add(new FaultCase(fault, transfer));
    }

    /** How many there are. */
    int size() {
        return cases.size();
    }

    /** Runs all of them, several at once, each in a directory of its own. */
    void run(Path parent) throws IOException, InterruptedException {
        ExecutorService waiting = Executors.newFixedThreadPool(HANGING_AT_ONCE);
        ExecutorService working = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (FaultCase one : cases) {
                Path directory = Files.createTempDirectory(parent, "case");
                running.add((one.fault().contains(HANG) ? waiting : working).submit(() -> {
                    endings.merge(one.transfer().run(directory).exit(), 1, Integer::sum);
                    // Fails if anything is left.
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

    /** The exit statuses that there were. */
    Set<Integer> exitStatuses() {
        return endings.keySet();
    }

    @Override
    public String toString() {
        return cases.size() + " cases; exit statuses and how often: " + endings;
    }

    /** In which states the devices were left, as a report tells; null where it does not. */
    static List<String> statesInReport(Path report) throws IOException {
        List<String> left = new ArrayList<>();
        for (Matcher matcher = LEFT.matcher(Files.readString(report)); matcher.find(); ) {
            left.add(matcher.group(1));
        }
        return left;
    }

    /** In which state a simulated device is. */
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
