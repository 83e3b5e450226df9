// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.function.LongSupplier;
import org.migstream.container.Input;

/** Tells on a terminal how far a long reading or writing has come; for anything else it is silent. */
final class Progress implements AutoCloseable {
    private static final long INITIAL_DELAY_MILLIS = 1500;
    private static final long INTERVAL_MILLIS = 500;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream stderr;
    private final boolean enabled;
    private final Thread thread;

    /** Something that takes long. */
    @FunctionalInterface
    interface ProgressTask<T> {
        T run() throws IOException;
    }

    /** Does the work, and shows meanwhile how far the input has been read, if anybody watches. */
    static <T> T runWithProgress(Invocation invocation, Input input, ProgressTask<T> work) throws IOException {
        // Read without a lock from another thread's source: at worst the number is a moment old.
        return runWithProgress(invocation, "read", () -> input.source().position(), work);
    }

    /** Does the work, and shows meanwhile how many bytes it has gone through, if anybody watches. */
    static <T> T runWithProgress(Invocation invocation, String verb, LongSupplier bytes, ProgressTask<T> work)
            throws IOException {
        try (Progress progress = new Progress(invocation, verb, bytes)) {
            progress.start();
            return work.run();
        }
    }

    private Progress(Invocation invocation, String verb, LongSupplier bytes) {
        stderr = invocation.stderr();
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
                stderr.print(ERASE_LINE + verb + " "
                        + (kibibytes < 1 << 10 ? kibibytes + " KiB" : (kibibytes >> 10) + " MiB"));
                stderr.flush();
                shown = true;
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            if (shown) {
                stderr.print(ERASE_LINE);
                stderr.flush();
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
