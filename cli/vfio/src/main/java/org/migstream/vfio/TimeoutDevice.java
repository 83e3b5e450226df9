// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.OpenDevice.OpenFile;

/**
 * A device whose calls fail after a timeout. All calls but {@link #close} are made in a {@link DeviceThread}, so a
 * device that does not return from the kernel does not block the caller.
 */
public final class TimeoutDevice implements MigrationDevice {
    private final MigrationDevice device;
    private final DeviceThread thread;

    private TimeoutDevice(MigrationDevice device, Duration timeout) {
        this.device = device;
        thread = new DeviceThread(timeout);
    }

    /**
     * Adds a timeout to a device.
     *
     * @param timeout how long one call may take
     */
    public static TimeoutDevice of(MigrationDevice device, Duration timeout) {
        return new TimeoutDevice(device, timeout);
    }

    /**
     * Makes the current thread the only one that may call the device. A running call of another thread is interrupted,
     * and all later calls of other threads fail. A thread whose call fails for this reason is interrupted, too.
     */
    public void takeOver() {
        thread.takeOver();
    }

    @Override
    public StateMachine<?> stateMachine() {
        return device.stateMachine();
    }

    @Override
    public Optional<String> decoderName() {
        return device.decoderName();
    }

    @Override
    public Optional<String> kernelDriver() {
        return device.kernelDriver();
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
    public DeviceConfiguration readConfiguration() throws VfioException {
        return thread.call("read the configuration", device::readConfiguration);
    }

    @Override
    public void writeConfiguration(DeviceConfiguration configuration) throws VfioException {
        thread.run("write the configuration", () -> device.writeConfiguration(configuration));
    }

    @Override
    public MigrationState state() throws VfioException {
        return thread.call("ask for the state", device::state);
    }

    @Override
    public Optional<StateChange> nextRequest(StateGoal goal, Collection<StateChange> refused) throws VfioException {
        return thread.call("ask for the state", () -> device.nextRequest(goal, refused))
                .map(TimeoutRequest::new);
    }

    /** A request with the timeout of one call. */
    private final class TimeoutRequest implements StateChange {
        private final StateChange request;

        TimeoutRequest(StateChange request) {
            this.request = request;
        }

        @Override
        public MigrationState from() {
            return request.from();
        }

        @Override
        public MigrationState to() {
            return request.to();
        }

        @Override
        public List<MigrationState> through() {
            return request.through();
        }

        @Override
        public boolean goesSeveralSteps() {
            return request.goesSeveralSteps();
        }

        @Override
        public void execute() throws VfioException {
            thread.run(operation(), request::execute);
        }
    }

    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        return thread.call("ask for the bytes left to read", device::preCopyInfo);
    }

    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        return thread.call("ask for the size of the data", device::stopCopyLength);
    }

    @Override
    public Optional<Chunk> read() throws VfioException {
        return thread.call("read the data", () -> device.read().map(TimeoutChunk::new));
    }

    /** A chunk whose bytes are read from the device with the timeout of one call. */
    private final class TimeoutChunk implements Chunk {
        private final Chunk chunk;

        TimeoutChunk(Chunk chunk) {
            this.chunk = chunk;
        }

        @Override
        public long length() {
            return chunk.length();
        }

        @Override
        public ByteBuffer next() throws IOException {
            return thread.callWithoutWrapping("read the data", chunk::next);
        }
    }

    @Override
    public void write(Chunk chunk) throws IOException {
        ChunkRelay relay = new ChunkRelay(chunk);
        thread.runWithChunk("write the data", relay, () -> device.write(relay));
    }

    @Override
    public void onDeviceRequest(Runnable listener) throws VfioException {
        thread.run("register for device requests", () -> device.onDeviceRequest(listener));
    }

    @Override
    public boolean canReset() {
        return device.canReset();
    }

    @Override
    public void reset() throws VfioException {
        thread.run("reset", device::reset);
    }

    /** Closes the device in the calling thread, because closing may end a call that blocks the device's thread. */
    @Override
    public void close() throws VfioException {
        thread.shutdown();
        device.close();
    }
}
