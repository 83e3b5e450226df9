// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.VfioException;

/**
 * Several devices. Each starts DMA to the next device whenever its state allows DMA.
 *
 * <p>The discussion of v1 left two points open: whether NDMA also stops interrupts (the tests check only DMA, as v2
 * does), and what happens to outstanding page requests (no simulated device has them, and v2 does not define them). A
 * transfer uses NDMA if the device has it, but does not require it, see {@code MigrationDevice.hasState}.
 */
class PeerDmaCheckTest {
    private static final int COUNT = 3;

    @TempDir
    Path folder;

    private final List<MigrationDevice> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (MigrationDevice device : open) {
            device.close();
        }
    }

    private static List<String> kinds() {
        return List.of("v1,features=NDMA", "mtty", "bulk,size=100K");
    }

    /**
     * Opens a ring of devices. The peer of each device is the next one; the peer of the last device is the first one.
     */
    private List<MigrationDevice> openRing(String kind, String options, String name) throws IOException {
        List<MigrationDevice> ring = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            Path peer = folder.resolve(name + (i + 1) % COUNT);
            ring.add(SimulatedTransfers.open(kind + options + ",peer=" + peer + "@" + folder.resolve(name + i)));
        }
        open.addAll(ring);
        return ring;
    }

    private static void goToAll(List<MigrationDevice> ring, DeviceActivity activity, DataPhase data)
            throws IOException {
        for (MigrationDevice device : ring) {
            SimulatedTransfers.goTo(device, activity, data);
        }
    }

    /** Moves all devices into P2P states before the first stops. */
    private static List<List<byte[]>> save(List<MigrationDevice> ring) throws IOException {
        List<List<byte[]>> saved = IntStream.range(0, COUNT)
                .<List<byte[]>>mapToObj(i -> new ArrayList<>())
                .toList();
        goToAll(ring, DeviceActivity.RUNNING, DataPhase.PRE_COPY);
        for (int i = 0; i < COUNT; i++) {
            SimulatedTransfers.readPreCopyRound(ring.get(i), saved.get(i));
        }
        goToAll(ring, DeviceActivity.P2P_QUIESCENT, DataPhase.PRE_COPY);
        goToAll(ring, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
        for (int i = 0; i < COUNT; i++) {
            SimulatedTransfers.readInto(saved.get(i), ring.get(i));
        }
        return saved;
    }

    private static void runAll(List<MigrationDevice> ring) throws IOException {
        goToAll(ring, DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
        goToAll(ring, DeviceActivity.RUNNING, DataPhase.NONE);
    }

    /** v1 requirement: all devices stop DMA before the first one is stopped. */
    @ParameterizedTest
    @ValueSource(strings = {"v1,features=NDMA", "mtty", "bulk,size=100K"})
    void allQuiescedBeforeFirstStop_losesNoDma(String kind) throws IOException {
        List<MigrationDevice> sources = openRing(kind, ",dma=on", "source");
        List<List<byte[]>> saved = save(sources);
        List<MigrationDevice> targets = openRing(kind, "", "target");
        for (int i = 0; i < COUNT; i++) {
            SimulatedTransfers.load(targets.get(i), saved.get(i));
            targets.get(i).writeConfiguration(sources.get(i).readConfiguration());
        }
        runAll(targets);
        runAll(sources);
        // The check also applies to the targets: target 1 must not stop while target 0 may start DMA to it.
        assertThrows(
                IllegalStateException.class,
                () -> SimulatedTransfers.goTo(targets.get(1), DeviceActivity.STOPPED, DataPhase.NONE));
    }

    /** v1 requirement: if not all devices are in NDMA or P2P before the first stop, DMA reaches a stopped device. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"v1,features=NDMA; 0", "v1,features=NDMA; 2", "mtty; 1", "bulk,size=100K; 0"})
    void deviceStoppedBeforeOthersAreQuiesced_losesDma(String kind, int first) throws IOException {
        List<MigrationDevice> ring = openRing(kind, ",dma=on", "device");
        IllegalStateException lost = assertThrows(
                IllegalStateException.class,
                () -> SimulatedTransfers.goTo(ring.get(first), DeviceActivity.STOPPED, DataPhase.STOP_COPY));
        assertTrue(lost.getMessage().contains("is lost: " + folder.resolve("device" + first)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1,features=NDMA", "mtty"})
    void deviceRunningBeforeOthersLeaveStop_losesDma(String kind) throws IOException {
        List<MigrationDevice> ring = openRing(kind, ",dma=on", "device");
        save(ring);
        SimulatedTransfers.goTo(ring.get(0), DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
        IllegalStateException lost = assertThrows(
                IllegalStateException.class,
                () -> SimulatedTransfers.goTo(ring.get(0), DeviceActivity.RUNNING, DataPhase.NONE));
        assertTrue(lost.getMessage().contains("is lost: " + folder.resolve("device1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1,features=NDMA", "mtty"})
    void resetDevice_startsNoDma(String kind) throws IOException {
        List<MigrationDevice> ring = openRing(kind, ",dma=on", "device");
        save(ring);
        for (MigrationDevice device : ring) {
            device.reset();
            assertEquals(DeviceActivity.RUNNING, device.state().activity());
        }
        SimulatedTransfers.goTo(ring.get(2), DeviceActivity.STOPPED, DataPhase.RESUMING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v1,features=NDMA; fail=0..RUNNING; fail=0..NDMA",
                "mtty; fail=STOP..RUNNING_P2P; fail=STOP_COPY..STOP"
            })
    void deviceAfterInjectedFault_isExemptFromDmaCheck(String kind, String firstFault, String secondFault)
            throws IOException {
        Path stuck = folder.resolve("stuck");
        MigrationDevice runs = SimulatedTransfers.open(kind + ",dma=on,peer=" + stuck + "@" + folder.resolve("runs"));
        MigrationDevice fails = SimulatedTransfers.open(kind + "," + firstFault + "," + secondFault + "@" + stuck);
        open.addAll(List.of(runs, fails));
        SimulatedTransfers.goTo(runs, DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
        SimulatedTransfers.goTo(fails, DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
        SimulatedTransfers.goTo(fails, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
        assertThrows(VfioException.class, () -> SimulatedTransfers.goTo(fails, DeviceActivity.RUNNING, DataPhase.NONE));
        assertEquals(DeviceActivity.STOPPED, fails.state().activity());
        SimulatedTransfers.goTo(runs, DeviceActivity.RUNNING, DataPhase.NONE);
    }

    /** v1 requirement: without NDMA, DMA between devices must be off. */
    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1,features=none", "hisi_acc", "mtty,features=STOP_COPY+PRE_COPY"})
    void peerWithoutP2pStates_isRejected(String kind) {
        String spec = kind + ",peer=" + folder.resolve("other") + "@" + folder.resolve("device");
        assertThrows(IllegalArgumentException.class, () -> SimulatedDevices.open(spec));
        assertFalse(folder.resolve("device").toFile().exists());
    }

    @ParameterizedTest
    @CsvSource({"on, true", "off, false"})
    void dmaOption_setsBusMasterBit(String dma, boolean on) throws IOException {
        for (String kind : kinds()) {
            String spec = kind + ",dma=" + dma + "@" + folder.resolve(kind.substring(0, 2));
            try (MigrationDevice device = SimulatedTransfers.open(spec)) {
                DeviceConfiguration configuration = device.readConfiguration();
                assertEquals(on, PeerDmaCheck.isBusMaster(configuration));
                assertTrue(PeerDmaCheck.isBusMaster(PeerDmaCheck.withBusMaster(configuration, true)));
                assertFalse(PeerDmaCheck.isBusMaster(PeerDmaCheck.withBusMaster(configuration, false)));
                device.reset();
                assertFalse(PeerDmaCheck.isBusMaster(device.readConfiguration()));
            }
        }
    }
}
