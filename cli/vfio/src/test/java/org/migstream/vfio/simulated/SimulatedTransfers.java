// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;

/** Saves and resumes simulated devices with the same protocol as the transfers of migstream. */
final class SimulatedTransfers {
    private static final int ROUNDS = 5;

    private SimulatedTransfers() {}

    static MigrationDevice open(String spec) throws IOException {
        return MigrationDevice.of(SimulatedDevices.open(spec));
    }

    static void goTo(MigrationDevice device, DeviceActivity activity, DataPhase data) throws IOException {
        device.enter(activity, data, state -> {});
    }

    /** Saves a device, with pre-copy if the device supports it, and starts the device again. Returns the state. */
    static byte[] save(String spec) throws IOException {
        return join(chunks(spec));
    }

    /** Saves a device, with pre-copy if the device supports it, and starts the device again. Returns the chunks. */
    static List<byte[]> chunks(String spec) throws IOException {
        try (MigrationDevice device = open(spec)) {
            List<byte[]> chunks = new ArrayList<>();
            if (device.hasState(DeviceActivity.RUNNING, DataPhase.PRE_COPY)) {
                goTo(device, DeviceActivity.RUNNING, DataPhase.PRE_COPY);
                for (int round = 0; round < ROUNDS; round++) {
                    device.preCopyInfo();
                    readInto(chunks, device);
                }
            }
            readStopCopy(device, chunks);
            return chunks;
        }
    }

    /** Saves a device without pre-copy; returns its content. */
    static byte[] readContent(String spec) throws IOException {
        try (MigrationDevice device = open(spec)) {
            List<byte[]> chunks = new ArrayList<>();
            readStopCopy(device, chunks);
            return join(chunks);
        }
    }

    private static void readStopCopy(MigrationDevice device, List<byte[]> chunks) throws IOException {
        goTo(device, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
        readInto(chunks, device);
        goTo(device, DeviceActivity.RUNNING, DataPhase.NONE);
    }

    /** Reads until the device has no more data for now. */
    static void readInto(List<byte[]> chunks, MigrationDevice device) throws IOException {
        for (Optional<Chunk> chunk; (chunk = device.read()).isPresent(); ) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (ByteBuffer part; (part = chunk.get().next()).hasRemaining(); ) {
                byte[] copy = new byte[part.remaining()];
                part.get(copy);
                bytes.writeBytes(copy);
            }
            chunks.add(bytes.toByteArray());
        }
    }

    static byte[] join(List<byte[]> chunks) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        chunks.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    /** Divides bytes into pieces; the last piece may be shorter. */
    static List<byte[]> split(byte[] state, int piece) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < state.length; at += piece) {
            pieces.add(Arrays.copyOfRange(state, at, Math.min(state.length, at + piece)));
        }
        return pieces;
    }

    /** Writes a state chunk by chunk and starts the device. */
    static void restore(String spec, List<byte[]> state) throws IOException {
        try (MigrationDevice device = open(spec)) {
            load(device, state);
            goTo(device, DeviceActivity.STOPPED, DataPhase.NONE);
            goTo(device, DeviceActivity.RUNNING, DataPhase.NONE);
        }
    }

    /** Writes a state; the device stays in RESUMING. */
    static void load(MigrationDevice device, List<byte[]> state) throws IOException {
        goTo(device, DeviceActivity.STOPPED, DataPhase.RESUMING);
        for (byte[] chunk : state) {
            device.write(toChunk(chunk));
        }
    }

    /** Reads all available data in pre-copy and returns the bytes that are left to read afterwards. */
    static PreCopyInfo readPreCopyRound(MigrationDevice device, List<byte[]> chunks) throws IOException {
        readInto(chunks, device);
        return device.preCopyInfo();
    }

    static Chunk toChunk(byte[] bytes) {
        return new ArrayChunk(bytes);
    }

    private static final class ArrayChunk implements Chunk {
        private final ByteBuffer bytes;

        ArrayChunk(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(bytes);
        }

        @Override
        public long length() {
            return bytes.capacity();
        }

        @Override
        public ByteBuffer next() {
            return bytes;
        }
    }
}
