// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.migstream.profile.Profile;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.StateGoal;
import org.migstream.vfio.VfioException;

/** One device of a transfer, with its log. Each failure is recorded in the log before it is thrown. */
final class TransferDevice implements Closeable {
    /** Maximum number of leading state bytes to keep for the facts in the profile. */
    private static final int HEAD_SIZE = 1 << 16;

    private final DeviceName name;
    private final MigrationDevice device;
    private final DeviceLog log;
    private final MigrationState initialState;
    private final KeptFailures keptFailures;
    private final ByteArrayOutputStream leadingBytes = new ByteArrayOutputStream();

    /** @throws VfioException if the device's state cannot be read */
    TransferDevice(DeviceName name, MigrationDevice device, DeviceLog log) throws VfioException {
        this.name = name;
        this.device = device;
        this.log = log;
        keptFailures = new KeptFailures(log);
        log.setDevice(device);
        initialState = recordingFailure(device::state);
        log.recordState(initialState);
    }

    /** A call to a device. A failure of the call does not affect other devices. */
    @FunctionalInterface
    interface VfioCall {
        void run() throws VfioException;

        /** Makes a call that records its failure itself, and returns whether it has failed. */
        static boolean hasFailed(VfioCall call) {
            return tryRun(call).isPresent();
        }

        /** Makes the call and returns its failure, if any. */
        static Optional<VfioException> tryRun(VfioCall call) {
            try {
                call.run();
                return Optional.empty();
            } catch (VfioException e) {
                return Optional.of(e);
            } catch (OutOfMemoryError e) {
                // The other devices must still get into their final states.
                return Optional.of(new VfioException("a call of the device", "out of memory"));
            }
        }
    }

    /** A call to the device; {@link #recordingFailure} records a failure of the call. */
    @FunctionalInterface
    private interface RecordedCall<T, E extends IOException> {
        T run() throws E;
    }

    private <T, E extends IOException> T recordingFailure(RecordedCall<T, E> call) throws E {
        try {
            return call.run();
        } catch (IOException e) {
            recordFailure(e);
            throw e;
        }
    }

    /** Records a failure, except after an interrupt: an abort interrupts the thread and is not a failure of the device. */
    void recordFailure(IOException e) {
        recordFailure(e, TransferException.messageOf(e));
    }

    /**
     * Records a failure and whether the device then reports ERROR.
     *
     * @param message the message of the failure, with more detail
     */
    void recordFailure(IOException e, String message) {
        recordFailure(message);
        if (e instanceof VfioException failure) {
            recordStateAfter(failure);
            keptFailures.recordAsFailed();
        }
    }

    /** Records a failure by its message, except after an interrupt. */
    void recordFailure(String message) {
        if (!Thread.currentThread().isInterrupted()) {
            log.recordError(message);
        }
    }

    /**
     * Records the state of the device if it differs from the last recorded state. Asks only a device that has answered
     * with an errno.
     */
    void recordStateAfter(VfioException failure) {
        if (failure.errno().isEmpty() || Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            MigrationState reached = device.state();
            boolean changed = !log.isLastState(reached);
            recordChangedState(reached);
            if (changed && !reached.isError() && failure.hasErrno(Errno.ENODEV)) {
                // The session has ended although no request ended it: the device was reset.
                keptFailures.add("it is in " + reached + " without a request, as after a reset: its state may be lost");
            }
        } catch (VfioException e) {
            // The state is recorded as unknown when the device is closed.
            return;
        }
    }

    /** Records a state that the device has reported, if it differs from the last recorded state. ERROR is a failure. */
    void recordChangedState(MigrationState reported) {
        if (!log.isLastState(reported)) {
            log.recordState(reported);
            if (reported.isError()) {
                keptFailures.add("it reported ERROR");
            }
        }
    }

    /**
     * Records that the initial state of the device forbids an operation, and returns the exception to throw.
     *
     * @param operation the forbidden operation, in a few words
     */
    VfioException recordRefusal(String operation, String reason) {
        recordFailure(reason);
        return new VfioException(operation, reason);
    }

    /** @throws VfioException if the device was in a data session when it was opened */
    void requireNoDataSession(String operation) throws VfioException {
        if (initialState.dataPhase() != DataPhase.NONE) {
            throw recordRefusal(
                    operation, "the device is in " + initialState + ": another process is saving or restoring it");
        }
    }

    /** Has a listener called when the kernel requests the device. A failure to register is only a note. */
    void onRequest(Runnable listener) {
        try {
            device.onDeviceRequest(listener);
        } catch (VfioException e) {
            log.recordNote(
                    "a request of the kernel for this device will not be noticed: " + TransferException.messageOf(e));
        }
    }

    /** Returns the name by which the device was opened. */
    DeviceName name() {
        return name;
    }

    /** Returns the idstr of the device's sections. */
    String idstr() {
        return name.idstr();
    }

    MigrationDevice device() {
        return device;
    }

    DeviceLog log() {
        return log;
    }

    /** Returns the state in which the device was opened. */
    MigrationState initialState() {
        return initialState;
    }

    /** Reads the current state. */
    MigrationState state() throws VfioException {
        return recordingFailure(device::state);
    }

