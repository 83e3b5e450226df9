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
    private static final String TAKEN_OVER_MESSAGE = "another thread has taken the device over";

    /** How long a call that was interrupted may still take. */
    private static final long CANCEL_WAIT_SECONDS = 2;

    private final Duration timeout;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread own = new Thread(work, "device");
        own.setDaemon(true);
        return own;
    });
    private volatile String hungOperation;
    /** The call that is being made, or was made last. */
    private volatile Future<?> currentCall;
    /** Whose calls are still made; null for everybody's. */
    private volatile Thread exclusiveCaller;

    /** @param patience how long one call may take */
    DeviceThread(Duration patience) {
        this.timeout = patience;
    }

    /** What a call does. */
    @FunctionalInterface
    interface DeviceCall<T> {
        T run() throws IOException;
    }

    /** Makes a call and waits for its end; whatever it fails by is the device's fault. */
    <T> T call(String operation, DeviceCall<T> call) throws VfioException {
        try {
            return callWithoutWrapping(operation, call);
        } catch (VfioException e) {
            throw e;
        } catch (IOException e) {
            throw new VfioException(operation, String.valueOf(e.getMessage()));
        }
    }

    /** The same, and what it fails by is thrown as it is. */
    <T> T callWithoutWrapping(String operation, DeviceCall<T> call) throws IOException {
        return awaitResult(operation, submit(operation, call), timeout);
    }

    /** Makes a call that wants the bytes of a chunk: however long they take to come, that is no time of the device. */
    void callWithChunk(String operation, ChunkRelay relay, DeviceCall<Void> call) throws IOException {
        Future<Void> result = submit(operation, () -> {
            try {
                return call.run();
            } finally {
                relay.markFinished();
            }
        });
        boolean answered;
        try {
            answered = relay.supplyUntilFinished(timeout);
        } catch (InterruptedException e) {
            cancelCall(operation, result);
            Thread.currentThread().interrupt();
            throw new VfioException(operation, "interrupted");
        }
        awaitResult(operation, result, answered ? timeout : Duration.ZERO);
    }

    private <T> Future<T> submit(String operation, DeviceCall<T> call) throws VfioException {
        if (hungOperation != null) {
            throw new VfioException(operation, "the device has not come back from: " + hungOperation);
        }
        Thread caller = Thread.currentThread();
        if (isTakenOverFrom(caller)) {
            caller.interrupt();
            throw new VfioException(operation, TAKEN_OVER_MESSAGE);
        }
        CurrentCallTask<T> begun = new CurrentCallTask<>(() -> {
            if (isTakenOverFrom(caller)) {
                throw new VfioException(operation, TAKEN_OVER_MESSAGE);
            }
            return call.run();
        });
        try {
            executor.execute(begun);
            return begun;
        } catch (RejectedExecutionException e) {
            throw new VfioException(operation, "the device has been closed");
        }
    }

    /** A call in the device's thread: whoever takes the device over finds it here, or is found as its owner by the call. */
    private final class CurrentCallTask<T> extends FutureTask<T> {
        CurrentCallTask(Callable<T> call) {
            super(call);
        }

        @Override
        public void run() {
            currentCall = this;
            super.run();
        }
    }

    private <T> T awaitResult(String operation, Future<T> result, Duration wait) throws IOException {
        try {
            return result.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (CancellationException e) {
            interruptIfTakenOver();
            throw new VfioException(operation, TAKEN_OVER_MESSAGE);
        } catch (ExecutionException e) {
            interruptIfTakenOver();
            throw unwrapCause(e.getCause());
        } catch (TimeoutException e) {
            cancelCall(operation, result);
            throw new VfioException(
                    operation, "no answer within " + timeoutSeconds() + " s; allow more with --timeout");
        } catch (InterruptedException e) {
            cancelCall(operation, result);
            Thread.currentThread().interrupt();
            throw new VfioException(operation, "interrupted");
        }
    }

    private boolean isTakenOverFrom(Thread caller) {
        return exclusiveCaller != null && exclusiveCaller != caller;
    }

    /** Who can tell by that that it is not the device that failed. */
    private void interruptIfTakenOver() {
        if (isTakenOverFrom(Thread.currentThread())) {
            Thread.currentThread().interrupt();
        }
    }

    private String timeoutSeconds() {
        return BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private static IOException unwrapCause(Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        throw (Error) cause;
    }

    /** Interrupts the call and finds out whether that ended it. */
    private void cancelCall(String operation, Future<?> call) {
        call.cancel(true);
        try {
            executor.submit(() -> {}).get(CANCEL_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            hungOperation = operation;
        } catch (RejectedExecutionException e) {
            // Closed: nobody will call it again.
            return;
        } catch (ExecutionException e) {
            throw new AssertionError("doing nothing failed", e);
        } catch (InterruptedException e) {
            hungOperation = operation;
            Thread.currentThread().interrupt();
        }
    }

    /**
     * From now on only this thread's calls are made: one of another thread that is under way is interrupted, and all others
     * fail; a thread whose call does is interrupted, too.
     */
    void takeOver() {
        exclusiveCaller = Thread.currentThread();
        Future<?> other = currentCall;
        if (other != null && !other.isDone()) {
            cancelCall("a call that was interrupted", other);
        }
    }

    /** No call begins any more; one that is under way may end. */
    void shutdown() {
        executor.shutdown();
    }
}
