// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.migstream.pci.HostFunction;
import org.migstream.spi.DriverError;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.host.LinuxHost;
import org.migstream.vfio.host.ProcessFile;
import org.migstream.vfio.host.VariantDrivers;
import org.migstream.vfio.kernel.KernelDevice.OpenHandles;
import org.migstream.vfio.kernel.KernelV1Device.MigrationRegion;
import org.migstream.vfio.kernel.VfioFileOpener.HolderSearch;

/** Opens the kernel's VFIO devices. */
public final class KernelDeviceOpener {
    private static final String VFIO_PREFIX = "vfio:";
    private static final String FD_PREFIX = "fd:";

    /** The lowest descriptor that is not a standard stream. */
    private static final int MIN_FD = 3;

    private KernelDeviceOpener() {}

    /**
     * Opens a device by its name.
     *
     * @param name {@code vfio:ADDRESS}, {@code vfio:UUID} or {@code vfio:/dev/vfio/devices/vfioN} (without an IOMMU:
     *     {@code noiommu-vfioN}), each with {@code
     *     ,vf-token=UUID} and {@code @pid=N} if required; {@code fd:N} for an inherited descriptor
     * @param driverErrors returns the errors of all drivers; called only if a call fails
     * @throws IllegalArgumentException if the name is invalid; the message is for the user
     * @throws VfioException if the device cannot be opened, or its driver does not support migration
     */
    public static OpenDevice open(String name, Supplier<List<DriverError>> driverErrors) throws VfioException {
        if (name.startsWith(FD_PREFIX)) {
            return createDevice(name, null, openInherited(parseFd(name)), driverErrors);
        }
        if (!name.startsWith(VFIO_PREFIX)) {
            throw new IllegalArgumentException("'" + name + "' is not a kernel device; write vfio:DEVICE or fd:N");
        }
        KernelDeviceName parsed = KernelDeviceName.parse(name.substring(VFIO_PREFIX.length()));
        HostDevice device = findDevice(parsed);
        return createDevice(
                device.toString(),
                device,
                parsed.pid() == null
                        ? openHandles(
                                device,
                                parsed.cdevName().isPresent(),
                                parsed.token(),
                                file -> VfioFileOpener.describeHolder(device.host(), file))
                        : PidfdBorrower.borrow(
                                device,
                                parsed.pid(),
                                ProcessFile.ofProcess(device.host(), parsed.pid()),
                                parsed.token()),
                driverErrors);
    }

    /**
     * Opens a device by its group or its cdev. Error messages neither explain the errors of its driver nor name the process
     * that has it open.
     */
    public static OpenDevice open(HostDevice device) throws VfioException {
        return createDevice(
                device.toString(), device, openHandles(device, false, null, file -> Optional.empty()), List::of);
    }

    /**
     * Borrows a device from a process that has it open. Error messages do not explain the errors of its driver.
     *
     * @param files the VFIO files that the process has open, at least one
     */
    public static OpenDevice borrow(HostDevice device, List<ProcessFile> files) throws VfioException {
        return createDevice(
                device.toString(),
                device,
                PidfdBorrower.borrow(device, files.get(0).pid(), files, null),
                List::of);
    }

