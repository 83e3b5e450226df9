// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.migstream.devices.DevicesReport.DeviceEntry;
import org.migstream.devices.DevicesReport.MigrationSupport;
import org.migstream.devices.DevicesReport.Query;
import org.migstream.devices.DevicesReport.UserProcess;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.host.LinuxHost;
import org.migstream.vfio.host.MissingPrerequisites;
import org.migstream.vfio.host.ProcessFile;
import org.migstream.vfio.host.VariantDrivers;
import org.migstream.vfio.kernel.KernelDeviceOpener;

/**
 * Lists the VFIO devices of a host and reads the migration support of each. All devices are asked at the same time, in
 * threads that do not keep the process from ending. An answer that comes after the timeout is ignored.
 */
public final class HostScanner {
    /** The maximum number of devices that are asked at the same time. */
    private static final int MAX_THREADS = 256;

    private final LinuxHost host;
    private final DeviceOpener opener;
    private final Duration timeout;
    private final boolean opensFreeDevices;

    /** Opens a device. */
    @FunctionalInterface
    interface DeviceOpener {
        /**
         * Opens a device, or borrows it from the process that has it open.
         *
         * @param files the VFIO files of the process that has the device open; empty if no such process is known
         */
        OpenDevice open(HostDevice device, List<ProcessFile> files) throws IOException;
    }

    /**
     * @param timeout how long all devices together may take to answer
     * @param opensFreeDevices whether to open devices that no process has open
     */
    HostScanner(LinuxHost host, DeviceOpener opener, Duration timeout, boolean opensFreeDevices) {
        this.host = host;
        this.opener = opener;
        this.timeout = timeout;
        this.opensFreeDevices = opensFreeDevices;
    }

    /**
     * Scans the local host.
     *
     * @param timeout how long all devices together may take to answer
     * @param opensFreeDevices whether to open devices that no process has open. The kernel resets most devices when
     *     they are opened or closed.
     * @throws VfioException if this process cannot make calls of devices at all
     */
    public static DevicesReport scanLocalHost(Duration timeout, boolean opensFreeDevices) throws VfioException {
        DeviceOpener kernel = (device, files) ->
                files.isEmpty() ? KernelDeviceOpener.open(device) : KernelDeviceOpener.borrow(device, files);
        return new HostScanner(LinuxHost.LOCAL, kernel, timeout, opensFreeDevices).scan();
    }

    DevicesReport scan() throws VfioException {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<HostDevice> devices = host.devices();
        DeviceUsers users = devices.isEmpty() ? DeviceUsers.NONE : DeviceUsers.of(host);
        VariantDrivers drivers = VariantDrivers.of(host);
        Map<HostDevice, Future<QueryResult>> queries = startQueries(devices, users, drivers);
        List<DeviceEntry> entries = new ArrayList<>();
        for (Map.Entry<HostDevice, Future<QueryResult>> query : queries.entrySet()) {
            HostDevice device = query.getKey();
            entries.add(toEntry(device, users.filesOfUser(device), awaitAnswer(query.getValue(), deadline)));
        }
        return new DevicesReport(
                host.kernelRelease().orElse(null),
                entries,
                devices.isEmpty() ? new MissingPrerequisites(host).messages() : List.of());
    }

