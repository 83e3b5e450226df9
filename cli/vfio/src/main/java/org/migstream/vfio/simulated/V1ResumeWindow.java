// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.Errno;

/** The window while the device is resumed: data_offset, the data, data_size, which hands them over; and again. */
final class V1ResumeWindow implements V1Window {
    private static final String WRITE = "write the data";

    private final SimulatedV1 device;
    private final V1Loading loading;
    private final StateDraft draft;
    private final ByteBuffer window;
    private boolean asked;
    private boolean failed;
    private long position;

    /** @param size of the window, bytes */
    V1ResumeWindow(SimulatedV1 device, V1Loading loading, StateDraft draft, int size) {
        this.device = device;
        this.loading = loading;
        this.draft = draft;
        window = ByteBuffer.allocate(size);
    }

    @Override
    public long pendingBytes() {
        SimulatedV1.demand(false, "pending_bytes was read while the device is resumed");
        return 0;
    }

    @Override
    public long dataOffset() {
        demandNoFailure();
        if (!asked) {
            device.turn();
            window.clear();
        }
        asked = true;
        return device.windowOffset();
    }

    private void demandNoFailure() {
        SimulatedV1.demand(!failed, "data were written after a write that failed");
    }

    @Override
    public long dataSize() {
        return 0;
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        demandNoFailure();
        SimulatedV1.demand(
                asked && offset == device.windowOffset() + window.position(),
                "the region was written where no data are wanted, or not in their order");
        failed = true;
        Refusal.unless(from.remaining() <= window.remaining(), WRITE, Errno.EINVAL);
        device.mayFailToWrite(WRITE, position, from.remaining());
        position += from.remaining();
        window.put(from);
        failed = false;
    }

    @Override
    public void dataSize(long size) throws IOException {
        demandNoFailure();
        SimulatedV1.demand(asked && size == window.position(), "data_size is not how much was written");
        failed = true;
        loading.take(window.flip());
        asked = false;
        failed = false;
    }

    @Override
    public void read(ByteBuffer into, long offset) {
        SimulatedV1.demand(false, "the window was read while the device is resumed");
    }

    @Override
    public void enter(DataPhase phase) {
        // There is but one.
    }

    @Override
    public StateDraft finish() throws IOException {
        loading.finish();
        return draft;
    }

    @Override
    public void end() throws IOException {
        draft.close();
    }

    @Override
    public boolean isSaving() {
        return false;
    }
}
