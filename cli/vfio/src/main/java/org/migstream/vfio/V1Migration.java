// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The protocol of v1: registers and a window in one region.
 *
 * <pre>
 *   save    pending_bytes &gt; 0: data_offset, data_size, that many bytes; and again. Reading pending_bytes acknowledges.
 *   resume  data_offset, the bytes of one chunk, data_size; and again. Writing data_size hands them over.
 * </pre>
 */
final class V1Migration extends SteppingDevice<V1DeviceState> {
    private static final int BUFFER = 1 << 20;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final V1Device device;
    private final ByteBuffer register = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    V1Migration(V1Device device) {
        super(device, new V1StateMachine(device.ndma(), V1StateMachine.DEFAULT_PRECEDENCE));
        this.device = device;
    }

    @Override
    public V1DeviceState state() throws VfioException {
        return new V1DeviceState((int) read(MigrationRegister.DEVICE_STATE));
    }

    @Override
    void step(V1DeviceState to) throws VfioException {
        write(MigrationRegister.DEVICE_STATE, to.register());
    }

    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        return new PreCopyInfo(0, read(MigrationRegister.PENDING_BYTES));
    }

    @Override
    public OptionalLong stopCopyLength() {
        // pending_bytes tells, but only in a session; what it tells before is not defined.
        return OptionalLong.empty();
    }

    @Override
    public Optional<Chunk> read() throws VfioException {
        if (read(MigrationRegister.PENDING_BYTES) == 0) {
            return Optional.empty();
        }
        long offset = read(MigrationRegister.DATA_OFFSET);
        long size = read(MigrationRegister.DATA_SIZE);
        if (size == 0) {
            return Optional.empty();
        }
        requireInside(offset, size, "read the data");
        return Optional.of(new Window(offset, size));
    }

    /** One chunk, read out of the window. */
    private final class Window implements Chunk {
        private final long offset;
        private final long length;
        private long done;

        Window(long offset, long length) {
            this.offset = offset;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public ByteBuffer next() throws VfioException {
            if (done == length) {
                return NOTHING;
            }
            buffer.clear().limit((int) Math.min(BUFFER, length - done));
            device.read(buffer, offset + done);
            buffer.flip();
            done += buffer.remaining();
            return buffer.slice();
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
        long offset = read(MigrationRegister.DATA_OFFSET);
        requireInside(offset, chunk.length(), "write the data");
        long done = 0;
        for (ByteBuffer bytes; (bytes = chunk.next()).hasRemaining(); ) {
            int count = bytes.remaining();
            device.write(bytes, offset + done);
            done += count;
        }
        write(MigrationRegister.DATA_SIZE, chunk.length());
    }

    private void requireInside(long offset, long size, String operation) throws VfioException {
        if (offset < 0 || size < 0 || offset > device.regionSize() - size) {
            throw new VfioException(
                    operation,
                    "a chunk of " + Long.toUnsignedString(size) + " bytes at " + Long.toUnsignedString(offset)
                            + " does not fit into the migration region of " + device.regionSize() + " bytes");
        }
    }

    private long read(MigrationRegister which) throws VfioException {
        register.clear().limit(which.size());
        device.read(register, which.offset());
        return which.size() == Integer.BYTES ? register.getInt(0) : register.getLong(0);
    }

    private void write(MigrationRegister which, long value) throws VfioException {
        register.clear().limit(which.size());
        if (which.size() == Integer.BYTES) {
            register.putInt(0, (int) value);
        } else {
            register.putLong(0, value);
        }
        device.write(register, which.offset());
    }
}
