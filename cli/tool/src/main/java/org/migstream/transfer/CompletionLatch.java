// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A transfer ends once: by the thread that runs it or by the one that abandons it, whichever is first. */
final class CompletionLatch {
    private final AtomicReference<Thread> completingThread = new AtomicReference<>();
    private final CountDownLatch completed = new CountDownLatch(1);

    /** Whether ending is still to be done, by this thread; if it is another's affair, this waits until that one is done. */
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

    /** It is done. */
    void complete() {
        completed.countDown();
    }
}
