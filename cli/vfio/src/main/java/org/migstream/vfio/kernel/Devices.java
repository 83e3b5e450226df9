// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.migstream.spi.PciId;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HeldFile;
import org.migstream.vfio.host.Host;
import org.migstream.vfio.host.HostDevice;

/** Opens the kernel's VFIO devices. */
public final class Devices {
    private static final String VFIO = "vfio:";
    private static final String INHERITED = "fd:";

    /** Descriptors below are the standard streams. */
    private static final int FIRST = 3;

    private Devices() {}

    /**
     * Opens one.
     *
     * @param name {@code vfio:ADDRESS}, {@code vfio:UUID} or {@code vfio:/dev/vfio/devices/vfioN}, each with {@code
     *     ,vf-token=UUID} and {@code @pid=N} if need be; {@code fd:N} for a descriptor that this process has inherited
     * @throws IllegalArgumentException if that names no device; the message is for the user
     * @throws VfioException if it cannot be opened, or its driver does not migrate
     */
    public static OpenDevice open(String name) throws VfioException {
        if (name.startsWith(INHERITED)) {
            return migratable(name, inherited(number(name)));
        }
        if (!name.startsWith(VFIO)) {
            throw new IllegalArgumentException("'" + name + "' is no device of the kernel; write vfio:DEVICE or fd:N");
        }
        VfioName parsed = VfioName.of(name.substring(VFIO.length()));
        HostDevice device = find(parsed);
        return migratable(
                device.toString(),
                parsed.process() == null
                        ? holding(device, parsed.cdev() != null, parsed.token())
                        : Lending.borrow(device, parsed.process(), parsed.token()));
    }

    /** Opens one, in the way that {@link #open} does for its address. */
    public static OpenDevice open(HostDevice device) throws VfioException {
        return migratable(device.toString(), holding(device, false, null));
    }

    /** Borrows one from a process that has it open. */
    public static OpenDevice borrow(HostDevice device, int process) throws VfioException {
        return migratable(device.toString(), Lending.borrow(device, process, null));
    }

    private static int number(String name) {
        try {
            int number = Integer.parseInt(name.substring(INHERITED.length()));
            if (number >= FIRST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "'" + name + "' is no descriptor of a device; write fd:N with the number it was inherited by, " + FIRST
                        + " or more");
    }

    private static HostDevice find(VfioName name) throws VfioException {
        Optional<HostDevice> device =
                name.cdev() == null ? Host.LOCAL.device(name.device()) : Host.LOCAL.ofCdev(name.cdev());
        return device.orElseThrow(() -> new VfioException(
                "open " + name.device(), "there is no such device; migstream devices lists those that are there"));
    }

    /** By its own file rather than by its group, as far as this user may. */
    private static Holding holding(HostDevice device, boolean wantsCdev, UUID token) throws VfioException {
        if (!device.isVfio()) {
            throw new VfioException(
                    "open " + device.address(),
                    device.driver().map(driver -> "it has the driver " + driver).orElse("it has no driver")
                            + ": bind the VFIO driver of its vendor to it");
        }
        Optional<String> cdev = device.cdev();
        Optional<String> group = device.groupFile();
        boolean grouped =
                group.filter(file -> DeviceFiles.usable(device.host(), file)).isPresent();
        if (cdev.isPresent()
                && (wantsCdev
                        || group.isEmpty()
                        || (token == null || !grouped) && Cdev.usable(device.host(), cdev.get()))) {
            return Cdev.open(device, cdev.get(), token);
        }
        if (group.isEmpty()) {
            throw new VfioException(
                    "open " + device.address(),
                    device.group().isEmpty()
                            ? "no IOMMU isolates it: switch one on in the firmware, and boot with intel_iommu=on"
                            : "VFIO has made no file for its group "
                                    + device.group().get() + ": is /dev of this host mounted here?");
        }
        Group opened = Group.of(device, group.get());
        try {
            DeviceFile file = DeviceFile.of(opened.device(device.address(), token));
            return new Holding(
                    file, opened.files(), opened::close, device.decoder().orElse(null), null);
        } catch (VfioException e) {
            opened.close();
            throw e;
        }
    }

    private static Holding inherited(int number) throws VfioException {
        String operation = "use descriptor " + number;
        HeldFile file = HeldFile.at(Host.LOCAL, (int) ProcessHandle.current().pid(), number)
                .orElseThrow(() -> new VfioException(
                        operation, "it is not open here: whoever starts migstream has to leave it open"));
        if (!file.isDevice()) {
            throw new VfioException(operation, "it is no VFIO device but " + file.target());
        }
        Libc.require();
        DeviceFile device = DeviceFile.of(Descriptor.of(number));
        try {
            Optional<String> decoder =
                    file.device().isPresent() ? file.device().get().decoder() : commonDecoder(device);
            return new Holding(device, List.of(), Holding.NOTHING, decoder.orElse(null), null);
        } catch (VfioException e) {
            device.close();
            throw e;
        }
    }

    /** Of a device that the kernel does not name: that of all devices which it may be, if they agree. */
    private static Optional<String> commonDecoder(DeviceFile device) throws VfioException {
        if (!device.isPci()) {
            return Optional.empty();
        }
        PciId id = new PciRegions(device).read().space().id();
        List<Optional<String>> decoders = Host.LOCAL.devices().stream()
                .filter(other -> other.pci().isEmpty() || other.pci().get().equals(id))
                .map(HostDevice::decoder)
                .distinct()
                .toList();
        return decoders.size() == 1 ? decoders.get(0) : Optional.empty();
    }

    private static OpenDevice migratable(String name, Holding holding) throws VfioException {
        try {
            Optional<KernelV2> v2 = KernelV2.of(holding);
            if (v2.isPresent()) {
                return v2.get();
            }
            Optional<MigrationRegion> v1 = MigrationRegion.find(holding.device());
            if (v1.isPresent()) {
                return new KernelV1(holding, v1.get());
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
