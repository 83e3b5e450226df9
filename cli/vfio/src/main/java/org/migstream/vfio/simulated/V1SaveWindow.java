// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.DataPhase;

/**
 * The window while the device is saved: pending_bytes, data_offset, data_size, the data; and again. Nothing is in it but
 * the chunk that data_offset was read for, and that only until pending_bytes is read again: not what a former session
 * left, either.
 */
final class V1SaveWindow implements V1Window {
    private static final String READ = "read the data";

    private final SimulatedV1 device;
    private final V1Saving saving;
    private ByteBuffer chunk;
    private boolean asked;
    private int done;
    private long position;

    V1SaveWindow(SimulatedV1 device, V1Saving saving) {
        this.device = device;
        this.saving = saving;
    }

    @Override
    public long pendingBytes() throws IOException {
        if (chunk != null) {
            SimulatedV1.demand(
                    done == chunk.limit(),
                    "pending_bytes was read before " + (chunk.limit() - done) + " bytes of data");
            position += chunk.limit();
            chunk = null;
        }
        asked = true;
        return saving.pending();
    }

    @Override
    public long dataOffset() throws IOException {
        SimulatedV1.demand(asked, "data_offset was read before pending_bytes");
        if (chunk == null) {
            chunk = saving.next().orElse(null);
            SimulatedV1.demand(chunk != null, "data_offset was read although pending_bytes was 0");
            done = 0;
            device.turn();
        }
        return device.windowOffset();
    }

    @Override
    public long dataSize() {
        SimulatedV1.demand(chunk != null, "data_size was read before data_offset");
        return chunk.limit();
    }

    @Override
    public void dataSize(long size) {
        SimulatedV1.demand(false, "data_size was written while the device is saved");
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
        long at = offset - device.windowOffset();
        SimulatedV1.demand(
                chunk != null && at >= 0 && at <= done && into.remaining() <= chunk.limit() - at,
                "the region was read where there are no data, or not in their order");
        int count = into.remaining();
        device.mayFailToRead(READ, position + at, count);
        into.put(chunk.slice((int) at, count));
        done = Math.max(done, (int) at + count);
    }

    @Override
    public void write(ByteBuffer from, long offset) {
        SimulatedV1.demand(false, "the window was written while the device is saved");
    }

    @Override
    public void enter(DataPhase phase) throws IOException {
        saving.enter(phase);
        chunk = null;
        asked = false;
    }

    @Override
    public StateDraft finish() {
        throw new AssertionError("nothing was written");
    }

    @Override
    public void end() {
        // It has nothing open.
    }

    @Override
    public boolean isSaving() {
        return true;
    }
}
