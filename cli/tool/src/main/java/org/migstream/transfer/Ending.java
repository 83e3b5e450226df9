// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A transfer ends once: by the thread that runs it or by the one that abandons it, whichever is first. */
final class Ending {
    private final AtomicReference<Thread> owner = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);

    /** Whether ending is still to be done, by this thread; if it is another's affair, this waits until that one is done. */
    boolean claim() {
        owner.compareAndSet(null, Thread.currentThread());
        if (owner.get() == Thread.currentThread()) {
            return over.getCount() > 0;
        }
        boolean interrupted = false;
        while (over.getCount() > 0) {
            try {
                over.await();
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
    void over() {
        over.countDown();
    }
}
