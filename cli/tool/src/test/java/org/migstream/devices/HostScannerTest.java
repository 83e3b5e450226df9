// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.V2Device;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.FakeHostFiles;
import org.migstream.vfio.simulated.SimulatedDevices;

/** Scans a host made of files whose devices are simulated, used by a process, unreadable or hanging. */
class HostScannerTest {
    private static final String VF = "0000:3b:00.2";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path root;

    @TempDir
    private Path files;

    private FakeHostFiles hostFiles;

    @BeforeEach
    void createHostFiles() throws IOException {
        hostFiles = new FakeHostFiles(root);
    }

    private OpenDevice simulated() throws IOException {
        return SimulatedDevices.open("mtty@" + files.resolve("device"));
    }

    private static String text(DevicesReport report) throws IOException {
        StringWriter text = new StringWriter();
        new DevicesText(text, false, 0).render(report);
        return text.toString();
    }

    private static String json(DevicesReport report) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        new DevicesJson(json).render(report);
        return json.toString(StandardCharsets.UTF_8);
    }

    @Test
    void freeDevice_isOpened() throws IOException {
        hostFiles.addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25");
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, user) -> {
                            assertTrue(user.isEmpty());
                            return simulated();
                        },
                        TIMEOUT)
                .scan();
        assertTrue(report.hasMigratableDevice());
        DevicesReport.DeviceEntry entry = report.devices().get(0);
        assertEquals(
                new DevicesReport.MigrationSupport("v2", List.of("STOP_COPY", "P2P", "PRE_COPY"), "RUNNING", 96L),
                entry.migration());
        assertNull(entry.error());
        assertEquals("""
                device                                     driver          group  cdev    used by
                vfio:0000:3b:00.2                          mlx5_vfio_pci   25     -       -
                    v2 with STOP_COPY, P2P, PRE_COPY; now RUNNING; about 96 bytes once stopped; decoder mlx5; 15b3:101e
                """, text(report));
        assertTrue(json(report).contains("\"stopCopyBytes\" : 96"));
    }

    @Test
    void deviceInUse_isBorrowedFromItsProcess() throws IOException {
        hostFiles.addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25").addProcess(4711, "qemu\u001b[m", "/dev/vfio/25");
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, user) -> {
                            assertEquals(4711, user.orElseThrow().pid());
                            return simulated();
                        },
                        TIMEOUT)
                .scan();
        assertEquals(
                new DevicesReport.UserProcess(4711, "qemu\u001b[m"),
                report.devices().get(0).user());
        assertTrue(text(report).contains("4711 (qemu\\x1b[m)"), text(report));
    }

    @Test
    void unreadableDevice_isListedWithReason() throws IOException {
        hostFiles
                .addPciDevice(VF, "15b3:101e", "vfio-pci", "25")
                .addMediatedDevice("83b8f4f2-509f-382f-3c1e-e6bfe0fa1001", "mtty", "26");
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, user) -> {
                            throw new VfioException("open /dev/vfio/25", Errno.EACCES);
                        },
                        TIMEOUT)
                .scan();
        assertEquals(2, report.devices().size());
        assertTrue(text(report).contains("\n    open /dev/vfio/25: Permission denied\n"), text(report));
        assertTrue(json(report).contains("\"migration\" : null"));
        assertEquals(false, report.hasMigratableDevice());
    }

    @Test
    void hangingDevice_timesOut() throws IOException {
        hostFiles.addPciDevice(VF, "15b3:101e", "vfio-pci", "25");
        CountDownLatch never = new CountDownLatch(1);
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, user) -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return simulated();
                        },
                        Duration.ofMillis(1))
                .scan();
        assertEquals(
                "no answer within 0.001 s; allow more with --timeout; its state is unknown",
                report.devices().get(0).error());
    }

    /** The first device fails to report its state; the second is listed as ever. */
    @Test
    void failedDevice_isListedWithFailureAndFeatures() throws IOException {
        hostFiles
                .addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25")
                .addMediatedDevice("83b8f4f2-509f-382f-3c1e-e6bfe0fa1001", "mtty", "26");
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, user) -> device.address().equals(VF) ? withoutState(simulated()) : simulated(),
                        TIMEOUT)
                .scan();
        DevicesReport.DeviceEntry failed = report.devices().stream()
                .filter(device -> device.address().equals(VF))
                .findFirst()
                .orElseThrow();
        assertEquals(
                new DevicesReport.MigrationSupport("v2", List.of("STOP_COPY", "P2P", "PRE_COPY"), null, null),
                failed.migration());
        assertEquals("ask for the state: Input/output error", failed.error());
        assertTrue(text(report).contains("""
                    v2 with STOP_COPY, P2P, PRE_COPY; state unknown; decoder mlx5; 15b3:101e
                    ask for the state: Input/output error
                """), text(report));
        assertTrue(json(report).contains("\"error\" : \"ask for the state: Input/output error\""), json(report));
        assertTrue(report.hasMigratableDevice());
        assertFalse(new DevicesReport(null, List.of(failed), List.of()).hasMigratableDevice());
    }

    private static OpenDevice withoutState(OpenDevice device) {
        return (OpenDevice) Proxy.newProxyInstance(
                OpenDevice.class.getClassLoader(), new Class<?>[] {V2Device.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("state")) {
                        throw new VfioException("ask for the state", Errno.EIO);
                    }
                    try {
                        return method.invoke(device, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void noDevices_listsMissingPrerequisites() throws IOException {
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, user) -> {
                            throw new AssertionError(device);
                        },
                        TIMEOUT)
                .scan();
        assertTrue(text(report).startsWith("no VFIO devices:\n  no IOMMU is in use"), text(report));
        assertTrue(json(report).contains("\"devices\" : [ ]"));
    }
}
