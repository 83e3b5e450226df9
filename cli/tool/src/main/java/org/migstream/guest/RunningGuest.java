// SPDX-License-Identifier: Apache-2.0
package org.migstream.guest;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
     * @param shown the configuration space of the device that is saved under this idstr
     * @throws ConfigurationException if the guest has no such device in this slot
     */
    Optional<GuestBus> findBus(String idstr, ConfigSpace shown) throws ConfigurationException {
        return Optional.ofNullable(findFunction(idstr, shown).bus());
    }

    /**
     * Reads the MSI-X table of a device.
     *
     * @param shown the configuration space of the device that is saved under this idstr
     * @param msix its MSI-X capability
     * @throws ConfigurationException if the guest has no such device in this slot
     */
    MonitorValue<MsixTable> readMsixTable(String idstr, ConfigSpace shown, MsixCapability msix)
            throws ConfigurationException {
        return monitor.readMsixTable(findFunction(idstr, shown), msix);
    }

    private GuestPciFunction findFunction(String idstr, ConfigSpace shown) throws ConfigurationException {
        MonitorValue<GuestPciFunction> found = monitor.findFunction(idstr);
        GuestPciFunction function = found.value()
                .orElseThrow(() -> new ConfigurationException(
                        "--qmp: " + found.reason().orElse("QEMU reports no device " + idstr)));
        PciId id = new PciId(function.vendorId(), function.deviceId());
        if (!id.equals(shown.id())) {
            throw new ConfigurationException("--qmp: the guest has the device " + id + " as " + idstr
                    + ", but the device to save is " + shown.id());
        }
        requireSameAddresses(
                idstr, function.bars(), PciConfiguration.read(shown).bars());
        return function;
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
