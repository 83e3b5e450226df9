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

    private final SimulatedV1Device device;
    private final V1StateSaver saver;
    private ByteBuffer chunk;
    private boolean pendingBytesRead;
    private int bytesRead;
    private long position;

    V1SaveWindow(SimulatedV1Device device, V1StateSaver saving) {
        this.device = device;
        this.saver = saving;
    }

    @Override
    public long pendingBytes() throws IOException {
        if (chunk != null) {
            SimulatedV1Device.requireDefined(
                    bytesRead == chunk.limit(),
                    "pending_bytes was read before " + (chunk.limit() - bytesRead) + " bytes of data");
            position += chunk.limit();
            chunk = null;
        }
        pendingBytesRead = true;
        return saver.pendingBytes();
    }

    @Override
    public long dataOffset() throws IOException {
        SimulatedV1Device.requireDefined(pendingBytesRead, "data_offset was read before pending_bytes");
        if (chunk == null) {
            chunk = saver.nextChunk().orElse(null);
            SimulatedV1Device.requireDefined(chunk != null, "data_offset was read although pending_bytes was 0");
            bytesRead = 0;
            device.moveWindow();
        }
        return device.windowOffset();
    }

    @Override
    public long dataSize() {
        SimulatedV1Device.requireDefined(chunk != null, "data_size was read before data_offset");
        return chunk.limit();
    }

    @Override
    public void dataSize(long size) {
        SimulatedV1Device.requireDefined(false, "data_size was written while the device is saved");
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
        long at = offset - device.windowOffset();
        SimulatedV1Device.requireDefined(
                chunk != null && at >= 0 && at <= bytesRead && into.remaining() <= chunk.limit() - at,
                "the region was read where there are no data, or not in their order");
        int count = into.remaining();
        device.injectReadFaults(READ, position + at, count);
        into.put(chunk.slice((int) at, count));
        bytesRead = Math.max(bytesRead, (int) at + count);
    }

    @Override
    public void write(ByteBuffer from, long offset) {
        SimulatedV1Device.requireDefined(false, "the window was written while the device is saved");
    }

    @Override
    public void enterPhase(DataPhase phase) throws IOException {
        saver.enterPhase(phase);
        chunk = null;
        pendingBytesRead = false;
    }

    @Override
    public PendingStateFile finishResume() {
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
