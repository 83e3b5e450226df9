// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.function.LongSupplier;
import org.migstream.container.Input;

/** Tells on a terminal how far a long reading or writing has come; for anything else it is silent. */
final class Progress implements AutoCloseable {
    private static final long FIRST_MILLIS = 1500;
    private static final long STEP_MILLIS = 500;
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean visible;
    private final Thread thread;

    /** Something that takes long. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does the work, and shows meanwhile how far the input has been read, if anybody watches. */
    static <T> T during(Invocation invocation, Input input, Work<T> work) throws IOException {
        // Read without a lock from another thread's source: at worst the number is a moment old.
        return during(invocation, "read", () -> input.source().position(), work);
    }

    /** Does the work, and shows meanwhile how many bytes it has gone through, if anybody watches. */
    static <T> T during(Invocation invocation, String verb, LongSupplier bytes, Work<T> work) throws IOException {
        try (Progress progress = new Progress(invocation, verb, bytes)) {
            progress.start();
            return work.run();
        }
    }

    private Progress(Invocation invocation, String verb, LongSupplier bytes) {
        err = invocation.err();
        thread = new Thread(() -> watch(verb, bytes), "progress");
        thread.setDaemon(true);
        visible = invocation.terminal().progress();
    }

    private void start() {
        if (visible) {
            thread.start();
        }
    }

    private void watch(String verb, LongSupplier bytes) {
        boolean shown = false;
        try {
            Thread.sleep(FIRST_MILLIS);
            while (true) {
                long kibibytes = bytes.getAsLong() >> 10;
                err.print(ERASE + verb + " " + (kibibytes < 1 << 10 ? kibibytes + " KiB" : (kibibytes >> 10) + " MiB"));
                err.flush();
                shown = true;
                Thread.sleep(STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            if (shown) {
                err.print(ERASE);
                err.flush();
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
