// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.simulated.OptionValues.RepeatCount;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * The data window while the device is saved. The caller repeatedly reads pending_bytes, data_offset, data_size and the
 * data. A read of data_offset fills the window with one chunk; the next read of pending_bytes removes it.
 */
final class V1SaveWindow implements V1Window {
    static final SimulatedOption NO_DATA = new SimulatedOption(
            "no-data", "BYTES[*TIMES]", "after BYTES of a session, announce more but return chunks of 0 bytes");

    private static final String READ = "read the data";

    private final SimulatedV1Device device;
    private final V1StateSaver saver;
    private final EmptyChunks emptyChunks;
    private @Nullable ByteBuffer chunk;
    private boolean pendingBytesRead;
    private int bytesRead;
    private long position;

    V1SaveWindow(SimulatedV1Device device, V1StateSaver saver, EmptyChunks emptyChunks) {
        this.device = device;
        this.saver = saver;
        this.emptyChunks = emptyChunks;
    }

    /** The chunks of 0 bytes that a driver returns although it has announced more. */
    static final class EmptyChunks {
        private final long position;
        private long remainingCount;

        private EmptyChunks(long position, long count) {
            this.position = position;
            this.remainingCount = count;
        }

        /** @throws IllegalArgumentException if the option is not valid */
        static EmptyChunks of(OptionValues options) {
            return options.value(NO_DATA)
                    .map(value -> {
                        RepeatCount counted = options.repeatCount(NO_DATA, value);
                        return new EmptyChunks(
                                options.number(NO_DATA, counted.text(), 0, Long.MAX_VALUE), counted.count());
                    })
                    .orElse(new EmptyChunks(0, 0));
        }

        /** Returns whether the next chunk is empty, and counts it. */
        private boolean takeAt(long sessionPosition) {
            boolean due = remainingCount > 0 && sessionPosition >= position;
            remainingCount -= due ? 1 : 0;
            return due;
        }
    }

    @Override
    public long pendingBytes() throws IOException {
        if (chunk != null) {
            SimulatedV1Device.requireDefined(
                    bytesRead == chunk.limit(),
                    "pending_bytes was read with " + (chunk.limit() - bytesRead) + " bytes of data left to read");
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
            boolean empty = emptyChunks.takeAt(position);
            Optional<ByteBuffer> next = empty ? Optional.of(ByteBuffer.allocate(0)) : saver.nextChunk();
            SimulatedV1Device.requireDefined(next.isPresent(), "data_offset was read although pending_bytes was 0");
            chunk = next.orElseThrow();
            bytesRead = 0;
            device.moveWindow();
        }
        return device.windowOffset();
    }

    @Override
    public long dataSize() {
        if (chunk == null) {
            throw new IllegalStateException("data_size was read before data_offset");
        }
        return chunk.limit();
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
        long at = offset - device.windowOffset();
        if (chunk == null || at < 0 || at > bytesRead || into.remaining() > chunk.limit() - at) {
            throw new IllegalStateException("the region was read outside of the data, or not in order");
        }
        int count = into.remaining();
        device.injectReadFaults(READ, position + at, count);
        into.put(chunk.slice((int) at, count));
        bytesRead = Math.max(bytesRead, (int) at + count);
    }

    @Override
    public void enterPhase(DataPhase phase) throws IOException {
        saver.enterPhase(phase);
        chunk = null;
        pendingBytesRead = false;
    }

    @Override
    public PendingStateFile finishResume() {
        throw new AssertionError("the device is saved");
    }

    @Override
    public void end() {
        // Nothing to close.
    }

    @Override
    public boolean isSaving() {
        return true;
    }
}