    /** Returns whether the device has a state in which it runs but does not start DMA. */
    boolean hasP2pState() {
        return device.hasState(DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
    }

    /**
     * Enters a state, see {@link MigrationDevice#enter(StateGoal, StateListener)}. Records all failures on the way, as
     * survived if the device reaches the state.
     */
    void enter(StateGoal goal) throws VfioException {
        enter(goal, UnaryOperator.identity());
    }

    /** Enters a state with this activity and data phase, see {@link #enter(StateGoal)}. */
    void enter(DeviceActivity activity, DataPhase data) throws VfioException {
        enter(StateGoal.of(activity, data));
    }

    /**
     * Enters a state, see {@link #enter(StateGoal)}.
     *
     * @param describe adds details to the message of the first failure
     * @return a note, if the device was more active for a moment than in the first and the last state
     */
    Optional<String> enter(StateGoal goal, UnaryOperator<String> describe) throws VfioException {
        RequestRecorder recorder = new RequestRecorder(this);
        try {
            tryEnter(goal, recorder);
        } catch (VfioException e) {
            keptFailures.recordAsFailed(describe);
            throw e;
        }
        keptFailures.recordAsSurvived();
        return recorder.activityNote();
    }

    /**
     * Enters a state. Keeps the failures on the way until the caller knows whether the device has survived them, see
     * {@link #keptFailures}.
     */
    void tryEnter(StateGoal goal) throws VfioException {
        tryEnter(goal, new RequestRecorder(this));
    }

    private void tryEnter(StateGoal goal, RequestRecorder recorder) throws VfioException {
        try {
            device.enter(goal, recorder);
        } catch (VfioException e) {
            keptFailures.add(TransferException.messageOf(e));
            throw e;
        }
    }

    /** Enters the P2P state if the device is stopped, so that it answers DMA. Keeps failures as {@link #tryEnter}. */
    void enterP2pIfStopped() throws VfioException {
        if (device.state().activity() == DeviceActivity.STOPPED) {
            tryEnter(StateGoal.of(DeviceActivity.P2P_QUIESCENT, DataPhase.NONE).onAnyPath());
        }
    }

    /** Stops the device and ends its data session. */
    void stop() throws VfioException {
        enter(StateGoal.of(DeviceActivity.STOPPED, DataPhase.NONE).onAnyPath(), "could not be stopped: "::concat);
    }

    /** Stops the device; resets it first if it does not stop otherwise. Records failures. */
    void stopOrReset() {
        // Only a reset leaves ERROR.
        if (VfioCall.hasFailed(this::requireNoError) || VfioCall.hasFailed(this::stop)) {
            resetAndStop();
        }
    }

    private void requireNoError() throws VfioException {
        if (device.state().isError()) {
            throw new VfioException("stop", "the device is in ERROR");
        }
    }

    /** Resets the device and stops it. If it does not stop, it runs, as after every reset. Records failures. */
    void resetAndStop() {
        if (!VfioCall.hasFailed(this::reset) && VfioCall.hasFailed(this::stop)) {
            VfioCall.hasFailed(() -> enter(DeviceActivity.RUNNING, DataPhase.NONE));
        }
    }

    /** Returns the failures that the device may still survive. */
    KeptFailures keptFailures() {
        return keptFailures;
    }

    /** See {@link MigrationDevice#readConfiguration}. */
    DeviceConfiguration readConfiguration() throws VfioException {
        return recordingFailure(device::readConfiguration);
    }

    /** Reads the profile without disturbing the device. */
    Profile readProfile() throws VfioException {
        return recordingFailure(() -> DeviceProfileReader.readWithoutStateFacts(name, device));
    }

    /** Returns the first state bytes that have been read. */
    byte[] leadingBytes() {
        return leadingBytes.toByteArray();
    }

    /** See {@link MigrationDevice#preCopyInfo}. */
    PreCopyInfo preCopyInfo() throws VfioException {
        return recordingFailure(device::preCopyInfo);
    }

    /**
     * Reads the next chunk, see {@link MigrationDevice#read}, and records it as data of a phase. The first bytes of the
     * chunk are read, too, so a chunk that cannot be read is noticed before anything of it is written to the stream. A
     * failure is kept until the caller knows whether the device has survived it, as in {@link #tryEnter}.
     */
    Optional<Chunk> read(DataPhase phase) throws IOException {
        try {
            Optional<Chunk> chunk = device.read();
            if (chunk.isEmpty()) {
                return Optional.empty();
            }
            RecordingChunk read = new RecordingChunk(chunk.get());
            log.recordTransfer(phase, read.length());
            return Optional.of(read);
        } catch (VfioException e) {
            keptFailures.add(TransferException.messageOf(e));
            recordStateAfter(e);
            throw e;
        }
    }

    /** A chunk that keeps the first bytes of the state while they are read. */
    private final class RecordingChunk implements Chunk {
        private final Chunk chunk;
        private @Nullable ByteBuffer firstBytes;

        RecordingChunk(Chunk chunk) throws IOException {
            this.chunk = chunk;
            firstBytes = chunk.next();
        }

        @Override
        public long length() {
            return chunk.length();
        }

        @Override
        public ByteBuffer next() throws IOException {
            ByteBuffer bytes = firstBytes == null ? recordingFailure(chunk::next) : firstBytes;
            firstBytes = null;
            byte[] head = new byte[Math.min(bytes.remaining(), HEAD_SIZE - leadingBytes.size())];
            bytes.get(bytes.position(), head);
            leadingBytes.writeBytes(head);
            return bytes;
        }
    }

    /** Resets the device and records the new state, or the failure of the reset. */
    void reset() throws VfioException {
        keptFailures.recordAsFailed();
        try {
            device.reset();
        } catch (VfioException e) {
            recordFailure(e);
            throw e;
        }
        log.recordReset(state());
    }

    /** Records the current state, or that it cannot be read. */
    void refreshState() {
        try {
            log.recordFinalState(device.state());
        } catch (VfioException e) {
            log.recordFinalState(null);
            if (!log.hasFailed()) {
                log.recordError(TransferException.messageOf(e));
            }
        }
    }

    @Override
    public void close() throws VfioException {
        device.close();
    }
}
