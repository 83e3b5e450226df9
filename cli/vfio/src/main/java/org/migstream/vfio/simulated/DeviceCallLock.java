// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * Through which every call to a device goes: one at a time, none after the device was closed. Who breaks that has a
 * defect, which no answer of a device should hide: {@link IllegalStateException}.
 */
final class DeviceCallLock {
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closedLatch = new CountDownLatch(1);

    /** What a call does. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /** Makes a call. */
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

    /** Never comes back by itself; called from within a call. */
    void hangUntilClosed(String operation) throws VfioException {
        try {
            closedLatch.await();
        } catch (InterruptedException e) {
            throw new VfioException(operation, "interrupted");
        }
        throw new VfioException(operation, Errno.ENODEV);
    }

    boolean isClosed() {
        return closedLatch.getCount() == 0;
    }

    /** Ends all calls, the waiting ones too; from any thread. */
    void close() {
        closedLatch.countDown();
        lock.lock();
        lock.unlock();
    }

    /** Whether a call is being made. */
    boolean isBusy() {
        return lock.isLocked();
    }
}
