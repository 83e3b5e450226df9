// SPDX-License-Identifier: Apache-2.0
package org.migstream.guest;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.guest.ConfigurationBuilder.ConfigurationException;
import org.migstream.pci.Bar;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.GuestBus;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciConfiguration;
import org.migstream.qemu.monitor.GuestBar;
import org.migstream.qemu.monitor.GuestPciFunction;
import org.migstream.qemu.monitor.MonitorValue;
import org.migstream.qemu.monitor.QemuMonitor;
import org.migstream.spi.PciId;

/** The QEMU that runs the guest of the devices to save, as its monitor shows it ({@code --qmp}). */
public final class RunningGuest implements Closeable {
    /** A PCI function or a mediated device that is named by its address. */
    private static final Pattern ADDRESS = Pattern.compile(
            "vfio:(?<address>(\\p{XDigit}{4,8}:)?\\p{XDigit}{2}:\\p{XDigit}{2}\\.[0-7]|\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12})([@,].*)?");

    private final QemuMonitor monitor;

    private RunningGuest(QemuMonitor monitor) {
        this.monitor = monitor;
    }

    /**
     * Connects to the monitor.
     *
     * @param socket a QMP socket
     * @param timeout the time limit of each command
     * @throws IOException if this fails, with a message for the user
     */
    public static RunningGuest connect(Path socket, Duration timeout) throws IOException {
        return new RunningGuest(QemuMonitor.connect(socket, timeout));
    }

    /** Returns the machine type; empty if it is not known. */
    public Optional<String> machineType() {
        return monitor.machineType().value();
    }

    /**
     * Returns the bus of a device; empty if QEMU does not report it.
     *
     * @param device the name of the device that is saved, such as {@code vfio:0000:01:10.0@pid=7}
     * @param shown the configuration space of the device that is saved under this idstr
     * @throws ConfigurationException if the guest has another device in this slot
     * @throws IOException if the monitor does not report the device
     */
    Optional<GuestBus> findBus(String device, String idstr, ConfigSpace shown) throws IOException {
        return Optional.ofNullable(findFunction(device, idstr, shown).bus());
    }

    /**
     * Reads the MSI-X table of a device.
     *
     * @param device the name of the device that is saved, such as {@code vfio:0000:01:10.0@pid=7}
     * @param shown the configuration space of the device that is saved under this idstr
     * @param msix its MSI-X capability
     * @throws ConfigurationException if the guest has another device in this slot
     * @throws IOException if the monitor does not report the device
     */
    MonitorValue<MsixTable> readMsixTable(String device, String idstr, ConfigSpace shown, MsixCapability msix)
            throws IOException {
        return monitor.readMsixTable(findFunction(device, idstr, shown), msix);
    }

    private GuestPciFunction findFunction(String device, String idstr, ConfigSpace shown) throws IOException {
        MonitorValue<GuestPciFunction> found = monitor.findFunction(idstr);
        GuestPciFunction function = found.value()
                .orElseThrow(
                        () -> new IOException("--qmp: " + found.reason().orElse("QEMU reports no device " + idstr)));
        PciId id = new PciId(function.vendorId(), function.deviceId());
        if (!id.equals(shown.id())) {
            throw new ConfigurationException("--qmp: the guest has the device " + id + " as " + idstr
                    + ", but the device to save is " + shown.id());
        }
        requireSameHostDevice(device, idstr, monitor.hostDevice(function).value());
        requireSameAddresses(
                idstr, function.bars(), PciConfiguration.read(shown).bars());
        return function;
    }

    /** Checks the name of the device on the host, if QEMU reports it and the device is named by its address. */
    private static void requireSameHostDevice(String device, String idstr, Optional<String> reported)
            throws ConfigurationException {
        Matcher name = ADDRESS.matcher(device);
        if (reported.isPresent()
                && name.matches()
                && !reported.get().equals(name.group("address"))
                && !reported.get().equals("0000:" + name.group("address"))) {
            throw new ConfigurationException("--qmp: " + idstr + " of the guest is " + reported.get()
                    + " of the host, but the device to save is " + name.group("address"));
        }
    }

    /** Checks that the guest has put the BARs where the device has them: otherwise this is another device of the guest. */
    private static void requireSameAddresses(String idstr, List<GuestBar> guest, List<Bar> device)
            throws ConfigurationException {
        for (GuestBar bar : guest) {
            Optional<Long> address = bar.address();
            Optional<Bar> own = device.stream()
                    .filter(candidate -> candidate.index() == bar.index())
                    .findFirst();
            if (address.isPresent() && own.isPresent() && own.get().address() != address.get()) {
                throw new ConfigurationException(
                        "--qmp: BAR %d of the guest's device %s is at 0x%x, but that of the device to save is at 0x%x: it is another device of the guest"
                                .formatted(
                                        bar.index(),
                                        idstr,
                                        address.get(),
                                        own.get().address()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        monitor.close();
    }
}
