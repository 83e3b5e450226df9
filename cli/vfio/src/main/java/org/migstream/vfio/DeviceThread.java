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
import org.jspecify.annotations.Nullable;

/**
 * The thread that makes the calls of one device, so that a caller can stop waiting after a timeout. Several threads may
 * make calls; the calls run one at a time. After {@link #takeOver} only one thread may make calls. After a call that
 * cannot be interrupted, no other call is made.
 */
final class DeviceThread {
    private static final String TAKEN_OVER_MESSAGE = "another thread has taken the device over";

    /** Seconds that an interrupted call may take to end. */
    private static final long CANCEL_WAIT_SECONDS = 2;

    private final Duration timeout;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "device");
        thread.setDaemon(true);
        return thread;
    });
    /** The operation that did not return after an interrupt; null if all did. */
    private volatile @Nullable String hungOperation;
    /** The running call, or the last one; null before the first. */
    private volatile @Nullable Future<?> currentCall;
    /** The only thread that may make calls; null if all threads may. */
    private volatile @Nullable Thread exclusiveCaller;

    /** @param timeout how long one call may take */
    DeviceThread(Duration timeout) {
        this.timeout = timeout;
    }

    /** A call with a result. */
    @FunctionalInterface
    interface DeviceCall<T> {
        T run() throws IOException;
    }

    /** A call without a result. */
    @FunctionalInterface
    interface DeviceAction {
        void run() throws IOException;

        default DeviceCall<Boolean> asCall() {
            return () -> {
                run();
                return true;
            };
        }
    }

    /**
     * Makes a call and waits for its end.
     *
     * @throws VfioException if the call fails for any reason
     */
    <T> T call(String operation, DeviceCall<T> call) throws VfioException {
        try {
            return callWithoutWrapping(operation, call);
        } catch (VfioException e) {
            throw e;
        } catch (IOException e) {
            throw new VfioException(operation, String.valueOf(e.getMessage()));
        }
    }

    /** Makes a call without a result, like {@link #call}. */
    void run(String operation, DeviceAction action) throws VfioException {
        call(operation, action.asCall());
    }

    /** Makes a call and waits for its end; throws the exception of the call unchanged. */
    <T> T callWithoutWrapping(String operation, DeviceCall<T> call) throws IOException {
        return awaitResult(operation, submit(operation, call), timeout);
    }

    /**
     * Makes a call that reads the bytes of a chunk. The time that the bytes take to arrive does not count towards the
     * timeout.
     */
    void runWithChunk(String operation, ChunkRelay relay, DeviceAction action) throws IOException {
        Future<Boolean> result = submit(operation, () -> {
            try {
                return action.asCall().run();
            } finally {
                relay.markFinished();
            }
        });
        boolean finished;
        try {
            finished = relay.supplyUntilFinished(timeout);
        } catch (InterruptedException e) {
            cancelCall(operation, result);
            Thread.currentThread().interrupt();
            throw new VfioException(operation, "interrupted");
        }
        awaitResult(operation, result, finished ? timeout : Duration.ZERO);
    }

    private <T> Future<T> submit(String operation, DeviceCall<T> call) throws VfioException {
        if (hungOperation != null) {
            throw new VfioException(operation, "an earlier call has not returned: " + hungOperation);
        }
        Thread caller = Thread.currentThread();
        if (isTakenOverFrom(caller)) {
            caller.interrupt();
            throw new VfioException(operation, TAKEN_OVER_MESSAGE);
        }
        CurrentCallTask<T> task = new CurrentCallTask<>(() -> {
            if (isTakenOverFrom(caller)) {
                throw new VfioException(operation, TAKEN_OVER_MESSAGE);
            }
            return call.run();
        });
        try {
            executor.execute(task);
            return task;
        } catch (RejectedExecutionException e) {
            throw new VfioException(operation, "the device has been closed");
        }
    }

    /**
     * A call that registers itself as {@link #currentCall} before it checks the exclusive caller. So a concurrent
     * {@link #takeOver} either finds this call and interrupts it, or this call finds the new exclusive caller and
     * fails.
     */
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

    /**
     * Interrupts the current thread after a takeover, so that its code can distinguish a takeover from a failed device.
     */
    private void interruptIfTakenOver() {
        if (isTakenOverFrom(Thread.currentThread())) {
            Thread.currentThread().interrupt();
        }
    }

    private String timeoutSeconds() {
        return BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private static IOException unwrapCause(@Nullable Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        throw cause instanceof Error error ? error : new AssertionError("a failed call has no cause");
    }

    /**
     * Interrupts a call. If the call does not end within {@link #CANCEL_WAIT_SECONDS}, the device gets no further
     * calls.
     */
    private void cancelCall(String operation, Future<?> call) {
        call.cancel(true);
        try {
            executor.submit(() -> {}).get(CANCEL_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            hungOperation = operation;
        } catch (RejectedExecutionException e) {
            // The device was closed, so no further calls follow.
            return;
        } catch (ExecutionException e) {
            throw new AssertionError("an empty task failed", e);
        } catch (InterruptedException e) {
            hungOperation = operation;
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Makes the current thread the only one that may call the device. A running call of another thread is interrupted,
     * and all later calls of other threads fail. A thread whose call fails for this reason is interrupted, too.
     */
    void takeOver() {
        exclusiveCaller = Thread.currentThread();
        Future<?> other = currentCall;
        if (other != null && !other.isDone()) {
            cancelCall("an interrupted call", other);
        }
    }

    /** Rejects further calls; a running call may end. */
    void shutdown() {
        executor.shutdown();
    }
}
