// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the comparison of virtio devices: accepted features, network backends, and devices on virtio-mmio. */
class VirtioComparisonTest {
    private static final byte[] TAP = MachineStreams.bytes("q35-virtio-net-tap");
    private static final int FEATURES = MachineStreams.afterName(TAP, "virtio/64bit_features") + 4;
    /** The state of the network device ends before the header of this subsection, with a network card without packets. */
    private static final int END = FEATURES - 4 - "virtio/64bit_features".length() - 2;

    @TempDir
    private Path folder;

    /** QEMU 7.2 refuses it: "Features 0x300000044 unsupported. Allowed features: 0x10179006e54". */
    @Test
    void featureThatOnlyTheGuestOfTheStreamAccepted_isUnknown() throws IOException {
        byte[] more = withFeatures(0x3_0000_0040L);
        byte[] fewer = withFeatures(0x1_0000_0040L);
        CommandRun run = MachineStreams.check(folder, more, fewer);
        assertEquals(1, run.exit());
        assertTrue(run.stdout().contains("NOT KNOWN TO BE COMPATIBLE"), run.stdout());
        assertTrue(run.stdout().contains("whether the target's device offers 0x200000000 is unknown"), run.stdout());
        assertEquals(0, MachineStreams.check(folder, fewer, more).exit());
        assertEquals(0, MachineStreams.check(folder, more, withFeatures(0)).exit());
    }

    private static byte[] withFeatures(long features) {
        byte[] stream = TAP.clone();
        ByteBuffer.wrap(stream).putLong(FEATURES, features);
        return stream;
    }

    /** QEMU 7.2 refuses a stream of a tap device with the backend user. */
    @Test
    void headerOfNetworkBackend_isNeeded() throws IOException {
        byte[] without = TAP.clone();
        assertEquals(1, without[END - 8]--);
        CommandRun run = MachineStreams.check(folder, TAP, without);
        assertEquals(1, run.exit());
        assertTrue(run.stdout().contains(": INCOMPATIBLE with "), run.stdout());
        assertTrue(
                run.stdout().contains("QEMU reports: virtio-net: saved image requires vnet_hdr=on [FIELD_MISMATCH]"),
                run.stdout());
        assertEquals(0, MachineStreams.check(folder, without, TAP).exit());
    }

    /** QEMU 7.2 refuses both directions. */
    @Test
    void queuePairsOfNetworkBackend_mustBeEqual() throws IOException {
        byte[] four = MachineStreams.bytes("q35-virtio-net-tap-4");
        for (byte[] target : new byte[][] {TAP, four}) {
            CommandRun run = MachineStreams.check(folder, target == TAP ? four : TAP, target);
            assertEquals(1, run.exit());
            assertTrue(run.stdout().contains(": INCOMPATIBLE with "), run.stdout());
            assertTrue(run.stdout().contains("the property \"queue pairs\""), run.stdout());
            assertEquals(0, MachineStreams.check(folder, target, target).exit());
        }
    }

    /** QEMU 7.2 refuses both directions. */
    @Test
    void deviceOnMmio_isComparedLikeOneOnPci() throws IOException {
        byte[] one = MachineStreams.bytes("arm-virtio-serial-1");
        byte[] two = MachineStreams.bytes("arm-virtio-serial-2");
        CommandRun run = MachineStreams.check(folder, one, two);
        assertEquals(1, run.exit());
        assertTrue(
                run.stdout().contains("the serial ports have the map 0x00000003 in the stream and 0x00000005"),
                run.stdout());
        assertFalse(MachineStreams.check(folder, one, one).stdout().contains("serial ports"));
    }
}
