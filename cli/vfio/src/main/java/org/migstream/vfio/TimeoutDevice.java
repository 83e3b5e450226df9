// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Waits for a device, but not for ever: a call fails when it takes longer than allowed, see {@link DeviceThread}. */
public final class TimeoutDevice implements MigrationDevice {
    private final MigrationDevice device;
    private final DeviceThread thread;

    private TimeoutDevice(MigrationDevice device, Duration patience) {
        this.device = device;
        thread = new DeviceThread(patience);
    }

    /** @param patience how long one call may take */
    public static TimeoutDevice of(MigrationDevice device, Duration patience) {
        return new TimeoutDevice(device, patience);
    }

    /**
     * From now on only this thread's calls are made: one of another thread that is under way is interrupted, and all others
     * fail; a thread whose call does is interrupted, too.
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
        thread.call("write the configuration", () -> {
            device.writeConfiguration(configuration);
            return null;
        });
    }

    @Override
    public MigrationState state() throws VfioException {
        return thread.call("ask for the state", device::state);
    }

    @Override
    public List<StateChange> pathTo(DeviceActivity activity, DataPhase data) throws VfioException {
        return thread.call("ask for the state", () -> device.pathTo(activity, data)).stream()
                .<StateChange>map(TimeoutTransition::new)
                .toList();
    }

    /** A step that may take as long as any call. */
    private final class TimeoutTransition implements StateChange {
        private final StateChange step;

        TimeoutTransition(StateChange step) {
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
        public void execute() throws VfioException {
            thread.call(operation(), () -> {
                step.execute();
                return null;
            });
        }
    }

    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        return thread.call("ask what is left to read", device::preCopyInfo);
    }

    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        return thread.call("ask for the size of the data", device::stopCopyLength);
    }

    @Override
    public Optional<Chunk> read() throws VfioException {
        return thread.call("read the data", () -> device.read().map(TimeoutChunk::new));
    }

    /** A chunk of which the device may still be reading. */
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
        thread.callWithChunk("write the data", relay, () -> {
            device.write(relay);
            return null;
        });
    }

    @Override
    public void reset() throws VfioException {
        thread.call("reset", () -> {
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
