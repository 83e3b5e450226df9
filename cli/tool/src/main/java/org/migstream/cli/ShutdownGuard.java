// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.migstream.cli.Invocation.IoTask;

/**
 * Delays the end of the process after a signal until a task on a device is complete. Otherwise the device could stay in
 * a temporary state. This would be worst for a device that was borrowed from another process.
 */
final class ShutdownGuard {
    private ShutdownGuard() {}

    /**
     * Runs a short task. After a signal, the process ends when the task has ended.
     *
     * @param timeout the maximum time that the process waits for the task after a signal
     */
    static <T> T runGuarded(Duration timeout, IoTask<T> task) throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        return runWithHook(() -> awaitCompletion(done, timeout), () -> {
            try {
                return task.run();
            } finally {
                done.countDown();
            }
        });
    }

    /**
     * Runs a task. If a signal comes before its end, calls the hook in another thread; the process ends when the hook
     * returns.
     *
     * @throws InterruptedIOException if the process is ending already; the task was not begun
     */
    static <T> T runWithHook(Runnable hook, IoTask<T> task) throws IOException {
        Thread thread = new Thread(hook, "shutdown");
        if (!addHook(thread)) {
            throw new InterruptedIOException("the process is ending");
        }
        try {
            return task.run();
        } finally {
            removeHook(thread);
        }
    }

    /** Adds a thread that runs when the process ends. Returns false if the process is ending already. */
    static boolean addHook(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Returns whether the process is ending, for example because of a signal. */
    static boolean isShuttingDown() {
        Thread hook = new Thread(() -> {}, "no action");
        if (addHook(hook)) {
            removeHook(hook);
            return false;
        }
        return true;
    }

    private static void awaitCompletion(CountDownLatch done, Duration timeout) {
        try {
            done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal came and the hook is running. System.exit waits for the hook.
            return;
        }
    }
}
