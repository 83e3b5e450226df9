// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.migstream.vfio.V1Device;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.V1Register;
import org.migstream.vfio.V1StateBit;
import org.migstream.vfio.VfioException;

/** The calls of v1, one at a time, in whatever order a test wants. */
record V1Calls(V1Device device) implements AutoCloseable {
    static V1Calls open(String spec) throws VfioException {
        return new V1Calls((V1Device) Simulation.open(spec));
    }

    long get(V1Register which) throws VfioException {
        ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        device.read(value.limit(which.size()), which.offset());
        return value.clear().getLong(0);
    }

    void set(V1Register which, long value) throws VfioException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        device.write(bytes.putLong(0, value).limit(which.size()), which.offset());
    }

    V1DeviceState state() throws VfioException {
        return new V1DeviceState((int) get(V1Register.DEVICE_STATE));
    }

    /** Writes other bits of the state, and the reserved ones as they are. */
    void go(String name) throws VfioException {
        int bits = 0;
        for (String bit : name.equals("0") ? new String[0] : name.split("\\|", -1)) {
            bits |= V1StateBit.valueOf(bit).mask();
        }
        set(V1Register.DEVICE_STATE, state().registerValue() - state().value() + bits);
    }

    /** The chunk in the window; pending_bytes must have been read. */
    byte[] chunk() throws VfioException {
        long offset = get(V1Register.DATA_OFFSET);
        ByteBuffer chunk = ByteBuffer.allocate((int) get(V1Register.DATA_SIZE));
        device.read(chunk, offset);
        return chunk.array();
    }

    /** All there is, for now. */
    List<byte[]> chunks() throws VfioException {
        List<byte[]> chunks = new ArrayList<>();
        while (get(V1Register.PENDING_BYTES) != 0) {
            chunks.add(chunk());
        }
        return chunks;
    }

    /** Hands over one chunk. */
    void give(byte[] chunk) throws VfioException {
        device.write(ByteBuffer.wrap(chunk), get(V1Register.DATA_OFFSET));
        set(V1Register.DATA_SIZE, chunk.length);
    }

    void give(List<byte[]> chunks) throws VfioException {
        for (byte[] chunk : chunks) {
            give(chunk);
        }
    }

    @Override
    public void close() throws IOException {
        device.close();
    }
}
