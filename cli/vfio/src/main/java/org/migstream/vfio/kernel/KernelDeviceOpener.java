// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.migstream.spi.PciId;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.host.LinuxHost;
import org.migstream.vfio.host.ProcessFile;

/** Opens the kernel's VFIO devices. */
public final class KernelDeviceOpener {
    private static final String VFIO_PREFIX = "vfio:";
    private static final String FD_PREFIX = "fd:";

    /** Descriptors below are the standard streams. */
    private static final int MIN_FD = 3;

    private KernelDeviceOpener() {}

    /**
     * Opens one.
     *
     * @param name {@code vfio:ADDRESS}, {@code vfio:UUID} or {@code vfio:/dev/vfio/devices/vfioN}, each with {@code
     *     ,vf-token=UUID} and {@code @pid=N} if need be; {@code fd:N} for a descriptor that this process has inherited
     * @throws IllegalArgumentException if that names no device; the message is for the user
     * @throws VfioException if it cannot be opened, or its driver does not migrate
     */
    public static OpenDevice open(String name) throws VfioException {
        if (name.startsWith(FD_PREFIX)) {
            return requireMigration(name, openInherited(parseFd(name)));
        }
        if (!name.startsWith(VFIO_PREFIX)) {
            throw new IllegalArgumentException("'" + name + "' is no device of the kernel; write vfio:DEVICE or fd:N");
        }
        KernelDeviceName parsed = KernelDeviceName.parse(name.substring(VFIO_PREFIX.length()));
        HostDevice device = findDevice(parsed);
        return requireMigration(
                device.toString(),
                parsed.pid() == null
                        ? openHandles(device, parsed.cdevName() != null, parsed.token())
                        : PidfdBorrower.borrow(device, parsed.pid(), parsed.token()));
    }

    /** Opens one, in the way that {@link #open} does for its address. */
    public static OpenDevice open(HostDevice device) throws VfioException {
        return requireMigration(device.toString(), openHandles(device, false, null));
    }

    /** Borrows one from a process that has it open. */
    public static OpenDevice borrow(HostDevice device, int process) throws VfioException {
        return requireMigration(device.toString(), PidfdBorrower.borrow(device, process, null));
    }

    private static int parseFd(String name) {
        try {
            int number = Integer.parseInt(name.substring(FD_PREFIX.length()));
            if (number >= MIN_FD) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "'" + name + "' is no descriptor of a device; write fd:N with the number it was inherited by, " + MIN_FD
                        + " or more");
    }

    private static HostDevice findDevice(KernelDeviceName name) throws VfioException {
        Optional<HostDevice> device = name.cdevName() == null
                ? LinuxHost.LOCAL.findDevice(name.device())
                : LinuxHost.LOCAL.findDeviceByCdev(name.cdevName());
        return device.orElseThrow(() -> new VfioException(
                "open " + name.device(), "there is no such device; migstream devices lists those that are there"));
    }

    /** By its own file rather than by its group, as far as this user may. */
    private static OpenHandles openHandles(HostDevice device, boolean wantsCdev, UUID token) throws VfioException {
        if (!device.hasVfioDriver()) {
            throw new VfioException(
                    "open " + device.address(),
                    device.driver().map(driver -> "it has the driver " + driver).orElse("it has no driver")
                            + ": bind the VFIO driver of its vendor to it");
        }
        Optional<String> cdev = device.cdev();
        Optional<String> group = device.groupFile();
        boolean grouped = group.filter(file -> VfioFileOpener.isAccessible(device.host(), file))
                .isPresent();
        if (cdev.isPresent()
                && (wantsCdev
                        || group.isEmpty()
                        || (token == null || !grouped) && CdevOpener.isAccessible(device.host(), cdev.get()))) {
            return CdevOpener.open(device, cdev.get(), token);
        }
        if (group.isEmpty()) {
            throw new VfioException(
                    "open " + device.address(),
                    device.iommuGroup().isEmpty()
                            ? "no IOMMU isolates it: switch one on in the firmware, and boot with intel_iommu=on"
                            : "VFIO has made no file for its group "
                                    + device.iommuGroup().get() + ": is /dev of this host mounted here?");
        }
        VfioGroup opened = VfioGroup.acquire(device, group.get());
        try {
            VfioDeviceFd file = VfioDeviceFd.of(opened.openDevice(device.address(), token));
            return new OpenHandles(
                    file, opened.files(), opened::close, device.decoderName().orElse(null), null);
        } catch (VfioException e) {
            opened.close();
            throw e;
        }
    }

    private static OpenHandles openInherited(int number) throws VfioException {
        String operation = "use descriptor " + number;
        ProcessFile file = ProcessFile.find(
                        LinuxHost.LOCAL, (int) ProcessHandle.current().pid(), number)
                .orElseThrow(() -> new VfioException(
                        operation, "it is not open here: whoever starts migstream has to leave it open"));
        if (!file.isDevice()) {
            throw new VfioException(operation, "it is no VFIO device but " + file.target());
        }
        Libc.requireLoaded();
        VfioDeviceFd device = VfioDeviceFd.of(NativeFileDescriptor.of(number));
        try {
            Optional<String> decoder =
                    file.device().isPresent() ? file.device().get().decoderName() : commonDecoder(device);
            return new OpenHandles(device, List.of(), OpenHandles.NO_RELEASE, decoder.orElse(null), null);
        } catch (VfioException e) {
            device.close();
            throw e;
        }
    }

    /** Of a device that the kernel does not name: that of all devices which it may be, if they agree. */
    private static Optional<String> commonDecoder(VfioDeviceFd device) throws VfioException {
        if (!device.isPci()) {
            return Optional.empty();
        }
        PciId id = new PciConfigurationAccess(device).read().configSpace().id();
        List<Optional<String>> decoders = LinuxHost.LOCAL.devices().stream()
                .filter(other -> other.pciId().isEmpty() || other.pciId().get().equals(id))
                .map(HostDevice::decoderName)
                .distinct()
                .toList();
        return decoders.size() == 1 ? decoders.get(0) : Optional.empty();
    }

    private static OpenDevice requireMigration(String name, OpenHandles holding) throws VfioException {
        try {
            Optional<KernelV2Device> v2 = KernelV2Device.probe(holding);
            if (v2.isPresent()) {
                return v2.get();
            }
            Optional<MigrationRegion> v1 = MigrationRegion.find(holding.device());
            if (v1.isPresent()) {
                return new KernelV1Device(holding, v1.get());
            }
        } catch (VfioException e) {
            holding.close();
            throw e;
        }
        holding.close();
        throw new VfioException(
                "open " + name,
                Errno.ENOTTY,
                "its driver does not migrate; the plain vfio-pci does for no device, that of the vendor may");
    }
}
