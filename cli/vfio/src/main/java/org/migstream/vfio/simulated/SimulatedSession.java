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
final class SimulatedSession implements Session, DataDescriptor {
    private static final String READ = "read the data";
    private static final String WRITE = "write the data";
    private static final String ASK = "ask what is left to read";

    private final SimulatedV2 device;
    private final SimulatedDriver.Saving saving;
    private final SimulatedDriver.Loading loading;
    private final StateDraft draft;
    private long position;
    private boolean ended;
    private boolean failed;
    private volatile boolean closed;

    private SimulatedSession(
            SimulatedV2 device, SimulatedDriver.Saving saving, SimulatedDriver.Loading loading, StateDraft draft) {
        this.device = device;
        this.saving = saving;
        this.loading = loading;
        this.draft = draft;
    }

    static SimulatedSession save(SimulatedV2 device, SimulatedDriver.Saving saving) {
        return new SimulatedSession(device, saving, null, null);
    }

    static SimulatedSession resume(SimulatedV2 device, SimulatedDriver.Loading loading, StateDraft draft) {
        return new SimulatedSession(device, null, loading, draft);
    }

    @Override
    public int read(ByteBuffer into) throws VfioException {
        return device.call(READ, () -> {
            demand(saving != null, READ, "it is for writing");
            demand(into.hasRemaining(), READ, "into no room");
            checkAlive(READ);
            int from = into.position();
            int limit = into.limit();
            try {
                limit(into, device.readable(READ, position));
                saving.read(into);
            } finally {
                into.limit(limit);
            }
            return read(into.position() - from);
        });
    }

    private int read(int count) throws VfioException {
        position += count;
        if (count == 0 && device.now().dataPhase() == DataPhase.PRE_COPY && device.answersNoMessage()) {
            throw new VfioException(READ, Errno.ENOMSG);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws VfioException {
        return device.call(WRITE, () -> {
            demand(loading != null, WRITE, "it is for reading");
            demand(!failed, WRITE, "after a write that failed; a driver may take it");
            failed = true;
            checkAlive(WRITE);
            int before = from.position();
            int limit = from.limit();
            try {
                limit(from, device.writable(WRITE, position));
                loading.write(from);
            } finally {
                from.limit(limit);
            }
            failed = false;
            position += from.position() - before;
            return from.position() - before;
        });
    }

    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        return device.call(ASK, () -> {
            demand(saving != null, ASK, "it is for writing");
            checkAlive(ASK);
            if (device.now().dataPhase() != DataPhase.PRE_COPY) {
                throw new VfioException(ASK, Errno.EINVAL);
            }
            return saving.left();
        });
    }

    private static void limit(ByteBuffer buffer, long room) {
        buffer.limit((int) (buffer.position() + Math.min(buffer.remaining(), room)));
    }

    private void demand(boolean legal, String operation, String defect) {
        if (closed || !legal) {
            throw new IllegalStateException(operation + ": " + (closed ? "the descriptor has been closed" : defect));
        }
    }

    /** The device may be reset at any time, and is here if it was told to be. */
    private void checkAlive(String operation) throws IOException {
        if (!ended) {
            device.mayBeReset(position);
        }
        if (ended) {
            throw new VfioException(operation, Errno.ENODEV);
        }
    }

    @Override
    public void enter(DataPhase phase) throws IOException {
        if (phase == DataPhase.STOP_COPY) {
            saving.stop();
        }
    }

    @Override
    public StateDraft finish() throws IOException {
        loading.finish();
        return draft;
    }

    @Override
    public void end() throws IOException {
        ended = true;
        if (draft != null) {
            draft.close();
        }
    }

    @Override
    public boolean isSaving() {
        return saving != null;
    }

    /** From any thread; without a call to the device, which may be waiting. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.descriptorClosed();
        }
    }
}
