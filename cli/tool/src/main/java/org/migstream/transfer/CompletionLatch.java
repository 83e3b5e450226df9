// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Lets exactly one thread end a transfer: the thread that runs it or the thread that aborts it. */
final class CompletionLatch {
    private final AtomicReference<@Nullable Thread> completingThread = new AtomicReference<>();
    private final CountDownLatch completed = new CountDownLatch(1);

    /**
     * Returns whether the current thread must end the transfer. The first thread that calls this method gets true until
     * {@link #complete} is called. Every other thread waits until the transfer has ended and gets false.
     */
    boolean claimOrAwait() {
        completingThread.compareAndSet(null, Thread.currentThread());
        if (completingThread.get() == Thread.currentThread()) {
            return completed.getCount() > 0;
        }
        boolean interrupted = false;
        while (completed.getCount() > 0) {
            try {
                completed.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Waits until the transfer has ended; returns whether it has ended within the time. */
    boolean awaitCompletion(Duration time) throws InterruptedException {
        return completed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits until the transfer has ended. */
    void awaitCompletion() throws InterruptedException {
        completed.await();
    }

    /** Marks the transfer as ended. */
    void complete() {
        completed.countDown();
    }
}
