// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.DataDescriptor;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.Errno;
import org.migstream.vfio.PreCopyInfo;
import org.migstream.vfio.VfioException;

/**
 * A data session and its descriptor, which outlives it: when the state has been left, all that is left of it is ENODEV.
 * What the kernel answers is answered; what only a defect can do throws {@link IllegalStateException}.
 */
final class SimulatedV2Session implements MigrationSession, DataDescriptor {
    private static final String READ = "read the data";
    private static final String WRITE = "write the data";
    private static final String QUERY = "ask what is left to read";

    private final SimulatedV2Device device;
    private final SimulatedDriver.StateSaver saver;
    private final SimulatedDriver.StateLoader loader;
    private final PendingStateFile pendingFile;
    private long position;
    private boolean deviceLeftPhase;
    private boolean writeFailed;
    private volatile boolean closed;

    private SimulatedV2Session(
            SimulatedV2Device device,
            SimulatedDriver.StateSaver saving,
            SimulatedDriver.StateLoader loading,
            PendingStateFile draft) {
        this.device = device;
        this.saver = saving;
        this.loader = loading;
        this.pendingFile = draft;
    }

    static SimulatedV2Session forSave(SimulatedV2Device device, SimulatedDriver.StateSaver saving) {
        return new SimulatedV2Session(device, saving, null, null);
    }

    static SimulatedV2Session forResume(
            SimulatedV2Device device, SimulatedDriver.StateLoader loading, PendingStateFile draft) {
        return new SimulatedV2Session(device, null, loading, draft);
    }

    @Override
    public int read(ByteBuffer into) throws VfioException {
        return device.call(READ, () -> {
            requireDefined(saver != null, READ, "it is for writing");
            requireDefined(into.hasRemaining(), READ, "into no room");
            checkAlive(READ);
            int from = into.position();
            int limit = into.limit();
            try {
                limitRemaining(into, device.maxReadLength(READ, position));
                saver.read(into);
            } finally {
                into.limit(limit);
            }
            return read(into.position() - from);
        });
    }

    private int read(int count) throws VfioException {
        position += count;
        if (count == 0 && device.currentState().dataPhase() == DataPhase.PRE_COPY && device.returnsEnomsg()) {
            throw new VfioException(READ, Errno.ENOMSG);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws VfioException {
        return device.call(WRITE, () -> {
            requireDefined(loader != null, WRITE, "it is for reading");
            requireDefined(!writeFailed, WRITE, "after a write that failed; a driver may take it");
            writeFailed = true;
            checkAlive(WRITE);
            int before = from.position();
            int limit = from.limit();
            try {
                limitRemaining(from, device.maxWriteLength(WRITE, position));
                loader.write(from);
            } finally {
                from.limit(limit);
            }
            writeFailed = false;
            position += from.position() - before;
            return from.position() - before;
        });
    }

    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        return device.call(QUERY, () -> {
            requireDefined(saver != null, QUERY, "it is for writing");
            checkAlive(QUERY);
            if (device.currentState().dataPhase() != DataPhase.PRE_COPY) {
                throw new VfioException(QUERY, Errno.EINVAL);
            }
            return saver.preCopyInfo();
        });
    }

    private static void limitRemaining(ByteBuffer buffer, long room) {
        buffer.limit((int) (buffer.position() + Math.min(buffer.remaining(), room)));
    }

    private void requireDefined(boolean legal, String operation, String defect) {
        if (closed || !legal) {
            throw new IllegalStateException(operation + ": " + (closed ? "the descriptor has been closed" : defect));
        }
    }

    /** The device may be reset at any time, and is here if it was told to be. */
    private void checkAlive(String operation) throws IOException {
        if (!deviceLeftPhase) {
            device.resetIfDueAt(position);
        }
        if (deviceLeftPhase) {
            throw new VfioException(operation, Errno.ENODEV);
        }
    }

    @Override
    public void enterPhase(DataPhase phase) throws IOException {
        if (phase == DataPhase.STOP_COPY) {
            saver.startStopCopy();
        }
    }

    @Override
    public PendingStateFile finishResume() throws IOException {
        loader.finish();
        return pendingFile;
    }

    @Override
    public void end() throws IOException {
        deviceLeftPhase = true;
        if (pendingFile != null) {
            pendingFile.close();
        }
    }

    @Override
    public boolean isSaving() {
        return saver != null;
    }

    /** From any thread; without a call to the device, which may be waiting. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.releaseDescriptor();
        }
    }
}
