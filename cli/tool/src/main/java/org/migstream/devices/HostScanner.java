// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.migstream.devices.DevicesReport.MigrationSupport;
import org.migstream.devices.DevicesReport.UserProcess;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.host.LinuxHost;
import org.migstream.vfio.host.MissingPrerequisites;
import org.migstream.vfio.host.ProcessFile;
import org.migstream.vfio.kernel.KernelDeviceOpener;

/** Lists the VFIO devices of a host and reads the migration support of each. */
public final class HostScanner {
    private final LinuxHost host;
    private final DeviceOpener opener;
    private final Duration timeout;

    /** Opens a device. */
    @FunctionalInterface
    interface DeviceOpener {
        /**
         * Opens a device, or borrows it from the process that has it open.
         *
         * @param user a file of the process that has the device open; empty if no such process is known
         */
        OpenDevice open(HostDevice device, Optional<ProcessFile> user) throws IOException;
    }

    /** @param timeout how long one device may take to answer */
    HostScanner(LinuxHost host, DeviceOpener opener, Duration timeout) {
        this.host = host;
        this.opener = opener;
        this.timeout = timeout;
    }

    /**
     * Scans the local host.
     *
     * @param timeout how long one device may take to answer
     * @throws VfioException if this process cannot make calls of devices at all
     */
    public static DevicesReport scanLocalHost(Duration timeout) throws VfioException {
        DeviceOpener kernel = (device, user) -> user.isPresent()
                ? KernelDeviceOpener.borrow(device, user.get().pid())
                : KernelDeviceOpener.open(device);
        return new HostScanner(LinuxHost.LOCAL, kernel, timeout).scan();
    }

    DevicesReport scan() throws VfioException {
        List<HostDevice> devices = host.devices();
        List<ProcessFile> openFiles = devices.isEmpty() ? List.of() : ProcessFile.openVfioFiles(host);
        List<DevicesReport.DeviceEntry> entries = new ArrayList<>();
        for (HostDevice device : devices) {
            entries.add(scanDevice(device, openFiles));
        }
        return new DevicesReport(
                host.kernelRelease().orElse(null),
                entries,
                devices.isEmpty() ? new MissingPrerequisites(host).messages() : List.of());
    }

    private DevicesReport.DeviceEntry scanDevice(HostDevice device, List<ProcessFile> openFiles) throws VfioException {
        Optional<ProcessFile> user =
                openFiles.stream().filter(file -> isFileOf(file, device)).findFirst();
        QueryResult result;
        try {
            result = queryWithTimeout(device, user);
        } catch (IOException e) {
            if (e instanceof VfioException failure && failure.isDeviceUnreached()) {
                // The other devices cannot be reached, either.
                throw failure;
            }
            result = new QueryResult(null, e.getMessage());
        }
        return new DevicesReport.DeviceEntry(
                device.toString(),
                device.address(),
                device.bus().toString(),
                device.driver().orElse(null),
                device.decoderName().orElse(null),
                device.pciId().orElse(null),
                device.iommuGroup().orElse(null),
                device.cdev().orElse(null),
                user.map(file -> new UserProcess(file.pid(), file.processName().orElse(null)))
                        .orElse(null),
                result.migration(),
                result.error());
    }

    /**
     * The answer of a device.
     *
     * @param migration the migration support; null if the device has none or did not report it
     * @param error the first error; null if there was none
     */
    private record QueryResult(
            @Nullable MigrationSupport migration, @Nullable String error) {}

    private static boolean isFileOf(ProcessFile file, HostDevice device) {
        Optional<String> target = Optional.of(file.target());
        return target.equals(device.cdev())
                || target.equals(device.groupFile())
                || file.device().equals(Optional.of(device));
    }

    /**
     * Opens and queries a device in a separate thread, so that a device that does not answer does not block the scan.
     * {@link org.migstream.vfio.TimeoutDevice} is not sufficient, because opening may hang, too.
     */
    private QueryResult queryWithTimeout(HostDevice device, Optional<ProcessFile> user) throws IOException {
        FutureTask<QueryResult> result = new FutureTask<>(() -> query(device, user));
        Thread thread = new Thread(result, "ask " + device.address());
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            String seconds = BigDecimal.valueOf(timeout.toMillis(), 3)
                    .stripTrailingZeros()
                    .toPlainString();
            throw new IOException(
                    "no answer within " + seconds + " s; allow more with --timeout; its state is unknown", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Asks a device for its features, its state and the size of its data. A failure does not hide the other answers. */
    private QueryResult query(HostDevice device, Optional<ProcessFile> user) throws IOException {
        try (MigrationDevice opened = MigrationDevice.of(opener.open(device, user))) {
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
                    new MigrationSupport(opened.stateMachine().uapi(), opened.features(), state, bytes), error);
        }
    }
}
