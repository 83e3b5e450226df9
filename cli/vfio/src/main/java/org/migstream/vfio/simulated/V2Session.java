// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.V2Device.DataDescriptor;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.SimulatedDevice.MigrationSession;

/**
 * A v2 data session and its descriptor. The descriptor outlives the session: after the end of the session every call
 * fails with ENODEV. A call that the session does not allow is a defect of the caller and throws {@link
 * IllegalStateException}.
 */
abstract sealed class V2Session implements MigrationSession, DataDescriptor {
    private static final String READ = "read the data";
    private static final String WRITE = "write the data";
    private static final String QUERY = "read the number of bytes left";

    final SimulatedV2Device device;
    long position;
    private boolean ended;
    private volatile boolean closed;

    private V2Session(SimulatedV2Device device) {
        this.device = device;
    }

    /** A session of a device that is saved. */
    static final class V2SaveSession extends V2Session {
        private final SimulatedDriver.StateSaver saver;

        V2SaveSession(SimulatedV2Device device, SimulatedDriver.StateSaver saver) {
            super(device);
            this.saver = saver;
        }

        @Override
        public int read(ByteBuffer into) throws VfioException {
            return device.call(READ, () -> {
                requireOpen(READ);
                requireDefined(into.hasRemaining(), READ, "the buffer has no space");
                requireAlive(READ);
                int start = into.position();
                int limit = into.limit();
                try {
                    limitRemaining(into, device.maxReadLength(READ, position));
                    saver.read(into);
                } finally {
                    into.limit(limit);
                }
                return countOrEnomsg(into.position() - start);
            });
        }

        private int countOrEnomsg(int count) throws VfioException {
            position += count;
            if (count == 0 && device.currentState().dataPhase() == DataPhase.PRE_COPY && device.returnsEnomsg()) {
                throw new VfioException(READ, Errno.ENOMSG);
            }
            return count;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new IllegalStateException(WRITE + ": the descriptor is for reading");
        }

        @Override
        public PreCopyInfo preCopyInfo() throws VfioException {
            return device.call(QUERY, () -> {
                requireOpen(QUERY);
                requireAlive(QUERY);
                if (device.currentState().dataPhase() != DataPhase.PRE_COPY) {
                    throw new VfioException(QUERY, Errno.EINVAL);
                }
                return saver.preCopyInfo();
            });
        }

        @Override
        public void enterPhase(DataPhase phase) throws IOException {
            if (phase == DataPhase.STOP_COPY) {
                saver.startStopCopy();
            }
        }

        @Override
        public PendingStateFile finishResume() {
            throw new AssertionError("the device is saved");
        }

        @Override
        public boolean isSaving() {
            return true;
        }
    }

    /** A session of a device that is resumed. */
    static final class V2ResumeSession extends V2Session {
        private final SimulatedDriver.StateLoader loader;
        private final PendingStateFile pending;
        private boolean writeFailed;

        V2ResumeSession(SimulatedV2Device device, SimulatedDriver.StateLoader loader, PendingStateFile pending) {
            super(device);
            this.loader = loader;
            this.pending = pending;
        }

        @Override
        public int read(ByteBuffer into) {
            throw new IllegalStateException(READ + ": the descriptor is for writing");
        }

        @Override
        public int write(ByteBuffer from) throws VfioException {
            return device.call(WRITE, () -> {
                requireOpen(WRITE);
                requireDefined(!writeFailed, WRITE, "an earlier write failed; a driver may accept this one");
                writeFailed = true;
                requireAlive(WRITE);
                int start = from.position();
                int limit = from.limit();
                try {
                    limitRemaining(from, device.maxWriteLength(WRITE, position));
                    loader.write(from);
                } finally {
                    from.limit(limit);
                }
                writeFailed = false;
                position += from.position() - start;
                return from.position() - start;
            });
        }

        @Override
        public PreCopyInfo preCopyInfo() {
            throw new IllegalStateException(QUERY + ": the descriptor is for writing");
        }

        @Override
        public void enterPhase(DataPhase phase) {
            // RESUMING is the only phase.
        }

        @Override
        public PendingStateFile finishResume() throws IOException {
            loader.finish();
            return pending;
        }

        @Override
        public void end() throws IOException {
            super.end();
            pending.close();
        }

        @Override
        public boolean isSaving() {
            return false;
        }
    }

    private static void limitRemaining(ByteBuffer buffer, long maxCount) {
        buffer.limit((int) (buffer.position() + Math.min(buffer.remaining(), maxCount)));
    }

    final void requireOpen(String operation) {
        requireDefined(!closed, operation, "the descriptor has been closed");
    }

    private static void requireDefined(boolean defined, String operation, String defect) {
        if (!defined) {
            throw new IllegalStateException(operation + ": " + defect);
        }
    }

    /** Resets the device if the option reset-after= requires it. Fails with ENODEV if the session has ended. */
    final void requireAlive(String operation) throws IOException {
        if (!ended) {
            device.resetIfDueAt(position);
        }
        if (ended) {
            throw new VfioException(operation, Errno.ENODEV);
        }
    }

    @Override
    public void end() throws IOException {
        ended = true;
    }

    /**
     * Closes the descriptor without a call to the device, because such a call may hang. Can be called from any thread.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.releaseDescriptor();
        }
    }
}
