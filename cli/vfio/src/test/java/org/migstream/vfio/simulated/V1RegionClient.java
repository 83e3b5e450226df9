// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.migstream.vfio.V1Device;
import org.migstream.vfio.V1Device.V1Register;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.V1DeviceState.V1StateBit;
import org.migstream.vfio.VfioException;

/** Makes single accesses to a v1 migration region, in any order. */
record V1RegionClient(V1Device device) implements AutoCloseable {
    static V1RegionClient open(String spec) throws VfioException {
        return new V1RegionClient((V1Device) SimulatedDevices.open(spec));
    }

    long readRegister(V1Register register) throws VfioException {
        ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        device.read(value.limit(register.size()), register.offset());
        return value.clear().getLong(0);
    }

    void writeRegister(V1Register register, long value) throws VfioException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        device.write(bytes.putLong(0, value).limit(register.size()), register.offset());
    }

    V1DeviceState state() throws VfioException {
        return new V1DeviceState((int) readRegister(V1Register.DEVICE_STATE));
    }

    /** Requests a state; keeps the reserved bits of device_state. */
    void requestState(String name) throws VfioException {
        int bits = 0;
        for (String bit : name.equals("0") ? new String[0] : name.split("\\|", -1)) {
            bits |= V1StateBit.valueOf(bit).mask();
        }
        writeRegister(V1Register.DEVICE_STATE, state().registerValue() - state().value() + bits);
    }

    /** Reads the chunk in the window; pending_bytes must have been read. */
    byte[] readChunk() throws VfioException {
        long offset = readRegister(V1Register.DATA_OFFSET);
        ByteBuffer chunk = ByteBuffer.allocate((int) readRegister(V1Register.DATA_SIZE));
        device.read(chunk, offset);
        return chunk.array();
    }

    /** Reads all chunks that are available now. */
    List<byte[]> chunks() throws VfioException {
        List<byte[]> chunks = new ArrayList<>();
        while (readRegister(V1Register.PENDING_BYTES) != 0) {
            chunks.add(readChunk());
        }
        return chunks;
    }

    /** Writes one chunk. */
    void writeChunk(byte[] chunk) throws VfioException {
        device.write(ByteBuffer.wrap(chunk), readRegister(V1Register.DATA_OFFSET));
        writeRegister(V1Register.DATA_SIZE, chunk.length);
    }

    void writeChunks(List<byte[]> chunks) throws VfioException {
        for (byte[] chunk : chunks) {
            writeChunk(chunk);
        }
    }

    @Override
    public void close() throws IOException {
        device.close();
    }
}
