// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * Guards every call to a device: one call at a time, no call after the close. A violation is a defect of the caller and
 * throws {@link IllegalStateException}.
 */
final class DeviceCallLock {
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closedLatch = new CountDownLatch(1);

    /** A call to a device. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /** A call without a result. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Makes a call without a result, see {@link #call}. */
    void run(String operation, Action action) throws VfioException {
        Boolean unused = call(operation, () -> {
            action.run();
            return true;
        });
    }

    /** Makes a call. Wraps an {@link IOException} into a {@link VfioException}. */
    <T> T call(String operation, Call<T> call) throws VfioException {
        if (!lock.tryLock()) {
            throw new IllegalStateException(operation + ": another thread is in a call to this device");
        }
        try {
            if (isClosed()) {
                throw new IllegalStateException(operation + ": the device has been closed");
            }
            return call.run();
        } catch (IOException e) {
            throw SimulatedStateFile.toVfioException(operation, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the device is closed or the thread is interrupted. Used inside a call.
     *
     * @return the exception that the call must throw
     */
    VfioException hangUntilClosed(String operation) {
        try {
            closedLatch.await();
        } catch (InterruptedException e) {
            return new VfioException(operation, "interrupted");
        }
        return new VfioException(operation, Errno.ENODEV);
    }

    /** Waits until the device is closed; returns whether this happened within the time. */
    boolean awaitClose(Duration time) throws InterruptedException {
        return closedLatch.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean isClosed() {
        return closedLatch.getCount() == 0;
    }

    /**
     * Ends a hanging call, refuses new calls and waits for the end of the current one. Can be called from any thread.
     */
    void close() {
        closedLatch.countDown();
        lock.lock();
        try {
            // The current call has ended.
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a call is running. */
    boolean isBusy() {
        return lock.isLocked();
    }
}