    private Map<HostDevice, Future<QueryResult>> startQueries(
            List<HostDevice> devices, DeviceUsers users, VariantDrivers drivers) {
        Map<HostDevice, Future<QueryResult>> queries = new LinkedHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.max(1, Math.min(devices.size(), MAX_THREADS)), HostScanner::newThread);
        for (HostDevice device : devices) {
            List<ProcessFile> filesOfUser = users.filesOfUser(device);
            Optional<String> reasonNotToAsk = reasonNotToAsk(device, filesOfUser, drivers);
            FutureTask<QueryResult> query = new FutureTask<>(() -> reasonNotToAsk.isPresent()
                    ? new QueryResult(Query.NOT_ASKED, null, reasonNotToAsk.get())
                    : query(device, filesOfUser));
            threads.execute(query);
            queries.put(device, query);
        }
        threads.shutdown();
        return queries;
    }

    private Optional<String> reasonNotToAsk(HostDevice device, List<ProcessFile> filesOfUser, VariantDrivers drivers) {
        if (device.hasPlainVfioDriver()) {
            // Opening the device would reset it, and would show nothing more.
            return Optional.of(drivers.missingMigration(device));
        }
        return filesOfUser.isEmpty() && !opensFreeDevices
                ? Optional.of("not asked, because opening it usually resets it; ask it with --probe")
                : Optional.empty();
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "ask a device");
        thread.setDaemon(true);
        return thread;
    }

    private static DeviceEntry toEntry(HostDevice device, List<ProcessFile> filesOfUser, QueryResult result) {
        return new DeviceEntry(
                device.toString(),
                device.address(),
                device.bus().toString(),
                device.driver().orElse(null),
                device.decoderName().orElse(null),
                device.pciId().orElse(null),
                device.iommuGroup().orElse(null),
                device.cdev().orElse(null),
                filesOfUser.stream()
                        .findFirst()
                        .map(file ->
                                new UserProcess(file.pid(), file.processName().orElse(null)))
                        .orElse(null),
                result.query(),
                result.migration(),
                result.error());
    }

    /**
     * The answer of a device.
     *
     * @param query whether the device has answered
     * @param migration the migration support; null if the device has none or did not report it
     * @param error the first error; null if there was none
     */
    private record QueryResult(
            Query query,
            @Nullable MigrationSupport migration,
            @Nullable String error) {}

    /**
     * Waits for an answer until the deadline, which is the same for all devices. Opening a device may hang, too, so {@link
     * org.migstream.vfio.TimeoutDevice} is not sufficient.
     *
     * @throws VfioException if this process cannot call any device
     */
    private QueryResult awaitAnswer(Future<QueryResult> query, long deadline) throws VfioException {
        try {
            return query.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VfioException failure && failure.isDeviceUnreached()) {
                throw failure;
            }
            if (e.getCause() instanceof IOException failure) {
                return new QueryResult(Query.ANSWERED, null, failure.getMessage());
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            String seconds = BigDecimal.valueOf(timeout.toMillis(), 3)
                    .stripTrailingZeros()
                    .toPlainString();
            return new QueryResult(
                    Query.NOT_ANSWERED, null, "not answered within " + seconds + " s; allow more with --timeout");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new QueryResult(Query.NOT_ANSWERED, null, "interrupted");
        }
    }

    /** Asks a device for its features, its state and the size of its data. A failure does not hide the other answers. */
    private QueryResult query(HostDevice device, List<ProcessFile> filesOfUser) throws IOException {
        try (MigrationDevice opened = MigrationDevice.open(opener.open(device, filesOfUser))) {
            String state = null;
            Long bytes = null;
            String error = null;
            try {
                state = opened.state().toString();
                OptionalLong length = opened.stopCopyLength();
                bytes = length.isPresent() ? length.getAsLong() : null;
            } catch (VfioException e) {
                error = e.getMessage();
            }
            return new QueryResult(
                    Query.ANSWERED,
                    new MigrationSupport(opened.stateMachine().uapi(), opened.features(), state, bytes),
                    error);
        }
    }

    /**
     * The processes that have VFIO devices open. {@code /proc} is read once for all devices.
     *
     * @param byTarget a VFIO file of each path
     * @param byDevice a file of each device whose files identify it
     * @param byProcess the VFIO files of each process
     */
    private record DeviceUsers(
            Map<String, ProcessFile> byTarget,
            Map<HostDevice, ProcessFile> byDevice,
            Map<Integer, List<ProcessFile>> byProcess) {
        static final DeviceUsers NONE = new DeviceUsers(Map.of(), Map.of(), Map.of());

        static DeviceUsers of(LinuxHost host) {
            DeviceUsers users = new DeviceUsers(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
            for (ProcessFile file : ProcessFile.openVfioFiles(host)) {
                users.byTarget.putIfAbsent(file.target(), file);
                file.device().ifPresent(device -> users.byDevice.putIfAbsent(device, file));
                users.byProcess
                        .computeIfAbsent(file.pid(), pid -> new ArrayList<>())
                        .add(file);
            }
            return users;
        }

        /** Returns the VFIO files of the process that has a device open; empty if no such process is known. */
        List<ProcessFile> filesOfUser(HostDevice device) {
            return Optional.ofNullable(byDevice.get(device))
                    .or(() -> device.cdev().map(byTarget::get))
                    .or(() -> device.groupFile().map(byTarget::get))
                    .map(file -> byProcess.get(file.pid()))
                    .orElse(List.of());
        }
    }
}
