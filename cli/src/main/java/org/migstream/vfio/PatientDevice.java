// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Waits for a device, but not for ever: each call is made in a thread of the device's own, and fails when it takes
 * longer than allowed. The calls may come from several threads, and are made one at a time, until one of them {@link
 * #takeOver takes it over}. A device that does not come back from a call is not called again.
 */
public final class PatientDevice implements MigrationDevice {
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

    /**
     * From now on no call of another thread is made. One that is being made goes on; whoever interrupts the thread that
     * waits for it ends it.
     */
    public void takeOver() {
        owner = Thread.currentThread();
    }

    private synchronized <T> T any(String operation, Call<T> call) throws IOException {
        if (owner != null && owner != Thread.currentThread()) {
            throw new VfioException(operation, "another thread has taken the device over");
        }
        if (stuckIn != null) {
            throw new VfioException(operation, "the device has not come back from: " + stuckIn);
        }
        Future<T> result;
        try {
            result = thread.submit(call::make);
        } catch (RejectedExecutionException e) {
            throw new VfioException(operation, "the device has been closed");
        }
        try {
            return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
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
        } catch (ExecutionException e) {
            throw new AssertionError("doing nothing failed", e);
        } catch (InterruptedException e) {
            stuckIn = operation;
            Thread.currentThread().interrupt();
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
    public void enter(DeviceActivity activity, DataPhase data, Consumer<MigrationState> entered) throws VfioException {
        within("go to a state that is " + activity + (data == DataPhase.NONE ? "" : ", " + data), () -> {
            device.enter(activity, data, entered);
            return null;
        });
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

    @Override
    public void write(Chunk chunk) throws IOException {
        any("write the data", () -> {
            device.write(chunk);
            return null;
        });
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
