// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.migstream.profile.Profile;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.PreCopyInfo;
import org.migstream.vfio.VfioException;

/** One device in a transfer, with the notes on it: what it fails to do is noted before it is thrown. */
final class TransferDevice implements Closeable {
    /** As much of what it gives is kept to learn from it what it is: bytes. What decides stands in front. */
    private static final int HEAD_SIZE = 1 << 16;

    private final DeviceName name;
    private final MigrationDevice device;
    private final DeviceLog log;
    private final MigrationState initialState;
    private final ByteArrayOutputStream leadingBytes = new ByteArrayOutputStream();

    /** @throws VfioException if it does not tell its state */
    TransferDevice(DeviceName name, MigrationDevice device, DeviceLog log) throws VfioException {
        this.name = name;
        this.device = device;
        this.log = log;
        log.setDevice(device);
        initialState = recordingFailure(device::state);
        log.recordState(initialState);
    }

    /** Something that is asked of the device. */
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

    /** Notes what went wrong, unless that is an interruption: whoever interrupts a transfer knows why it ends. */
    void recordFailure(IOException e) {
        recordFailure(e.getMessage());
    }

    /** The same, in other words. */
    void recordFailure(String why) {
        if (!Thread.currentThread().isInterrupted()) {
            log.recordFirstError(why);
        }
    }

    /**
     * What to throw where the state in which it was found forbids something; that is noted.
     *
     * @param operation what is forbidden, in a few words
     */
    VfioException recordRefusal(String operation, String why) {
        recordFailure(why);
        return new VfioException(operation, why);
    }

    /** @throws VfioException if somebody else was at it when it was found */
    void requireNoDataSession(String operation) throws VfioException {
        if (initialState.dataPhase() != DataPhase.NONE) {
            throw recordRefusal(operation, "it is in " + initialState + ": somebody else is saving or restoring it");
        }
    }

    /** As it was opened. */
    DeviceName name() {
        return name;
    }

    /** Of its sections. */
    String idstr() {
        return name.idstr();
    }

    MigrationDevice device() {
        return device;
    }

    DeviceLog log() {
        return log;
    }

    /** The state in which it was found. */
    MigrationState initialState() {
        return initialState;
    }

    /** The state in which it is. */
    MigrationState state() throws VfioException {
        return recordingFailure(device::state);
    }

    /** Whether it can be kept from starting DMA as long as it runs. */
    boolean hasP2pState() {
        return device.hasState(DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
    }

    /** Enters a state, see {@link MigrationDevice#enter}. */
    void enter(DeviceActivity activity, DataPhase data) throws VfioException {
        recordingFailure(() -> {
            enterWithoutRecording(activity, data);
            return null;
        });
    }

    /** The same for those who note a failure themselves, because they have more to say or may find a worse one. */
    void enterWithoutRecording(DeviceActivity activity, DataPhase data) throws VfioException {
        device.enter(activity, data, log::recordState);
    }

    /** Answers the others again, if it stands still; a failure is the caller's to note. */
    void enterP2pIfStopped() throws VfioException {
        if (device.state().activity() == DeviceActivity.STOPPED) {
            enterWithoutRecording(DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
        }
    }

    /** See {@link MigrationDevice#readConfiguration}. */
    DeviceConfiguration readConfiguration() throws VfioException {
        return recordingFailure(device::readConfiguration);
    }

    /** What it says of itself. */
    Profile readProfile() throws VfioException {
        return recordingFailure(() -> LiveDeviceProfile.read(name, device));
    }

    /** The first bytes that were read of it. */
    byte[] leadingBytes() {
        return leadingBytes.toByteArray();
    }

    /** See {@link MigrationDevice#preCopyInfo}. */
    PreCopyInfo preCopyInfo() throws VfioException {
        return recordingFailure(device::preCopyInfo);
    }

    /** Reads on, see {@link MigrationDevice#read}, and notes it as sent in that phase. */
    Optional<Chunk> read(DataPhase phase) throws VfioException {
        Optional<Chunk> chunk = recordingFailure(device::read);
        chunk.ifPresent(bytes -> log.recordTransfer(phase, bytes.length()));
        return chunk.map(RecordingChunk::new);
    }

    /** A chunk of which the device may still be reading. */
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

    /** Resets it, and finds out where that led. That this fails, too, is told besides what made it necessary. */
    void reset() throws VfioException {
        try {
            device.reset();
        } catch (VfioException e) {
            if (!Thread.currentThread().isInterrupted()) {
                log.appendError(e.getMessage());
            }
            throw e;
        }
        log.recordReset(state());
    }

    /** Finds out in which state it is, if it still tells. */
    void refreshState() {
        try {
            log.recordFinalState(device.state());
        } catch (VfioException e) {
            log.recordFinalState(null);
            log.recordFirstError(e.getMessage());
        }
    }

    @Override
    public void close() throws VfioException {
        device.close();
    }
}
