// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationDevice;

/** Saves and resumes simulated devices by the protocol that transfers use. */
final class Migrating {
    private static final int ROUNDS = 5;

    private Migrating() {}

    static MigrationDevice open(String spec) throws IOException {
        return MigrationDevice.of(Simulation.open(spec));
    }

    /** What a device gives, through pre-copy if it has that; it runs again afterwards. */
    static byte[] save(String spec) throws IOException {
        try (MigrationDevice device = open(spec)) {
            ByteArrayOutputStream saved = new ByteArrayOutputStream();
            if (device.offers(DeviceActivity.RUNNING, DataPhase.PRE_COPY)) {
                device.enter(DeviceActivity.RUNNING, DataPhase.PRE_COPY, state -> {});
                for (int round = 0; round < ROUNDS; round++) {
                    device.preCopyInfo();
                    readTo(saved, device);
                }
            }
            device.enter(DeviceActivity.STOPPED, DataPhase.STOP_COPY, state -> {});
            readTo(saved, device);
            device.enter(DeviceActivity.RUNNING, DataPhase.NONE, state -> {});
            return saved.toByteArray();
        }
    }

    private static void readTo(ByteArrayOutputStream saved, MigrationDevice device) throws IOException {
        for (Optional<Chunk> chunk; (chunk = device.read()).isPresent(); ) {
            for (ByteBuffer bytes; (bytes = chunk.get().next()).hasRemaining(); ) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                saved.writeBytes(copy);
            }
        }
    }

    /** Writes a state in pieces of a size, and starts the device with it. */
    static void restore(String spec, byte[] state, int piece) throws IOException {
        try (MigrationDevice device = open(spec)) {
            device.enter(DeviceActivity.STOPPED, DataPhase.RESUMING, entered -> {});
            for (int at = 0; at < state.length; at += piece) {
                device.write(new Piece(Arrays.copyOfRange(state, at, Math.min(state.length, at + piece))));
            }
            device.enter(DeviceActivity.STOPPED, DataPhase.NONE, entered -> {});
            device.enter(DeviceActivity.RUNNING, DataPhase.NONE, entered -> {});
        }
    }

    private static final class Piece implements Chunk {
        private final ByteBuffer bytes;

        Piece(byte[] bytes) {
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
