// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.migstream.profile.Profile;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.VfioException;

/** One device of a transfer, with its log. Each failure is recorded in the log before it is thrown. */
final class TransferDevice implements Closeable {
    /** Maximum number of leading state bytes to keep for the facts in the profile. */
    private static final int HEAD_SIZE = 1 << 16;

    private final DeviceName name;
    private final MigrationDevice device;
    private final DeviceLog log;
    private final MigrationState initialState;
    private final ByteArrayOutputStream leadingBytes = new ByteArrayOutputStream();

    /** @throws VfioException if the device's state cannot be read */
    TransferDevice(DeviceName name, MigrationDevice device, DeviceLog log) throws VfioException {
        this.name = name;
        this.device = device;
        this.log = log;
        log.setDevice(device);
        initialState = recordingFailure(device::state);
        log.recordState(initialState);
    }

    /** A call to a device. A failure of the call does not affect other devices. */
    @FunctionalInterface
    interface VfioCall {
        void run() throws VfioException;

        /** Makes the call and returns its failure, if any. */
        static Optional<VfioException> tryRun(VfioCall call) {
            try {
                call.run();
                return Optional.empty();
            } catch (VfioException e) {
                return Optional.of(e);
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
        recordFailure(TransferException.messageOf(e));
    }

    /** Records a failure by its message, except after an interrupt. */
    void recordFailure(String message) {
        if (!Thread.currentThread().isInterrupted()) {
            log.recordFirstError(message);
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

    /** Enters a state, see {@link MigrationDevice#enter}; records a failure. */
    void enter(DeviceActivity activity, DataPhase data) throws VfioException {
        try {
            enterWithoutRecording(activity, data);
        } catch (VfioException e) {
            recordFailure(e);
            throw e;
        }
    }

    /** Enters a state. Records the new state but not a failure: the caller records a failure with more detail. */
    void enterWithoutRecording(DeviceActivity activity, DataPhase data) throws VfioException {
        device.enter(activity, data, log::recordState);
    }

    /** Enters the P2P state if the device is stopped, so that it answers DMA. The caller records a failure. */
    void enterP2pIfStopped() throws VfioException {
        if (device.state().activity() == DeviceActivity.STOPPED) {
            enterWithoutRecording(DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
        }
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

    /** Reads the next chunk, see {@link MigrationDevice#read}, and records it as data of a phase. */
    Optional<Chunk> read(DataPhase phase) throws VfioException {
        Optional<Chunk> chunk = recordingFailure(device::read);
        chunk.ifPresent(bytes -> log.recordTransfer(phase, bytes.length()));
        return chunk.map(RecordingChunk::new);
    }

    /** A chunk that keeps the first bytes of the state while they are read. */
    private final class RecordingChunk implements Chunk {
        private final Chunk chunk;

        RecordingChunk(Chunk chunk) {
            this.chunk = chunk;
        }

        @Override
        public long length() {
            return chunk.length();
        }

        @Override
        public ByteBuffer next() throws IOException {
            ByteBuffer bytes = recordingFailure(chunk::next);
            byte[] first = new byte[Math.min(bytes.remaining(), HEAD_SIZE - leadingBytes.size())];
            bytes.get(bytes.position(), first);
            leadingBytes.writeBytes(first);
            return bytes;
        }
    }

    /**
     * Resets the device and records the new state. Appends a failure of the reset to the error that made the reset
     * necessary.
     */
    void reset() throws VfioException {
        try {
            device.reset();
        } catch (VfioException e) {
            if (!Thread.currentThread().isInterrupted()) {
                log.appendError(TransferException.messageOf(e));
            }
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
            log.recordFirstError(TransferException.messageOf(e));
        }
    }

    @Override
    public void close() throws VfioException {
        device.close();
    }
}
