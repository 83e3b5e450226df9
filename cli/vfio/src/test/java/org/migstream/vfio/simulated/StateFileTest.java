// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.VfioException;

/** What is left of a device between two processes, and what is said of a file that is none. */
class StateFileTest {
    @TempDir
    Path folder;

    private String at(String device) {
        return device + "@" + folder.resolve("device");
    }

    private byte[] bytes() throws IOException {
        return Files.readAllBytes(folder.resolve("device"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty; STOPPED; NONE; STOP",
                "mtty; STOPPED; STOP_COPY; RUNNING",
                "mtty; STOPPED; RESUMING; RUNNING",
                "mtty; QUIET; PRE_COPY; RUNNING",
                "bulk; QUIET; NONE; RUNNING",
                "v1; STOPPED; NONE; 0",
                "v1; STOPPED; STOP_COPY; RUNNING",
                "v1; RUNNING; PRE_COPY; RUNNING"
            })
    void aStoppedDeviceStaysSoAndAllOthersRun(String device, DeviceActivity activity, DataPhase data, String then)
            throws IOException {
        try (MigrationDevice opened = Migrating.open(at(device))) {
            Migrating.enter(opened, activity, data);
        }
        assertTrue(text().contains("\nstate: " + then + " "), this::text);
        try (MigrationDevice opened = Migrating.open(at(device))) {
            assertEquals(then, opened.state().toString());
        }
    }

    private String text() {
        try {
            return new String(bytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty,fail=RUNNING..RUNNING_P2P:EIO:ERROR", "v1,fail=RUNNING..0:EIO:ERROR"})
    void anErrorLasts(String device) throws IOException {
        try (MigrationDevice opened = Migrating.open(at(device))) {
            assertThrows(VfioException.class, () -> Migrating.enter(opened, DeviceActivity.STOPPED, DataPhase.NONE));
        }
        try (MigrationDevice opened = Migrating.open(at(device.substring(0, device.indexOf(','))))) {
            assertTrue(opened.state().isError());
            opened.reset();
            assertFalse(opened.state().isError());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "v1", "bulk"})
    void whoeverWasKilledLeavesADeviceThatRuns(String device) throws IOException {
        byte[] left;
        byte[] before = Migrating.content(at(device));
        try (MigrationDevice opened = Migrating.open(at(device))) {
            Migrating.enter(opened, DeviceActivity.STOPPED, DataPhase.RESUMING);
            left = bytes();
        }
        Files.write(folder.resolve("device"), left);
        Files.write(folder.resolve("device.sim-new"), new byte[100]);
        try (MigrationDevice opened = Migrating.open(at(device))) {
            assertEquals("RUNNING", opened.state().toString());
        }
        assertArrayEquals(before, Migrating.content(at(device)));
    }

    @Test
    void aDeviceIsOpenedOnce() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("device"));
        try (MigrationDevice opened = Migrating.open(at("mtty"))) {
            assertFalse(opened.state().isError());
            for (String name : new String[] {"device", "link"}) {
                VfioException busy =
                        assertThrows(VfioException.class, () -> Simulation.open("mtty@" + folder.resolve(name)));
                assertTrue(busy.hasErrno(Errno.EBUSY));
            }
        }
        Simulation.open("mtty@" + folder.resolve("link")).close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty; v1; the device in it is mtty, not v1",
                "mtty,ports=1; mtty,ports=2; was not made with ports=2",
                "bulk,size=1K; bulk,size=2K; was not made with size=2K",
                "v1,id=1; v1,id=2; was not made with id=2"
            })
    void anotherDeviceIsNotOpened(String made, String asked, String reason) throws IOException {
        Simulation.open(at(made)).close();
        byte[] before = bytes();
        assertTold(reason, asked);
        assertArrayEquals(before, bytes());
    }

    private void assertTold(String reason, String device) {
        VfioException told = assertThrows(VfioException.class, () -> Simulation.open(at(device)));
        assertTrue(told.getMessage().contains(reason), told::getMessage);
        assertTrue(told.getMessage().contains(folder.resolve("device").toString()), told::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "hisi_acc", "mlx5", "bulk,size=5000", "v1,size=5000"})
    void aFileThatWasCutIsTold(String device) throws IOException {
        Simulation.open(at(device)).close();
        byte[] whole = bytes();
        String kind = device.split(",", 2)[0];
        for (int length = 1; length < whole.length; length += 1 + whole.length / 50) {
            Files.write(folder.resolve("device"), Arrays.copyOf(whole, length));
            VfioException told = assertThrows(VfioException.class, () -> Simulation.open(at(kind)), "at " + length);
            assertTrue(
                    told.getMessage().matches("(?s).*(no state of a simulated|has no end|cut or changed).*"),
                    told::getMessage);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mtty; state: RUNNING; state: WALKING; its state is 'WALKING'",
                "mtty; state: RUNNING; state:  RUNNING; its header is not laid out as it was written",
                "mtty; simulation: 1; simulation: 2; its version is 2, not 1",
                "mtty; config-space; config-spice; no config-space",
                "v1; msix-pending: 0; msix-pending: x; its configuration is damaged",
                "mtty; kind: mtty; kin; no 'key: value'",
                "bulk; content-length: 1; content-length: 9; cut or changed"
            })
    void aHeaderThatWasDamagedIsTold(String device, String is, String was, String reason) throws IOException {
        Simulation.open(at(device)).close();
        Files.writeString(folder.resolve("device"), text().replaceFirst(is, was), StandardCharsets.ISO_8859_1);
        assertTold(reason, device);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "hisi_acc"})
    void aContentThatIsOfNoSuchDeviceIsTold(String device) throws IOException {
        Simulation.open(at(device)).close();
        byte[] damaged = bytes();
        damaged[text().indexOf("\n\n") + 2 + 12] ^= 1;
        Files.write(folder.resolve("device"), damaged);
        assertTold("its content is damaged", device);
    }

    @Test
    void bitsOfBlocksThatThereAreNotAreTold() throws IOException {
        Simulation.open(at("bulk")).close();
        byte[] damaged = bytes();
        damaged[text().indexOf("\n\n") + 2 + 16 / Byte.SIZE] = 1;
        Files.write(folder.resolve("device"), damaged);
        assertTold("name blocks that it does not have", "bulk");
    }
}
