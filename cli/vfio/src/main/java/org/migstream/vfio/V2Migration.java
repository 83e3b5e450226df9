// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** The protocol of v2: a session is a descriptor, which the kernel hands out with the state that opens it. */
final class V2Migration extends SteppingDevice<DeviceState> {
    /** As QEMU reads (hw/vfio/migration.c, VFIO_MIG_DEFAULT_DATA_BUFFER_SIZE). */
    private static final int BUFFER = 1 << 20;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final V2Device device;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private DataDescriptor session;

    V2Migration(V2Device device) throws VfioException {
        super(device, new DeviceStateMachine(flags(device)));
        this.device = device;
    }

    private static MigrationFlags flags(V2Device device) throws VfioException {
        try {
            return MigrationFlags.of(device.migrationFlags());
        } catch (IllegalArgumentException e) {
            throw new VfioException("ask which states it offers", e.getMessage());
        }
    }

    @Override
    public DeviceState state() throws VfioException {
        return device.state();
    }

    @Override
    void step(DeviceState to) throws VfioException {
        Optional<DataDescriptor> opened = device.setState(to);
        if (opened.isPresent()) {
            endSession();
            session = opened.get();
        } else if (to.data() == DataPhase.NONE) {
            endSession();
        }
    }

    private void endSession() throws VfioException {
        if (session != null) {
            DataDescriptor ended = session;
            session = null;
            ended.close();
        }
    }

    private DataDescriptor session(String operation) throws VfioException {
        if (session == null) {
            throw new VfioException(operation, "no data session is open");
        }
        return session;
    }

    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        return session("ask what is left to read").preCopyInfo();
    }

    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        return device.stopCopyLength();
    }

    @Override
    public Optional<Chunk> read() throws VfioException {
        DataDescriptor from = session("read the data");
        buffer.clear();
        try {
            from.read(buffer);
        } catch (VfioException e) {
            if (e.is(Errno.ENOMSG) && device.state().data() == DataPhase.PRE_COPY) {
                return Optional.empty();
            }
            throw e;
        }
        buffer.flip();
        return buffer.hasRemaining() ? Optional.of(new Bytes(buffer.slice())) : Optional.empty();
    }

    /** What one read(2) gave. */
    private static final class Bytes implements Chunk {
        private final int length;
        private ByteBuffer bytes;

        Bytes(ByteBuffer bytes) {
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
            bytes = NOTHING;
            return next;
        }
    }

    @Override
    public void write(Chunk chunk) throws IOException {
        DataDescriptor to = session("write the data");
        for (ByteBuffer bytes; (bytes = chunk.next()).hasRemaining(); ) {
            while (bytes.hasRemaining()) {
                if (to.write(bytes) <= 0) {
                    throw new VfioException("write the data", "the device takes no more of them");
                }
            }
        }
    }

    @Override
    public void reset() throws VfioException {
        super.reset();
        endSession();
    }

    @Override
    public void close() throws VfioException {
        try {
            endSession();
        } finally {
            super.close();
        }
    }
}
