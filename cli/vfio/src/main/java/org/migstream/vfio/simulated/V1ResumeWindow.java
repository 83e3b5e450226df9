// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.Errno;

/** The window while the device is resumed: data_offset, the data, data_size, which hands them over; and again. */
final class V1ResumeWindow implements V1Window {
    private static final String WRITE = "write the data";

    private final SimulatedV1Device device;
    private final V1StateLoader loader;
    private final PendingStateFile pendingFile;
    private final ByteBuffer window;
    private boolean dataOffsetRead;
    private boolean writeFailed;
    private long position;

    /** @param size of the window, bytes */
    V1ResumeWindow(SimulatedV1Device device, V1StateLoader loading, PendingStateFile draft, int size) {
        this.device = device;
        this.loader = loading;
        this.pendingFile = draft;
        window = ByteBuffer.allocate(size);
    }

    @Override
    public long pendingBytes() {
        SimulatedV1Device.requireDefined(false, "pending_bytes was read while the device is resumed");
        return 0;
    }

    @Override
    public long dataOffset() {
        requireNoFailedWrite();
        if (!dataOffsetRead) {
            device.moveWindow();
            window.clear();
        }
        dataOffsetRead = true;
        return device.windowOffset();
    }

    private void requireNoFailedWrite() {
        SimulatedV1Device.requireDefined(!writeFailed, "data were written after a write that failed");
    }

    @Override
    public long dataSize() {
        return 0;
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        requireNoFailedWrite();
        SimulatedV1Device.requireDefined(
                dataOffsetRead && offset == device.windowOffset() + window.position(),
                "the region was written where no data are wanted, or not in their order");
        writeFailed = true;
        DriverCheck.require(from.remaining() <= window.remaining(), WRITE, Errno.EINVAL);
        device.injectWriteFaults(WRITE, position, from.remaining());
        position += from.remaining();
        window.put(from);
        writeFailed = false;
    }

    @Override
    public void dataSize(long size) throws IOException {
        requireNoFailedWrite();
        SimulatedV1Device.requireDefined(
                dataOffsetRead && size == window.position(), "data_size is not how much was written");
        writeFailed = true;
        loader.loadChunk(window.flip());
        dataOffsetRead = false;
        writeFailed = false;
    }

    @Override
    public void read(ByteBuffer into, long offset) {
        SimulatedV1Device.requireDefined(false, "the window was read while the device is resumed");
    }

    @Override
    public void enterPhase(DataPhase phase) {
        // There is but one.
    }

    @Override
    public PendingStateFile finishResume() throws IOException {
        loader.finish();
        return pendingFile;
    }

    @Override
    public void end() throws IOException {
        pendingFile.close();
    }

    @Override
    public boolean isSaving() {
        return false;
    }
}
