// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.V2Device.DataDescriptor;

/**
 * Follows the protocol of v2. A data session is a file descriptor, which the kernel returns from the request that opens
 * the session.
 */
final class V2MigrationDevice extends StateMachineDevice<V2DeviceState> {
    /** The size of QEMU's reads in bytes (hw/vfio/migration.c, VFIO_MIG_DEFAULT_DATA_BUFFER_SIZE). */
    private static final int BUFFER_SIZE = 1 << 20;

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final V2Device device;
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private @Nullable DataDescriptor dataDescriptor;

    V2MigrationDevice(V2Device device) throws VfioException {
        super(device, new V2StateMachine(readFlags(device)));
        this.device = device;
    }

    private static MigrationFlags readFlags(V2Device device) throws VfioException {
        try {
            return MigrationFlags.of(device.migrationFlags());
        } catch (IllegalArgumentException e) {
            throw new VfioException("ask for the supported states", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public V2DeviceState state() throws VfioException {
        return device.state();
    }

    @Override
    void setState(V2DeviceState to) throws VfioException {
        Optional<DataDescriptor> opened = device.setState(to);
        if (opened.isPresent()) {
            closeDataDescriptor();
            dataDescriptor = opened.get();
        } else if (to.dataPhase() == DataPhase.NONE) {
            closeDataDescriptor();
        }
    }

    private void closeDataDescriptor() throws VfioException {
        if (dataDescriptor != null) {
            DataDescriptor ended = dataDescriptor;
            dataDescriptor = null;
            ended.close();
        }
    }

    private DataDescriptor requireDataDescriptor(String operation) throws VfioException {
        if (dataDescriptor == null) {
            throw new VfioException(operation, "no data session is open");
        }
        return dataDescriptor;
    }

    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        return requireDataDescriptor("ask for the bytes left to read").preCopyInfo();
    }

    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        return device.stopCopyLength();
    }

    @Override
    public Optional<Chunk> read() throws VfioException {
        DataDescriptor source = requireDataDescriptor("read the data");
        readBuffer.clear();
        try {
            source.read(readBuffer);
        } catch (VfioException e) {
            if (e.hasErrno(Errno.ENOMSG) && device.state().dataPhase() == DataPhase.PRE_COPY) {
                return Optional.empty();
            }
            throw e;
        }
        readBuffer.flip();
        return readBuffer.hasRemaining() ? Optional.of(new BufferChunk(readBuffer.slice())) : Optional.empty();
    }

    /** The bytes of one read(2). */
    private static final class BufferChunk implements Chunk {
        private final int length;
        private ByteBuffer bytes;

        BufferChunk(ByteBuffer bytes) {
            this.bytes = bytes;
            length = bytes.remaining();
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public ByteBuffer next() {
            ByteBuffer next = bytes;
            bytes = EMPTY;
            return next;
        }
    }

    @Override
    public void write(Chunk chunk) throws IOException {
        DataDescriptor target = requireDataDescriptor("write the data");
        for (ByteBuffer bytes = chunk.next(); bytes.hasRemaining(); bytes = chunk.next()) {
            while (bytes.hasRemaining()) {
                if (target.write(bytes) <= 0) {
                    throw new VfioException("write the data", "the device accepts no more data");
                }
            }
        }
    }

    @Override
    public void reset() throws VfioException {
        super.reset();
        closeDataDescriptor();
    }

    @Override
    public void close() throws VfioException {
        try {
            closeDataDescriptor();
        } finally {
            super.close();
        }
    }
}
