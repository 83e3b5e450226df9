// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that several inputs give the same output whether they are read at the same time or one after the other. */
class ConcurrentTasksTest {
    private static final Path STREAM = Path.of("samples/streams/q35-two-uarts.qevm");
    private static final List<Integer> JOBS = List.of(2, 3, 8);

    @TempDir
    private Path folder;

    /** An output for standard output and standard error together, so that their order shows. */
    private static final class Combined extends ByteArrayOutputStream {
        @Override
        public synchronized String toString() {
            return toString(StandardCharsets.UTF_8);
        }
    }

    /** Returns inputs of all kinds, each several times: sound, damaged, truncated, missing, and a pipe. */
    private List<String> inputs() throws IOException {
        byte[] stream = Files.readAllBytes(STREAM);
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(stream, stream.length / 2));
        Path noStream = Files.write(folder.resolve("text"), "no stream".getBytes(StandardCharsets.UTF_8));
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            inputs.addAll(List.of(
                    STREAM.toString(),
                    cut.toString(),
                    folder.resolve("missing" + i).toString(),
                    "samples/containers/isapc.savevm.qcow2",
                    noStream.toString(),
                    STREAM + ".zst"));
        }
        inputs.add(3, "-");
        return inputs;
    }

    private static String run(int jobs, List<String> options, List<String> inputs) throws IOException {
        List<String> args = new ArrayList<>(List.of("inspect", "--jobs", Integer.toString(jobs)));
        args.addAll(options);
        args.addAll(inputs);
        Combined combined = new Combined();
        try (InputStream in = new FileInputStream(STREAM.toFile())) {
            int exit = Main.run(in, combined, combined, args.toArray(String[]::new));
            return combined + "exit: " + exit;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json", "--ndjson --fields", "--hex", "--device 0000:00:01.0/vfio", "--strict"})
    void severalJobs_giveTheOutputOfOneJob(String words) throws IOException {
        List<String> options = words.isEmpty() ? List.of() : List.of(words.split(" "));
        List<String> inputs = inputs();
        String expected = run(1, options, inputs);
        assertTrue(expected.endsWith("exit: 5"), expected);
        for (int jobs : JOBS) {
            assertEquals(expected, run(jobs, options, inputs), "--jobs " + jobs);
        }
    }

    @Test
    void closedOutput_endsWithoutMessage() throws IOException {
        for (int jobs : List.of(1, 2, 8)) {
            OutputStream closing = new OutputStream() {
                private int left = 5000;

                @Override
                public void write(int value) throws IOException {
                    if (--left < 0) {
                        throw new IOException("Broken pipe");
                    }
                }
            };
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            List<String> args = new ArrayList<>(List.of("inspect", "--jobs", Integer.toString(jobs)));
            args.addAll(Collections.nCopies(200, STREAM.toString()));
            assertEquals(
                    141, Main.run(InputStream.nullInputStream(), closing, err, args.toArray(String[]::new)), "" + jobs);
            assertEquals("", err.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void jobsBelowOne_isUsageError() {
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), "inspect", "--jobs", "0", STREAM.toString());
        assertEquals(2, run.exit());
        assertTrue(run.stderr().startsWith("migstream: --jobs must be at least 1\n"), run::stderr);
    }

    private static Invocation invocation(OutputStream combined) {
        return new Invocation(InputStream.nullInputStream(), combined, combined, Terminal.NONE, Map.of());
    }

    private static List<String> numbers(int count) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }

    @Test
    void exceptionOfOneTask_endsTheCommandAfterTheOutputsOfEarlierInputs() {
        IllegalStateException defect = new IllegalStateException();
        for (int threads : List.of(1, 2, 8)) {
            Combined combined = new Combined();
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> ConcurrentTasks.run(invocation(combined), threads, numbers(500), (output, input) -> {
                        output.printError(input);
                        if (input.equals("3")) {
                            throw defect;
                        }
                        return ExitStatus.SUCCESS;
                    }));
            assertSame(defect, thrown);
            assertEquals("migstream: 0\nmigstream: 1\nmigstream: 2\nmigstream: 3\n", combined.toString(), "" + threads);
        }
    }

    @Test
    void pipe_isReadAfterAllEarlierInputs() throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        ExitStatus status = ConcurrentTasks.run(
                invocation(OutputStream.nullOutputStream()), 2, List.of("0", "-"), (output, input) -> {
                    if (input.equals("-")) {
                        return ended.get() ? ExitStatus.NEGATIVE_RESULT : ExitStatus.INTERNAL_ERROR;
                    }
                    awaitWaiting(thread -> thread.getName().equals("input"), 1);
                    ended.set(true);
                    return ExitStatus.SUCCESS;
                });
        assertEquals(ExitStatus.NEGATIVE_RESULT, status);
    }

    @Test
    void outputsThatWait_areBounded() throws IOException {
        int limit = 4 << 20;
        int chunk = 1 << 15;
        AtomicLong accepted = new AtomicLong();
        Set<Thread> writers = ConcurrentHashMap.newKeySet();
        Combined combined = new Combined();
        ConcurrentTasks.run(invocation(combined), 3, numbers(3), (output, input) -> {
            if (input.equals("0")) {
                // The two other tasks stop when the limit is reached.
                awaitWaiting(writers::contains, 2);
                assertTrue(accepted.get() <= limit, () -> accepted + " bytes wait");
                return ExitStatus.SUCCESS;
            }
            writers.add(Thread.currentThread());
            for (int written = 0; written < limit; written += chunk) {
                output.stdout().write(new byte[chunk]);
                accepted.addAndGet(chunk);
            }
            return ExitStatus.SUCCESS;
        });
        assertEquals(2 * limit, combined.size());
    }

    /** Waits until so many of the threads wait. */
    private static void awaitWaiting(Predicate<Thread> threads, int count) {
        while (Thread.getAllStackTraces().keySet().stream()
                        .filter(threads)
                        .filter(thread -> thread.getState() == Thread.State.WAITING)
                        .count()
                < count) {
            Thread.onSpinWait();
        }
    }
}
