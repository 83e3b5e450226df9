// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets what is being done to a device come to its end before a signal ends the process: a device that is asked is in a
 * state that nobody must be left with, least of all another process that it was borrowed from.
 */
final class ShutdownGuard {
    private ShutdownGuard() {}

    /** What is done to a device, and ends soon. */
    @FunctionalInterface
    interface GuardedTask<T> {
        T run() throws IOException;
    }

    /** @param patience how long a signal waits for it */
    static <T> T runGuarded(Duration patience, GuardedTask<T> errand) throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        Thread hook = new Thread(() -> awaitCompletion(over, patience), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return errand.run();
        } finally {
            over.countDown();
            removeHook(hook);
        }
    }

    private static void awaitCompletion(CountDownLatch over, Duration patience) {
        try {
            over.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal has come, and may end the process now.
            return;
        }
    }
}
