// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;

/** Waits for other threads, as part of reading or writing. */
final class Monitor {
    private Monitor() {}

    /**
     * Waits on an object until another thread has made the condition false and called {@code notifyAll}.
     *
     * @throws InterruptedIOException if the thread is interrupted; it stays interrupted
     */
    static void waitWhile(Object object, BooleanSupplier condition) throws InterruptedIOException {
        synchronized (object) {
            try {
                while (condition.getAsBoolean()) {
                    object.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
