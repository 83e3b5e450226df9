// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Waits for a device, but not for ever: a call fails when it takes longer than allowed, see {@link DeviceThread}. */
public final class PatientDevice implements MigrationDevice {
    private final MigrationDevice device;
    private final DeviceThread thread;

    private PatientDevice(MigrationDevice device, Duration patience) {
        this.device = device;
        thread = new DeviceThread(patience);
    }

    /** @param patience how long one call may take */
    public static PatientDevice of(MigrationDevice device, Duration patience) {
        return new PatientDevice(device, patience);
    }

    /**
     * From now on only this thread's calls are made: one of another thread that is under way is interrupted, and all others
     * fail; a thread whose call does is interrupted, too.
     */
    public void takeOver() {
        thread.takeOver();
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
        return thread.call("read the configuration", device::configuration);
    }

    @Override
    public void configure(DeviceConfiguration configuration) throws VfioException {
        thread.call("write the configuration", () -> {
            device.configure(configuration);
            return null;
        });
    }

    @Override
    public MigrationState state() throws VfioException {
        return thread.call("ask for the state", device::state);
    }

    @Override
    public List<Step> way(DeviceActivity activity, DataPhase data) throws VfioException {
        return thread.call("ask for the state", () -> device.way(activity, data)).stream()
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
            thread.call(operation(), () -> {
                step.take();
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
        return thread.call("read the data", () -> device.read().map(Patiently::new));
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
            return thread.callAsIs("read the data", chunk::next);
        }
    }

    @Override
    public void write(Chunk chunk) throws IOException {
        ChunkRelay relay = new ChunkRelay(chunk);
        thread.feed("write the data", relay, () -> {
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
        thread.shutDown();
        device.close();
    }
}
