// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The thread in which the calls of one device are made, so that whoever asks for one waits no longer than allowed. They
 * may come from several threads, and are made one at a time, until one of them {@link #takeOver takes it over}. If the
 * device does not come back from a call, no other is made.
 */
final class DeviceThread {
    private static final String TAKEN_OVER = "another thread has taken the device over";

    /** How long a call that was interrupted may still take. */
    private static final long GRACE_SECONDS = 2;

    private final Duration patience;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread own = new Thread(work, "device");
        own.setDaemon(true);
        return own;
    });
    private volatile String stuckIn;
    /** The call that is being made, or was made last. */
    private volatile Future<?> current;
    /** Whose calls are still made; null for everybody's. */
    private volatile Thread owner;

    /** @param patience how long one call may take */
    DeviceThread(Duration patience) {
        this.patience = patience;
    }

    /** What a call does. */
    @FunctionalInterface
    interface Call<T> {
        T make() throws IOException;
    }

    /** Makes a call and waits for its end; whatever it fails by is the device's fault. */
    <T> T call(String operation, Call<T> call) throws VfioException {
        try {
            return callAsIs(operation, call);
        } catch (VfioException e) {
            throw e;
        } catch (IOException e) {
            throw new VfioException(operation, String.valueOf(e.getMessage()));
        }
    }

    /** The same, and what it fails by is thrown as it is. */
    <T> T callAsIs(String operation, Call<T> call) throws IOException {
        return result(operation, begin(operation, call), patience);
    }

    /** Makes a call that wants the bytes of a chunk: however long they take to come, that is no time of the device. */
    void feed(String operation, ChunkRelay relay, Call<Void> call) throws IOException {
        Future<Void> result = begin(operation, () -> {
            try {
                return call.make();
            } finally {
                relay.finished();
            }
        });
        boolean answered;
        try {
            answered = relay.serve(patience);
        } catch (InterruptedException e) {
            giveUp(operation, result);
            Thread.currentThread().interrupt();
            throw new VfioException(operation, "interrupted");
        }
        result(operation, result, answered ? patience : Duration.ZERO);
    }

    private <T> Future<T> begin(String operation, Call<T> call) throws VfioException {
        if (stuckIn != null) {
            throw new VfioException(operation, "the device has not come back from: " + stuckIn);
        }
        Thread caller = Thread.currentThread();
        if (isTakenFrom(caller)) {
            caller.interrupt();
            throw new VfioException(operation, TAKEN_OVER);
        }
        Turn<T> begun = new Turn<>(() -> {
            if (isTakenFrom(caller)) {
                throw new VfioException(operation, TAKEN_OVER);
            }
            return call.make();
        });
        try {
            thread.execute(begun);
            return begun;
        } catch (RejectedExecutionException e) {
            throw new VfioException(operation, "the device has been closed");
        }
    }

    /** A call in the device's thread: whoever takes the device over finds it here, or is found as its owner by the call. */
    private final class Turn<T> extends FutureTask<T> {
        Turn(Callable<T> call) {
            super(call);
        }

        @Override
        public void run() {
            current = this;
            super.run();
        }
    }

    private <T> T result(String operation, Future<T> result, Duration wait) throws IOException {
        try {
            return result.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (CancellationException e) {
            interruptIfTaken();
            throw new VfioException(operation, TAKEN_OVER);
        } catch (ExecutionException e) {
            interruptIfTaken();
            throw unwrapped(e.getCause());
        } catch (TimeoutException e) {
            giveUp(operation, result);
            throw new VfioException(operation, "no answer within " + seconds() + " s; allow more with --timeout");
        } catch (InterruptedException e) {
            giveUp(operation, result);
            Thread.currentThread().interrupt();
            throw new VfioException(operation, "interrupted");
        }
    }

    private boolean isTakenFrom(Thread caller) {
        return owner != null && owner != caller;
    }

    /** Who can tell by that that it is not the device that failed. */
    private void interruptIfTaken() {
        if (isTakenFrom(Thread.currentThread())) {
            Thread.currentThread().interrupt();
        }
    }

    private String seconds() {
        return BigDecimal.valueOf(patience.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private static IOException unwrapped(Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        throw (Error) cause;
    }

    /** Interrupts the call and finds out whether that ended it. */
    private void giveUp(String operation, Future<?> call) {
        call.cancel(true);
        try {
            thread.submit(() -> {}).get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            stuckIn = operation;
        } catch (RejectedExecutionException e) {
            // Closed: nobody will call it again.
            return;
        } catch (ExecutionException e) {
            throw new AssertionError("doing nothing failed", e);
        } catch (InterruptedException e) {
            stuckIn = operation;
            Thread.currentThread().interrupt();
        }
    }

    /**
     * From now on only this thread's calls are made: one of another thread that is under way is interrupted, and all others
     * fail; a thread whose call does is interrupted, too.
     */
    void takeOver() {
        owner = Thread.currentThread();
        Future<?> other = current;
        if (other != null && !other.isDone()) {
            giveUp("a call that was interrupted", other);
        }
    }

    /** No call begins any more; one that is under way may end. */
    void shutDown() {
        thread.shutdown();
    }
}
