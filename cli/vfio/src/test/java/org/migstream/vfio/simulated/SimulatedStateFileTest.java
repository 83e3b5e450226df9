// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.VfioException;

/** The state file stores a device for the next process. An invalid file is reported. */
class SimulatedStateFileTest {
    @TempDir
    Path folder;

    private String spec(String device) {
        return device + "@" + folder.resolve("device");
    }

    private byte[] readBytes() throws IOException {
        return Files.readAllBytes(folder.resolve("device"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty; STOPPED; NONE; STOP",
                "mtty; STOPPED; STOP_COPY; RUNNING",
                "mtty; STOPPED; RESUMING; RUNNING",
                "mtty; P2P_QUIESCENT; PRE_COPY; RUNNING",
                "bulk; P2P_QUIESCENT; NONE; RUNNING",
                "v1; STOPPED; NONE; 0",
                "v1; STOPPED; STOP_COPY; RUNNING",
                "v1; RUNNING; PRE_COPY; RUNNING"
            })
    void stoppedState_survivesReopen_andOtherStatesBecomeRunning(
            String device, DeviceActivity activity, DataPhase data, String stateAfter) throws IOException {
        try (MigrationDevice opened = SimulatedTransfers.open(spec(device))) {
            SimulatedTransfers.goTo(opened, activity, data);
        }
        assertTrue(readText().contains("\nstate: " + stateAfter + " "), this::readText);
        try (MigrationDevice opened = SimulatedTransfers.open(spec(device))) {
            assertEquals(stateAfter, opened.state().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "v1", "bulk"})
    void unchangedDevice_isNotWritten(String device) throws IOException {
        SimulatedTransfers.readContent(spec(device));
        Path file = folder.resolve("device");
        FileTime before = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(file, before);
        try (MigrationDevice opened = SimulatedTransfers.open(spec(device))) {
            assertFalse(opened.readConfiguration().configSpace().id().toString().isEmpty());
        }
        assertEquals(before, Files.getLastModifiedTime(file));
        try (MigrationDevice opened = SimulatedTransfers.open(spec(device))) {
            SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.NONE);
        }
        assertNotEquals(before, Files.getLastModifiedTime(file));
    }

    private String readText() {
        try {
            return new String(readBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty,fail=RUNNING..RUNNING_P2P:EIO:ERROR", "v1,fail=RUNNING..0:EIO:ERROR"})
    void errorState_survivesReopen(String device) throws IOException {
        try (MigrationDevice opened = SimulatedTransfers.open(spec(device))) {
            assertThrows(
                    VfioException.class, () -> SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.NONE));
        }
        try (MigrationDevice opened = SimulatedTransfers.open(spec(device.substring(0, device.indexOf(','))))) {
            assertTrue(opened.state().isError());
            opened.reset();
            assertFalse(opened.state().isError());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "v1", "bulk"})
    void deviceOfKilledProcess_runsAfterReopen(String device) throws IOException {
        byte[] left;
        byte[] before = SimulatedTransfers.readContent(spec(device));
        try (MigrationDevice opened = SimulatedTransfers.open(spec(device))) {
            SimulatedTransfers.goTo(opened, DeviceActivity.STOPPED, DataPhase.RESUMING);
            left = readBytes();
        }
        Files.write(folder.resolve("device"), left);
        Files.write(folder.resolve("device.sim-new"), new byte[100]);
        try (MigrationDevice opened = SimulatedTransfers.open(spec(device))) {
            assertEquals("RUNNING", opened.state().toString());
        }
        assertArrayEquals(before, SimulatedTransfers.readContent(spec(device)));
    }

    @Test
    void secondOpen_failsWithEbusy() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("device"));
        try (MigrationDevice opened = SimulatedTransfers.open(spec("mtty"))) {
            assertFalse(opened.state().isError());
            for (String name : new String[] {"device", "link"}) {
                VfioException busy =
                        assertThrows(VfioException.class, () -> SimulatedDevices.open("mtty@" + folder.resolve(name)));
                assertTrue(busy.hasErrno(Errno.EBUSY));
            }
        }
        SimulatedDevices.open("mtty@" + folder.resolve("link")).close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty; v1; it has a device of the kind mtty, not v1",
                "mtty,ports=1; mtty,ports=2; its device was created without ports=2",
                "bulk,size=1K; bulk,size=2K; its device was created without size=2K",
                "v1,id=1; v1,id=2; its device was created without id=2"
            })
    void differentKindOrOptions_areRejected(String creation, String opening, String reason) throws IOException {
        SimulatedDevices.open(spec(creation)).close();
        byte[] before = readBytes();
        assertOpenFails(reason, opening);
        assertArrayEquals(before, readBytes());
    }

    private void assertOpenFails(String reason, String device) {
        VfioException failure = assertThrows(VfioException.class, () -> SimulatedDevices.open(spec(device)));
        assertTrue(failure.getMessage().contains(reason), failure::getMessage);
        assertTrue(failure.getMessage().contains(folder.resolve("device").toString()), failure::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "hisi_acc", "mlx5", "bulk,size=5000", "v1,size=5000"})
    void truncatedFile_isReported(String device) throws IOException {
        SimulatedDevices.open(spec(device)).close();
        byte[] complete = readBytes();
        String kind = device.split(",", 2)[0];
        for (int length = 1; length < complete.length; length += 1 + complete.length / 50) {
            Files.write(folder.resolve("device"), Arrays.copyOf(complete, length));
            VfioException failure =
                    assertThrows(VfioException.class, () -> SimulatedDevices.open(spec(kind)), "at " + length);
            assertTrue(
                    failure.getMessage()
                            .matches("(?s).*(not the state file of a simulated|has no end|truncated or changed).*"),
                    failure::getMessage);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty; state: RUNNING; state: WALKING; its state is 'WALKING'",
                "mtty; state: RUNNING; state:  RUNNING; its header does not have the layout",
                "mtty; simulation: 1; simulation: 2; its version is 2, not 1",
                "mtty; config-space; config-spice; config-space is missing",
                "v1; msix-pending: 0; msix-pending: x; its configuration is damaged",
                "mtty; kind: mtty; kin; not 'key: value'",
                "bulk; content-length: 1; content-length: 9; truncated or changed"
            })
    void damagedHeader_isReported(String device, String original, String damaged, String reason) throws IOException {
        SimulatedDevices.open(spec(device)).close();
        Files.writeString(
                folder.resolve("device"), readText().replaceFirst(original, damaged), StandardCharsets.ISO_8859_1);
        assertOpenFails(reason, device);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "hisi_acc"})
    void contentOfOtherDevice_isReported(String device) throws IOException {
        SimulatedDevices.open(spec(device)).close();
        byte[] damaged = readBytes();
        damaged[readText().indexOf("\n\n") + 2 + 12] ^= 1;
        Files.write(folder.resolve("device"), damaged);
        assertOpenFails("its content is damaged", device);
    }

    @Test
    void bitmapBeyondLastBlock_isReported() throws IOException {
        SimulatedDevices.open(spec("bulk")).close();
        byte[] damaged = readBytes();
        damaged[readText().indexOf("\n\n") + 2 + 16 / Byte.SIZE] = 1;
        Files.write(folder.resolve("device"), damaged);
        assertOpenFails("marks blocks after its end as stored", "bulk");
    }
}
