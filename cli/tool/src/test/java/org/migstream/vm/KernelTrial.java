// SPDX-License-Identifier: Apache-2.0
package org.migstream.vm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.kernel.KernelDeviceOpener;

/**
 * Copies the state of one device to another with the calls of {@link MigrationDevice} alone. Prints each step and leaves both
 * devices running. A failure prints its message and ends the program with exit status 6.
 */
final class KernelTrial {
    private KernelTrial() {}

    /** @param args the names of two devices, or of one that is saved twice */
    public static void main(String[] args) {
        try (MigrationDevice source = MigrationDevice.of(KernelDeviceOpener.open(args[0], List::of))) {
            describe(source);
            byte[] saved = save(source, source.hasState(DeviceActivity.RUNNING, DataPhase.PRE_COPY));
            byte[] again;
            if (args.length > 1) {
                try (MigrationDevice target = MigrationDevice.of(KernelDeviceOpener.open(args[1], List::of))) {
                    restore(target, saved);
                    again = save(target, false);
                }
            } else {
                again = save(source, false);
            }
            print(Arrays.equals(saved, again) ? "equal" : "different: " + again.length + " bytes");
        } catch (IOException e) {
            print(e.getMessage());
            System.exit(6);
        }
    }

    private static void describe(MigrationDevice device) throws IOException {
        print(device.stateMachine().uapi() + " " + device.features() + ", " + device.state() + ", "
                + device.readConfiguration().configSpace().id() + ", "
                + device.readConfiguration().configSpace().size() + " bytes of configuration, "
                + device.readConfiguration().msixTable().entryCount() + " vectors, driver "
                + device.decoderName().orElse(null)
                + ", size "
                + device.stopCopyLength());
    }

    private static byte[] save(MigrationDevice device, boolean preCopy) throws IOException {
        MigrationState initial = device.state();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try {
            if (preCopy) {
                device.enter(DeviceActivity.RUNNING, DataPhase.PRE_COPY, state -> print("  " + state));
                long announced = device.preCopyInfo().totalBytes();
                long read = read(device, data);
                print("pre-copy: " + announced + " bytes announced, " + read + " read");
            }
            device.enter(DeviceActivity.STOPPED, DataPhase.STOP_COPY, state -> print("  " + state));
            print("stop-copy: " + read(device, data) + " bytes");
        } finally {
            device.enter(initial.activity(), initial.dataPhase(), state -> print("  " + state));
        }
        return data.toByteArray();
    }

    private static long read(MigrationDevice device, ByteArrayOutputStream into) throws IOException {
        int before = into.size();
        for (Optional<Chunk> chunk = device.read(); chunk.isPresent(); chunk = device.read()) {
            for (ByteBuffer bytes = chunk.get().next();
                    bytes.hasRemaining();
                    bytes = chunk.get().next()) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                into.write(copy);
            }
        }
        return into.size() - before;
    }

    private static void restore(MigrationDevice device, byte[] data) throws IOException {
        device.enter(DeviceActivity.STOPPED, DataPhase.RESUMING, state -> print("  " + state));
        try {
            device.write(new SingleChunk(data));
            device.enter(DeviceActivity.STOPPED, DataPhase.NONE, state -> print("  " + state));
            device.enter(DeviceActivity.RUNNING, DataPhase.NONE, state -> print("  " + state));
        } catch (IOException e) {
            print("refused: " + e.getMessage() + "; in " + device.state());
            device.reset();
            print("after a reset in " + device.state());
            throw e;
        }
        print("restored " + data.length + " bytes");
    }

    private static final class SingleChunk implements Chunk {
        private final byte[] content;
        private ByteBuffer next;

        SingleChunk(byte[] content) {
            this.content = content;
            next = ByteBuffer.wrap(content);
        }

        @Override
        public long length() {
            return content.length;
        }

        @Override
        public ByteBuffer next() {
            ByteBuffer bytes = next;
            next = ByteBuffer.allocate(0);
            return bytes;
        }
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
