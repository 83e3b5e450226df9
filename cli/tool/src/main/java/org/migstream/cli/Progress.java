// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.function.LongSupplier;
import org.migstream.cli.Invocation.IoTask;
import org.migstream.container.Input;

/** Shows the progress of a long read or write on a terminal. Without a terminal it prints nothing. */
final class Progress implements AutoCloseable {
    private static final long INITIAL_DELAY_MILLIS = 1500;
    private static final long INTERVAL_MILLIS = 500;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean enabled;
    private final Thread thread;

    /** Runs a task and shows how many bytes of the input have been read. */
    static <T> T runWithProgress(Invocation invocation, Input input, IoTask<T> task) throws IOException {
        // The position is read without a lock from another thread: it may be slightly old.
        return runWithProgress(invocation, "read", () -> input.source().position(), task);
    }

    /**
     * Runs a task and shows the number of bytes that it has processed.
     *
     * @param verb the word before the number of bytes, such as {@code saved}
     */
    static <T> T runWithProgress(Invocation invocation, String verb, LongSupplier bytes, IoTask<T> task)
            throws IOException {
        try (Progress progress = new Progress(invocation, verb, bytes)) {
            progress.start();
            return task.run();
        }
    }

    private Progress(Invocation invocation, String verb, LongSupplier bytes) {
        out = invocation.progress();
        thread = new Thread(() -> printUntilInterrupted(verb, bytes), "progress");
        thread.setDaemon(true);
        enabled = invocation.terminal().showsProgress();
    }

    private void start() {
        if (enabled) {
            thread.start();
        }
    }

    private void printUntilInterrupted(String verb, LongSupplier bytes) {
        boolean shown = false;
        try {
            Thread.sleep(INITIAL_DELAY_MILLIS);
            while (true) {
                long kibibytes = bytes.getAsLong() >> 10;
                out.print(ERASE_LINE + verb + " "
                        + (kibibytes < 1 << 10 ? kibibytes + " KiB" : (kibibytes >> 10) + " MiB"));
                out.flush();
                shown = true;
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            if (shown) {
                out.print(ERASE_LINE);
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
