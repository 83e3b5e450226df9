// SPDX-License-Identifier: Apache-2.0
package org.migstream.vm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.kernel.KernelDeviceOpener;

/**
 * Takes one device's state to another with the calls of {@link MigrationDevice} alone, prints what happened, and leaves
 * both running. The first failure ends it with its message and status 6.
 */
final class KernelTrial {
    private KernelTrial() {}

    /** @param args two devices, or one that is saved twice */
    public static void main(String[] args) {
        try (MigrationDevice source = MigrationDevice.of(KernelDeviceOpener.open(args[0]))) {
            describe(source);
            byte[] saved = save(source, source.hasState(DeviceActivity.RUNNING, DataPhase.PRE_COPY));
            byte[] again;
            if (args.length > 1) {
                try (MigrationDevice target = MigrationDevice.of(KernelDeviceOpener.open(args[1]))) {
                    restore(target, saved);
                    again = save(target, false);
                }
            } else {
                again = save(source, false);
            }
            say(Arrays.equals(saved, again) ? "equal" : "different: " + again.length + " bytes");
        } catch (IOException e) {
            say(e.getMessage());
            System.exit(6);
        }
    }

    private static void describe(MigrationDevice device) throws IOException {
        say(device.stateMachine().uapi() + " " + device.features() + ", " + device.state() + ", "
                + device.readConfiguration().configSpace().id() + ", "
                + device.readConfiguration().configSpace().size() + " bytes of configuration, "
                + device.readConfiguration().msixTable().entryCount() + " vectors, driver "
                + device.decoderName().orElse(null)
                + ", size "
                + device.stopCopyLength());
    }

    private static byte[] save(MigrationDevice device, boolean preCopy) throws IOException {
        MigrationState found = device.state();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try {
            if (preCopy) {
                device.enter(DeviceActivity.RUNNING, DataPhase.PRE_COPY, state -> say("  " + state));
                long left = device.preCopyInfo().totalBytes();
                long read = read(device, data);
                say("pre-copy: " + left + " bytes announced, " + read + " read");
            }
            device.enter(DeviceActivity.STOPPED, DataPhase.STOP_COPY, state -> say("  " + state));
            say("stop-copy: " + read(device, data) + " bytes");
        } finally {
            device.enter(found.activity(), found.dataPhase(), state -> say("  " + state));
        }
        return data.toByteArray();
    }

    private static long read(MigrationDevice device, ByteArrayOutputStream into) throws IOException {
        int before = into.size();
        for (Optional<Chunk> chunk; (chunk = device.read()).isPresent(); ) {
            for (ByteBuffer bytes; (bytes = chunk.get().next()).hasRemaining(); ) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                into.write(copy);
            }
        }
        return into.size() - before;
    }

    private static void restore(MigrationDevice device, byte[] data) throws IOException {
        device.enter(DeviceActivity.STOPPED, DataPhase.RESUMING, state -> say("  " + state));
        try {
            device.write(new Bytes(data));
            device.enter(DeviceActivity.STOPPED, DataPhase.NONE, state -> say("  " + state));
            device.enter(DeviceActivity.RUNNING, DataPhase.NONE, state -> say("  " + state));
        } catch (IOException e) {
            say("refused: " + e.getMessage() + "; in " + device.state());
            device.reset();
            say("after a reset in " + device.state());
            throw e;
        }
        say("restored " + data.length + " bytes");
    }

    private static final class Bytes implements Chunk {
        private final byte[] all;
        private ByteBuffer next;

        Bytes(byte[] all) {
            this.all = all;
            next = ByteBuffer.wrap(all);
        }

        @Override
        public long length() {
            return all.length;
        }

        @Override
        public ByteBuffer next() {
            ByteBuffer bytes = next;
            next = ByteBuffer.allocate(0);
            return bytes;
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
