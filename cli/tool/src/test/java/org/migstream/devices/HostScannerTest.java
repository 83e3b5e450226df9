// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.schema.DocumentValidator;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.V2Device;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.FakeHostFiles;
import org.migstream.vfio.host.HostDevice;
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

    private OpenDevice simulated(HostDevice device) throws IOException {
        return SimulatedDevices.open("mtty@" + files.resolve(device.address()));
    }

    private static String text(DevicesReport report) throws IOException {
        StringWriter text = new StringWriter();
        new DevicesText(text, false, 0).render(report);
        return text.toString();
    }

    private static String json(DevicesReport report) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        new DevicesJson(json).render(report);
        String text = json.toString(StandardCharsets.UTF_8);
        DocumentValidator.requireValidDocuments(text);
        return text;
    }

    @Test
    void freeDevice_isOpened() throws IOException {
        hostFiles.addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25");
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, files) -> {
                            assertTrue(files.isEmpty());
                            return simulated(device);
                        },
                        TIMEOUT,
                        true)
                .scan();
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
    void freeDevice_isNotOpenedUnlessRequested() throws IOException {
        String used = "0000:3b:00.3";
        hostFiles
                .addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25")
                .addPciDevice(used, "15b3:101e", "mlx5_vfio_pci", "26")
                .addProcess(4711, "qemu", "/dev/vfio/26");
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, files) -> {
                            assertEquals(used, device.address());
                            return simulated(device);
                        },
                        TIMEOUT,
                        false)
                .scan();
        assertEquals(DevicesReport.Query.NOT_ASKED, report.devices().get(0).query());
        assertNull(report.devices().get(0).migration());
        assertEquals(
                "not asked, because opening it usually resets it; ask it with --probe",
                report.devices().get(0).error());
        assertEquals(DevicesReport.Query.ANSWERED, report.devices().get(1).query());
        assertNotNull(report.devices().get(1).migration());
    }

    @Test
    void deviceInUse_isBorrowedFromItsProcess() throws IOException {
        hostFiles.addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25").addProcess(4711, "qemu\u001b[m", "/dev/vfio/25");
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, files) -> {
                            assertEquals(4711, files.get(0).pid());
                            return simulated(device);
                        },
                        TIMEOUT,
                        true)
                .scan();
        assertEquals(
                new DevicesReport.UserProcess(4711, "qemu\u001b[m"),
                report.devices().get(0).user());
        assertTrue(text(report).contains("4711 (qemu\\x1b[m)"), text(report));
    }

    @Test
    void unreadableDevice_isListedWithReason() throws IOException {
        hostFiles
                .addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25")
                .addMediatedDevice("83b8f4f2-509f-382f-3c1e-e6bfe0fa1001", "mtty", "26");
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, files) -> {
                            throw new VfioException("open /dev/vfio/25", Errno.EACCES);
                        },
                        TIMEOUT,
                        true)
                .scan();
        assertEquals(2, report.devices().size());
        assertTrue(text(report).contains("\n    open /dev/vfio/25: Permission denied\n"), text(report));
        assertTrue(json(report).contains("\"migration\" : null"));
    }

    @Test
    void hangingDevice_timesOut() throws IOException {
        hostFiles.addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25");
        CountDownLatch never = new CountDownLatch(1);
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, files) -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return simulated(device);
                        },
                        Duration.ofMillis(1),
                        true)
                .scan();
        assertEquals(
                "not answered within 0.001 s; allow more with --timeout",
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
                        (device, files) ->
                                device.address().equals(VF) ? withoutState(simulated(device)) : simulated(device),
                        TIMEOUT,
                        true)
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
                        (device, files) -> {
                            throw new AssertionError(device);
                        },
                        TIMEOUT,
                        true)
                .scan();
        assertTrue(text(report).startsWith("no VFIO devices:\n  no IOMMU is in use"), text(report));
        assertTrue(json(report).contains("\"devices\" : [ ]"));
    }

    private static String address(int number) {
        return "0000:3b:%02x.%d".formatted(number / 8, number % 8);
    }

    private void addFunctions(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            hostFiles.addPciDevice(address(i), "15b3:101e", "mlx5_vfio_pci", String.valueOf(100 + i));
        }
    }

    /** No function answers before all of them are asked. */
    @Test
    void functions_areAskedAtTheSameTime() throws IOException {
        addFunctions(64);
        CountDownLatch asked = new CountDownLatch(64);
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, files) -> {
                            asked.countDown();
                            awaitUninterrupted(asked);
                            return simulated(device);
                        },
                        TIMEOUT,
                        true)
                .scan();
        assertEquals(64, report.devices().size());
        for (int i = 0; i < 64; i++) {
            assertEquals(address(i), report.devices().get(i).address());
            assertEquals(DevicesReport.Query.ANSWERED, report.devices().get(i).query());
            assertNotNull(report.devices().get(i).migration());
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All functions hang; each of them is in use. The timeout passes once, not 64 times. */
    @Test
    void hangingFunctions_areListedWithTheirUser() throws IOException {
        addFunctions(64);
        String[] groups = new String[64];
        for (int i = 0; i < 64; i++) {
            groups[i] = "/dev/vfio/" + (100 + i);
        }
        hostFiles.addProcess(4711, "qemu", groups);
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> threads = new CopyOnWriteArrayList<>();
        long begin = System.nanoTime();
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, files) -> {
                            threads.add(Thread.currentThread());
                            assertEquals(64, files.size());
                            awaitUninterrupted(end);
                            return simulated(device);
                        },
                        Duration.ofSeconds(2),
                        true)
                .scan();
        assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(60));
        assertEquals(64, report.devices().size());
        for (DevicesReport.DeviceEntry entry : report.devices()) {
            assertEquals(new DevicesReport.UserProcess(4711, "qemu"), entry.user());
            assertEquals("mlx5_vfio_pci", entry.driver());
            assertEquals(DevicesReport.Query.NOT_ANSWERED, entry.query());
            assertEquals("not answered within 2 s; allow more with --timeout", entry.error());
            assertNull(entry.migration());
        }
        assertTrue(threads.stream().allMatch(Thread::isDaemon), "the process can end");
        assertTrue(json(report).contains("\"query\" : \"not-answered\""), json(report));
        String before = text(report);
        end.countDown();
        for (Thread thread : threads) {
            join(thread);
        }
        assertEquals(before, text(report), "late answers are ignored");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void plainVfioFunction_isNotOpened() throws IOException {
        hostFiles.addPciDevice(VF, "15b3:101e", "vfio-pci", "25");
        DevicesReport report = new HostScanner(
                        hostFiles.host(),
                        (device, files) -> {
                            throw new AssertionError(device);
                        },
                        TIMEOUT,
                        true)
                .scan();
        DevicesReport.DeviceEntry entry = report.devices().get(0);
        assertEquals(DevicesReport.Query.NOT_ASKED, entry.query());
        assertEquals(
                "its driver vfio-pci never supports migration; bind the VFIO driver of its vendor to it",
                entry.error());
    }
}
