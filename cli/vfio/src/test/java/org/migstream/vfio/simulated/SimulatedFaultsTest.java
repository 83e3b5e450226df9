// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.V2Device;
import org.migstream.vfio.V2Device.DataDescriptor;
import org.migstream.vfio.V2DeviceState;
import org.migstream.vfio.VfioException;

/** Each fault option has its documented effect. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SimulatedFaultsTest {
    @TempDir
    Path folder;

    private MigrationDevice open(String device) throws IOException {
        return SimulatedTransfers.open(spec(device));
    }

    private String spec(String device) {
        return device + "@" + folder.resolve("device");
    }

    private static void assertFails(Errno errno, Executable call) {
        assertEquals(errno, assertThrows(VfioException.class, call).errno().orElseThrow());
    }

    /** v1 requirement: the driver decides whether a failed step leads to ERROR, also for a step from RESUMING. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty,fail=RUNNING_P2P..STOP; EIO; RUNNING_P2P",
                "mtty,fail=RUNNING_P2P..STOP:ENXIO; ENXIO; RUNNING_P2P",
                "mtty,fail=STOP..STOP_COPY:EBUSY:ERROR; EBUSY; ERROR",
                "mtty,fail=RUNNING..RUNNING_P2P:EIO:STOP; EIO; STOP",
                "v1,fail=RUNNING..0:ETIMEDOUT; ETIMEDOUT; RUNNING",
                "v1,fail=0..SAVING:EIO:ERROR; EIO; ERROR",
                "'v1,features=NDMA,fail=RUNNING..0:EIO:NDMA'; EIO; NDMA"
            })
    void stepFault_returnsErrnoAndLeavesConfiguredState(String device, Errno errno, String state) throws IOException {
        try (MigrationDevice opened = open(device.replace("'", ""))) {
            assertFails(errno, () -> SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.STOP_COPY));
            assertEquals(state, opened.state().toString().replaceAll("0x.*", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mtty,fail=RUNNING..RUNNING_P2P*2", "v1,fail=RUNNING..0*2", "hisi_acc,fail=RUNNING..STOP*2"})
    void stepFault_isRepeatedConfiguredTimes(String device) throws IOException {
        try (MigrationDevice opened = open(device)) {
            for (int i = 0; i < 2; i++) {
                assertFails(Errno.EIO, () -> SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.NONE));
                assertEquals(DeviceActivity.RUNNING, opened.state().activity());
            }
            SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "v1", "bulk"})
    void resetFault_returnsErrno(String device) throws IOException {
        try (MigrationDevice opened = open(device + ",fail=RESET:ENODEV*1")) {
            SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.NONE);
            assertFails(Errno.ENODEV, opened::reset);
            assertEquals(DeviceActivity.STOPPED, opened.state().activity());
            opened.reset();
            assertEquals(DeviceActivity.RUNNING, opened.state().activity());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mtty,hang=RUNNING..RUNNING_P2P", "v1,hang=RUNNING..0", "bulk,read-hang=0", "v1,read-hang=7"})
    void hangingCall_isEndedByClose(String device) throws Exception {
        MigrationDevice opened = open(device);
        CountDownLatch inside = new CountDownLatch(1);
        List<Errno> answers = new ArrayList<>();
        Thread caller = new Thread(() -> {
            inside.countDown();
            try {
                SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
                SimulatedTransfers.readInto(new ArrayList<>(), opened);
            } catch (VfioException e) {
                answers.add(e.errno().orElseThrow());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        caller.start();
        inside.await();
        while (caller.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        opened.close();
        caller.join();
        assertEquals(List.of(Errno.ENODEV), answers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "hisi_acc", "mlx5", "bulk", "v1"})
    void readError_isRepeatedConfiguredTimes_thenReadingContinues(String device) throws IOException {
        byte[] whole = SimulatedTransfers.readContent(spec(device));
        try (MigrationDevice opened = open(device + ",read-error=30:ENXIO*1")) {
            SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
            List<byte[]> chunks = new ArrayList<>();
            assertFails(Errno.ENXIO, () -> SimulatedTransfers.readInto(chunks, opened));
            assertTrue(SimulatedTransfers.join(chunks).length <= 30);
            if (!device.equals("v1")) {
                SimulatedTransfers.readInto(chunks, opened);
                assertArrayEquals(whole, SimulatedTransfers.join(chunks));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "hisi_acc", "mlx5", "bulk", "v1"})
    void writeError_rejectsFurtherWrites(String device) throws IOException {
        List<byte[]> saved = SimulatedTransfers.chunks(spec(device));
        try (MigrationDevice opened = open(device + ",write-error=20:ENOSPC*1")) {
            assertFails(Errno.ENOSPC, () -> SimulatedTransfers.load(opened, saved));
            assertThrows(IllegalStateException.class, () -> opened.write(SimulatedTransfers.toChunk(saved.get(0))));
            opened.reset();
            SimulatedTransfers.load(opened, saved);
            SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.NONE);
        }
    }

    /** v1 requirement: a reset always leads to RUNNING, also during a session. */
    @ParameterizedTest
    @ValueSource(strings = {"mtty", "mlx5", "bulk", "v1"})
    void resetDuringSession_endsSession(String device) throws IOException {
        List<byte[]> saved = SimulatedTransfers.chunks(spec(device));
        try (MigrationDevice opened = open(device + ",reset-after=40")) {
            SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
            assertFails(Errno.ENODEV, () -> SimulatedTransfers.readInto(new ArrayList<>(), opened));
            assertEquals(DeviceActivity.RUNNING, opened.state().activity());
            assertFails(Errno.ENODEV, opened::read);
            assertFails(Errno.ENODEV, () -> SimulatedTransfers.load(opened, saved));
            assertEquals(DeviceActivity.RUNNING, opened.state().activity());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "hisi_acc", "mlx5,size=4K", "bulk,size=4K"})
    void shortReads_limitEachRead(String device) throws IOException {
        byte[] whole = SimulatedTransfers.save(spec(device));
        List<byte[]> chunks = SimulatedTransfers.chunks(spec(device + ",short-reads=7"));
        assertTrue(chunks.stream().allMatch(chunk -> chunk.length <= 7));
        assertArrayEquals(whole, SimulatedTransfers.join(chunks));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty; false",
                "hisi_acc; false",
                "mlx5; true",
                "bulk; true",
                "mtty,precopy-end=enomsg; true",
                "bulk,precopy-end=zero; false"
            })
    void preCopyEnd_returnsEnomsgOrZero(String device, boolean enomsg) throws IOException {
        try (V2Device opened = (V2Device) SimulatedDevices.open(spec(device));
                DataDescriptor data = opened.setState(V2DeviceState.PRE_COPY).orElseThrow()) {
            ByteBuffer buffer = ByteBuffer.allocate(2 << 20);
            while (data.preCopyInfo().totalBytes() > 0) {
                assertTrue(data.read(buffer.clear()) > 0);
            }
            if (enomsg) {
                assertFails(Errno.ENOMSG, () -> data.read(buffer.clear()));
            } else {
                assertEquals(0, data.read(buffer.clear()));
            }
            opened.setState(V2DeviceState.STOP_COPY);
            while (data.read(buffer.clear()) > 0) {
                assertTrue(buffer.position() > 0);
            }
            assertFails(Errno.EINVAL, data::preCopyInfo);
        }
    }

    @Test
    void dirtyRounds_followOption_andStartOnlyOnPreCopyInfo() throws IOException {
        try (MigrationDevice opened = open("bulk,size=100K,dirty=4K*2")) {
            List<byte[]> chunks = new ArrayList<>();
            SimulatedTransfers.goTo(opened, DeviceActivity.RUNNING, DataPhase.PRE_COPY);
            assertEquals(new PreCopyInfo(16 + 16 + (100 << 10), 0), opened.preCopyInfo());
            assertEquals(new PreCopyInfo(0, 16 + 4096), SimulatedTransfers.readPreCopyRound(opened, chunks));
            SimulatedTransfers.readInto(chunks, opened);
            assertFalse(opened.read().isPresent());
            assertEquals(new PreCopyInfo(0, 16 + 4096), SimulatedTransfers.readPreCopyRound(opened, chunks));
            assertEquals(new PreCopyInfo(0, 0), SimulatedTransfers.readPreCopyRound(opened, chunks));
            chunks.clear();
            SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
            SimulatedTransfers.readInto(chunks, opened);
            assertEquals(16, SimulatedTransfers.join(chunks).length);
        }
    }

    @Test
    void unlimitedDirtyRounds_neverEnd() throws IOException {
        try (MigrationDevice opened = open("v1,dirty=1K")) {
            SimulatedTransfers.goTo(opened, DeviceActivity.RUNNING, DataPhase.PRE_COPY);
            for (int i = 0; i < 100; i++) {
                assertTrue(SimulatedTransfers.readPreCopyRound(opened, new ArrayList<>())
                                .dirtyBytes()
                        == 1024 + 32);
            }
            SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
        }
    }

    @Test
    void openDescriptorAtClose_isReported() throws IOException {
        V2Device opened = (V2Device) SimulatedDevices.open(spec("bulk"));
        DataDescriptor data = opened.setState(V2DeviceState.RESUMING).orElseThrow();
        assertThrows(IllegalStateException.class, opened::close);
        data.close();
        assertThrows(IllegalStateException.class, opened::state);
    }

    @Test
    void requestThatHangsLinux612_throwsIllegalState() throws IOException {
        try (V2Device opened = (V2Device) SimulatedDevices.open(spec("bulk"));
                DataDescriptor data = opened.setState(V2DeviceState.STOP_COPY).orElseThrow()) {
            assertThrows(IllegalStateException.class, () -> opened.setState(V2DeviceState.PRE_COPY));
            assertThrows(IllegalStateException.class, () -> data.write(ByteBuffer.allocate(1)));
            assertFails(Errno.EINVAL, () -> opened.setState(V2DeviceState.ERROR));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty,request-after=0", "v1,request-after=0"})
    void requestAfter_callsListener(String device) throws IOException, InterruptedException {
        CountDownLatch requested = new CountDownLatch(1);
        try (MigrationDevice opened = open(device)) {
            opened.onDeviceRequest(requested::countDown);
            requested.await();
        }
    }

    @Test
    void closedDevice_isNotRequested() throws IOException, InterruptedException {
        CountDownLatch requested = new CountDownLatch(1);
        try (MigrationDevice opened = open("mtty,request-after=1000000")) {
            opened.onDeviceRequest(requested::countDown);
        }
        assertFalse(requested.await(10, TimeUnit.MILLISECONDS));
    }
}
