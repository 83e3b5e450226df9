// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
 * Waits for a device, but not for ever: each call is made in a thread of the device's own, and fails when it takes
 * longer than allowed. The calls may come from several threads, and are made one at a time, until one of them {@link
 * #takeOver takes it over}. A device that does not come back from a call is not called again.
 */
public final class PatientDevice implements MigrationDevice {
    private static final String TAKEN_OVER = "another thread has taken the device over";

    /** How long a call that was interrupted may still take. */
    private static final long GRACE_SECONDS = 2;

    private final MigrationDevice device;
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

    private PatientDevice(MigrationDevice device, Duration patience) {
        this.device = device;
        this.patience = patience;
    }

    /** @param patience how long one call may take */
    public static PatientDevice of(MigrationDevice device, Duration patience) {
        return new PatientDevice(device, patience);
    }

    @FunctionalInterface
    private interface Call<T> {
        T make() throws IOException;
    }

    private <T> T within(String operation, Call<T> call) throws VfioException {
        try {
            return any(operation, call);
        } catch (VfioException e) {
            throw e;
        } catch (IOException e) {
            throw new VfioException(operation, String.valueOf(e.getMessage()));
        }
    }

    private <T> T any(String operation, Call<T> call) throws IOException {
        return result(operation, begin(operation, call), patience);
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
    public void takeOver() {
        owner = Thread.currentThread();
        Future<?> other = current;
        if (other != null && !other.isDone()) {
            giveUp("a call that was interrupted", other);
        }
    }

    @Override
    public StateMachine<?> machine() {
        return device.machine();
    }

    @Override
    public String driver() {
        return device.driver();
    }

    @Override
    public List<OpenFile> files() {
        return device.files();
    }

    @Override
    public OptionalLong windowSize() {
        return device.windowSize();
    }

    @Override
    public DeviceConfiguration configuration() throws VfioException {
        return within("read the configuration", device::configuration);
    }

    @Override
    public void configure(DeviceConfiguration configuration) throws VfioException {
        within("write the configuration", () -> {
            device.configure(configuration);
            return null;
        });
    }

    @Override
    public MigrationState state() throws VfioException {
        return within("ask for the state", device::state);
    }

    @Override
    public List<Step> way(DeviceActivity activity, DataPhase data) throws VfioException {
        return within("ask for the state", () -> device.way(activity, data)).stream()
                .<Step>map(PatientStep::new)
                .toList();
    }

    /** A step that may take as long as any call. */
    private final class PatientStep implements Step {
        private final Step step;

        PatientStep(Step step) {
            this.step = step;
        }

        @Override
        public MigrationState from() {
            return step.from();
        }

        @Override
        public MigrationState to() {
            return step.to();
        }

        @Override
        public void take() throws VfioException {
            within(operation(), () -> {
                step.take();
                return null;
            });
        }
    }

    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        return within("ask what is left to read", device::preCopyInfo);
    }

    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        return within("ask for the size of the data", device::stopCopyLength);
    }

    @Override
    public Optional<Chunk> read() throws VfioException {
        return within("read the data", () -> device.read().map(Patiently::new));
    }

    /** A chunk of which the device may still be reading. */
    private final class Patiently implements Chunk {
        private final Chunk chunk;

        Patiently(Chunk chunk) {
            this.chunk = chunk;
        }

        @Override
        public long length() {
            return chunk.length();
        }

        @Override
        public ByteBuffer next() throws IOException {
            return any("read the data", chunk::next);
        }
    }

    /** However long the chunk takes to give its bytes, that is no time of the device. */
    @Override
    public void write(Chunk chunk) throws IOException {
        String operation = "write the data";
        ChunkRelay relay = new ChunkRelay(chunk);
        Future<Void> result = begin(operation, () -> {
            try {
                device.write(relay);
                return null;
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

    @Override
    public void reset() throws VfioException {
        within("reset", () -> {
            device.reset();
            return null;
        });
    }

    /** Not in the device's thread: closing is what may free that. */
    @Override
    public void close() throws VfioException {
        thread.shutdown();
        device.close();
    }
}
