// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.V1Device.V1Register;

/**
 * Follows the protocol of v1, which has registers and a data window in one region.
 *
 * <pre>
 *   save    repeat while pending_bytes &gt; 0: read data_offset, data_size, then data_size bytes
 *   resume  repeat for each chunk: read data_offset, write the bytes, write data_size
 * </pre>
 *
 * <p>Reading pending_bytes acknowledges the data read before. Writing data_size hands the chunk to the driver.
 *
 * <p>The data of a stopped device end when pending_bytes is 0, and not before. A driver may announce bytes but return a
 * chunk of 0 bytes. It is then asked again for about a second. QEMU 5.2 to 7.2 ends the data there
 * (vfio_save_complete_precopy in hw/vfio/migration.c), so the rest of the state is missing.
 */
final class V1MigrationDevice extends StateMachineDevice<V1DeviceState> {
    private static final int BUFFER_SIZE = 1 << 20;

    /** The number of chunks without data, one after the other, after which the driver counts as broken. */
    private static final int EMPTY_CHUNKS_MAX = 100;

    private static final int EMPTY_CHUNK_PAUSE_MILLIS = 10;
    private static final String STEP = "go from ";
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final V1Device device;
    private final ByteBuffer registerBuffer =
            ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer dataBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

    V1MigrationDevice(V1Device device) {
        super(device, new V1StateMachine(device.hasNdma(), V1StateMachine.DEFAULT_PRECEDENCE));
        this.device = device;
    }

    @Override
    public V1DeviceState state() throws VfioException {
        return new V1DeviceState((int) read(V1Register.DEVICE_STATE));
    }

    @Override
    void setState(V1DeviceState to) throws VfioException {
        V1DeviceState from = state();
        try {
            write(V1Register.DEVICE_STATE, from.withState(to).registerValue());
        } catch (VfioException e) {
            // A simulated driver names the step that has failed; the kernel only reports that the write has failed.
            throw e.operation().startsWith(STEP) ? e : e.ofOperation(STEP + from + " to " + to);
        }
    }

    @Override
    List<V1DeviceState> statesOfLastRequest() {
        return device.statesOfLastRequest();
    }

    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        return new PreCopyInfo(0, read(V1Register.PENDING_BYTES));
    }

    @Override
    public OptionalLong stopCopyLength() {
        // pending_bytes is defined only while a session is open.
        return OptionalLong.empty();
    }

    @Override
    public Optional<Chunk> read() throws VfioException {
        for (int attempt = 1; ; attempt++) {
            long pendingBytes = read(V1Register.PENDING_BYTES);
            if (pendingBytes == 0) {
                return Optional.empty();
            }
            long offset = read(V1Register.DATA_OFFSET);
            long size = read(V1Register.DATA_SIZE);
            if (size != 0) {
                requireInsideRegion(offset, size, "read the data");
                return Optional.of(new WindowChunk(offset, size));
            }
            if (state().dataPhase() == DataPhase.PRE_COPY) {
                return Optional.empty();
            }
            if (attempt == EMPTY_CHUNKS_MAX) {
                throw new VfioException(
                        "read the data",
                        "the driver has given no data " + attempt + " times in a row, although "
                                + Long.toUnsignedString(pendingBytes) + " bytes are left");
            }
            pause();
        }
    }

    private static void pause() throws VfioException {
        try {
            Thread.sleep(EMPTY_CHUNK_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VfioException("read the data", "interrupted");
        }
    }

    /** A chunk that is read from the data window. */
    private final class WindowChunk implements Chunk {
        private final long offset;
        private final long length;
        private long bytesRead;

        WindowChunk(long offset, long length) {
            this.offset = offset;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public ByteBuffer next() throws VfioException {
            if (bytesRead == length) {
                return EMPTY;
            }
            dataBuffer.clear().limit((int) Math.min(BUFFER_SIZE, length - bytesRead));
            device.read(dataBuffer, offset + bytesRead);
            dataBuffer.flip();
            bytesRead += dataBuffer.remaining();
            return dataBuffer.slice();
        }
    }

    @Override
    public OptionalLong windowSize() {
        return OptionalLong.of(device.windowSize());
    }

    @Override
    public void write(Chunk chunk) throws IOException {
        if (chunk.length() > device.windowSize()) {
            throw new VfioException(
                    "write the data",
                    "a chunk of " + chunk.length() + " bytes does not fit into the window of " + device.windowSize()
                            + " bytes");
        }
        long offset = read(V1Register.DATA_OFFSET);
        requireInsideRegion(offset, chunk.length(), "write the data");
        long bytesWritten = 0;
        for (ByteBuffer bytes = chunk.next(); bytes.hasRemaining(); bytes = chunk.next()) {
            int count = bytes.remaining();
            device.write(bytes, offset + bytesWritten);
            bytesWritten += count;
        }
        write(V1Register.DATA_SIZE, chunk.length());
    }

    private void requireInsideRegion(long offset, long size, String operation) throws VfioException {
        if (offset < V1Register.END_OFFSET || size < 0 || offset > device.regionSize() - size) {
            throw new VfioException(
                    operation,
                    "a chunk of " + Long.toUnsignedString(size) + " bytes at offset " + Long.toUnsignedString(offset)
                            + " is not inside the migration region of " + device.regionSize()
                            + " bytes, after the registers");
        }
    }

    private long read(V1Register register) throws VfioException {
        registerBuffer.clear().limit(register.size());
        device.read(registerBuffer, register.offset());
        return register.size() == Integer.BYTES ? registerBuffer.getInt(0) : registerBuffer.getLong(0);
    }

    private void write(V1Register register, long value) throws VfioException {
        registerBuffer.clear().limit(register.size());
        if (register.size() == Integer.BYTES) {
            registerBuffer.putInt(0, (int) value);
        } else {
            registerBuffer.putLong(0, value);
        }
        device.write(registerBuffer, register.offset());
    }
}
