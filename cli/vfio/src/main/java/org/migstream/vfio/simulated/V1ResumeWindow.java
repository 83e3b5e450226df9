// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationState.DataPhase;

/**
 * The data window while the device is resumed. The caller repeatedly reads data_offset, writes the data, and writes
 * data_size. The write of data_size passes the data to the driver.
 */
final class V1ResumeWindow implements V1Window {
    private static final String WRITE = "write the data";

    private final SimulatedV1Device device;
    private final V1StateLoader loader;
    private final PendingStateFile pendingFile;
    private final ByteBuffer window;
    private boolean dataOffsetRead;
    private boolean writeFailed;
    private long position;

    /** @param size the size of the window, in bytes */
    V1ResumeWindow(SimulatedV1Device device, V1StateLoader loader, PendingStateFile pendingFile, int size) {
        this.device = device;
        this.loader = loader;
        this.pendingFile = pendingFile;
        window = ByteBuffer.allocate(size);
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
                "the region was written outside of the data, or not in order");
        writeFailed = true;
        DeviceModel.require(from.remaining() <= window.remaining(), WRITE, Errno.EINVAL);
        device.injectWriteFaults(WRITE, position, from.remaining());
        position += from.remaining();
        window.put(from);
        writeFailed = false;
    }

    @Override
    public void setDataSize(long size) throws IOException {
        requireNoFailedWrite();
        SimulatedV1Device.requireDefined(
                dataOffsetRead && size == window.position(), "data_size is not the number of bytes written");
        writeFailed = true;
        loader.loadChunk(window.flip());
        dataOffsetRead = false;
        writeFailed = false;
    }

    @Override
    public void enterPhase(DataPhase phase) {
        // RESUMING is the only phase.
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
