// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.OptionalLong;
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
        // The size of compressed data is not that of the bytes in them.
        OptionalLong total = input.layers().isEmpty() ? input.storedSize() : OptionalLong.empty();
        return runWithProgress(invocation, "read", () -> input.source().position(), total, task);
    }

    /**
     * Runs a task and shows the number of bytes that it has processed.
     *
     * @param verb the word before the number of bytes, such as {@code saved}
     * @param total the number of all bytes; empty if it is unknown
     */
    static <T> T runWithProgress(
            Invocation invocation, String verb, LongSupplier bytes, OptionalLong total, IoTask<T> task)
            throws IOException {
        try (Progress progress = new Progress(invocation, verb, bytes, total)) {
            progress.start();
            return task.run();
        }
    }

    private Progress(Invocation invocation, String verb, LongSupplier bytes, OptionalLong total) {
        out = invocation.progress();
        thread = new Thread(() -> printUntilInterrupted(verb, bytes, total), "progress");
        thread.setDaemon(true);
        enabled = invocation.terminal().showsProgress();
    }

    private void start() {
        if (enabled) {
            thread.start();
        }
    }

    private void printUntilInterrupted(String verb, LongSupplier bytes, OptionalLong total) {
        boolean shown = false;
        long started = System.nanoTime();
        try {
            Thread.sleep(INITIAL_DELAY_MILLIS);
            while (true) {
                long millis = (System.nanoTime() - started) / 1_000_000;
                out.print(ERASE_LINE + verb + " " + describe(bytes.getAsLong(), total, millis));
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

    /**
     * Returns, for example, {@code 512 MiB of 4096 MiB, 128 MiB/s, 28 s left}. The rate is the mean since the start.
     *
     * @param millis the time since the start, at least 1
     */
    static String describe(long bytes, OptionalLong total, long millis) {
        StringBuilder text = new StringBuilder(formatSize(bytes));
        boolean isTotalKnown = total.isPresent() && total.getAsLong() >= bytes;
        if (isTotalKnown) {
            text.append(" of ").append(formatSize(total.getAsLong()));
        }
        double bytesPerSecond = bytes * 1000.0 / millis;
        text.append(", ").append(formatSize((long) bytesPerSecond)).append("/s");
        if (isTotalKnown && bytesPerSecond >= 1) {
            double seconds = Math.ceil((total.getAsLong() - bytes) / bytesPerSecond);
            text.append(", ").append(formatDuration((long) seconds)).append(" left");
        }
        return text.toString();
    }

    private static String formatSize(long bytes) {
        long kibibytes = bytes >> 10;
        return kibibytes < 1 << 10 ? kibibytes + " KiB" : (kibibytes >> 10) + " MiB";
    }

    private static String formatDuration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        return minutes < 60 ? minutes + " min " + seconds % 60 + " s" : minutes / 60 + " h " + minutes % 60 + " min";
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