    private static int parseFd(String name) {
        try {
            int number = Integer.parseInt(name.substring(FD_PREFIX.length()));
            if (number >= MIN_FD) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new IllegalArgumentException("'" + name
                + "' is not a device descriptor; write fd:N, where N is the inherited descriptor, at least " + MIN_FD);
    }

    private static HostDevice findDevice(KernelDeviceName name) throws VfioException {
        Optional<String> cdev = name.cdevName();
        Optional<HostDevice> device = cdev.isPresent()
                ? LinuxHost.LOCAL.findDeviceByCdev(cdev.get())
                : LinuxHost.LOCAL.findDevice(name.device());
        return device.orElseThrow(() ->
                new VfioException("open " + name.device(), "no such device ('migstream devices' lists the devices)"));
    }

    /**
     * Opens a device by its cdev or, if this user may not open the cdev, by its group. With a token, a group that this
     * user may open takes precedence.
     *
     * @param cdevRequested whether the user named the cdev; the group is then not used
     * @param holders is asked if another process has the device open
     */
    private static OpenHandles openHandles(
            HostDevice device, boolean cdevRequested, @Nullable UUID token, HolderSearch holders) throws VfioException {
        if (!device.hasVfioDriver()) {
            throw new VfioException(
                    "open " + device.address(),
                    device.driver().map(driver -> "its driver is " + driver).orElse("it has no driver") + "; "
                            + VariantDrivers.of(device.host()).advice(device));
        }
        Optional<String> cdev = device.cdev();
        Optional<String> group = device.groupFile();
        if (cdev.isPresent()
                && (cdevRequested
                        || prefersCdev(
                                cdev.get(),
                                group,
                                token != null,
                                file -> VfioFileOpener.isAccessible(device.host(), file)))) {
            return CdevOpener.open(device, cdev.get(), token, holders);
        }
        if (group.isEmpty()) {
            throw new VfioException(
                    "open " + device.address(),
                    device.iommuGroup().isEmpty()
                            ? "it has no IOMMU group: enable the IOMMU in the firmware and, on Intel, boot with"
                                    + " intel_iommu=on"
                            : "its IOMMU group " + device.iommuGroup().get()
                                    + " has no file in /dev/vfio: check that /dev of the host is mounted here");
        }
        VfioGroup acquired = VfioGroup.acquire(device, group.get(), holders);
        try {
            VfioDeviceFd file = VfioDeviceFd.of(acquired.openDevice(device, token));
            return new OpenHandles(
                    file,
                    acquired.files(),
                    acquired::close,
                    device.driver().orElse(null),
                    null,
                    device.useAfterOpen(),
                    true);
        } catch (VfioException e) {
            acquired.close();
            throw e;
        }
    }

    /**
     * Returns whether a device is opened by its cdev and not by its group. If this user may open neither completely, it is
     * the one whose own file this user may open: the error then names the file that is missing on that path.
     *
     * @param group the path of the group's file; empty if there is none
     * @param accessible returns whether this user may open a file
     */
    static boolean prefersCdev(String cdev, Optional<String> group, boolean withToken, Predicate<String> accessible) {
        if (group.isEmpty()) {
            return true;
        }
        boolean groupAccessible = accessible.test(group.get());
        if (withToken && groupAccessible) {
            return false;
        }
        return accessible.test(cdev) && (!groupAccessible || accessible.test(CdevOpener.IOMMUFD_PATH));
    }

    private static OpenHandles openInherited(int fd) throws VfioException {
        String operation = "use descriptor " + fd;
        ProcessFile file = ProcessFile.find(
                        LinuxHost.LOCAL, (int) ProcessHandle.current().pid(), fd)
                .orElseThrow(() -> new VfioException(
                        operation,
                        "it is not open in this process; the process that starts migstream must leave it open"));
        if (!file.isDevice()) {
            throw new VfioException(operation, "it is not a VFIO device but " + file.target());
        }
        Libc.requireLoaded();
        VfioDeviceFd device = VfioDeviceFd.of(NativeFileDescriptor.of(fd));
        try {
            Optional<HostDevice> hostDevice = file.device();
            Optional<String> driver = hostDevice.isPresent() ? hostDevice.get().driver() : commonDriver(device);
            boolean keepsRegisters = hostDevice
                    .filter(known -> known.bus() == HostDevice.Bus.MDEV)
                    .isPresent();
            return new OpenHandles(
                    device,
                    List.of(),
                    OpenHandles.NO_RELEASE,
                    driver.orElse(null),
                    null,
                    keepsRegisters ? HostFunction.Use.KEPT : HostFunction.Use.RUNNING,
                    false);
        } catch (VfioException e) {
            device.close();
            throw e;
        }
    }

    /**
     * Returns the driver of a device that the kernel does not identify, see {@link LinuxHost#commonDriver}.
     */
    private static Optional<String> commonDriver(VfioDeviceFd device) throws VfioException {
        if (!device.isPci()) {
            return Optional.empty();
        }
        return LinuxHost.LOCAL.commonDriver(new PciConfigurationAccess(device, HostFunction.Use.RUNNING)
                .read()
                .configSpace()
                .id());
    }

    /** @param device the device in sysfs; null if it is not known which one it is */
    private static OpenDevice createDevice(
            String name, @Nullable HostDevice device, OpenHandles handles, Supplier<List<DriverError>> driverErrors)
            throws VfioException {
        Supplier<List<DriverError>> errorsOfThisDriver = () -> driverErrors.get().stream()
                .filter(error -> Optional.of(error.decoderName()).equals(handles.decoderName()))
                .toList();
        try {
            Optional<KernelV2Device> v2 = KernelV2Device.probe(handles, errorsOfThisDriver);
            if (v2.isPresent()) {
                return v2.get();
            }
            Optional<MigrationRegion> v1 = MigrationRegion.find(handles.device());
            if (v1.isPresent()) {
                return new KernelV1Device(handles, v1.get(), errorsOfThisDriver);
            }
        } catch (VfioException e) {
            handles.close();
            throw e;
        }
        handles.close();
        throw new VfioException(
                "open " + name,
                Errno.ENOTTY,
                device == null
                        ? "its driver does not support migration (vfio-pci never does); bind the VFIO driver of its vendor"
                        : VariantDrivers.of(device.host()).missingMigration(device));
    }
}
