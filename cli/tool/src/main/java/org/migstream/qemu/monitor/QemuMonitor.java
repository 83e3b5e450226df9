// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.migstream.io.IoErrorText;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;
import org.migstream.report.PrintableText;

/**
 * The monitor of a running QEMU, which listens on a socket: {@code -qmp unix:SOCKET,server=on,wait=off}. Reads values
 * and changes nothing.
 *
 * <p>QEMU serves one client at a time. Close the monitor, so that the next client can connect.
 */
public final class QemuMonitor implements Closeable {
    private static final String MACHINE_SUFFIX = "-machine";

    private final QmpClient client;
    private final DevicePaths paths;

    /** Reads a value; a failure becomes the reason why the value is not known. */
    private interface Query<T> {
        T read() throws IOException;
    }

    private QemuMonitor(QmpClient client) {
        this.client = client;
        paths = new DevicePaths(client);
    }

    /**
     * Connects to a monitor.
     *
     * @param timeout the maximum time for the greeting, and then for each command
     * @throws IOException if this fails, with a message for the user
     */
    public static QemuMonitor connect(Path socket, Duration timeout) throws IOException {
        return new QemuMonitor(QmpClient.connect(socket, timeout));
    }

    /** Returns the version of QEMU, such as {@code 10.0.13}. */
    public MonitorValue<String> version() {
        return query(() -> {
            QmpValue version = client.greeting().get("version").get("qemu");
            return version.get("major").integer(0, Integer.MAX_VALUE)
                    + "." + version.get("minor").integer(0, Integer.MAX_VALUE)
                    + "." + version.get("micro").integer(0, Integer.MAX_VALUE);
        });
    }

    /** Returns the machine type, such as {@code pc-q35-10.0}. */
    public MonitorValue<String> machineType() {
        return query(() -> {
            String type = paths.property("/machine", "type");
            if (!type.endsWith(MACHINE_SUFFIX)) {
                throw new MonitorException(
                        "the type of QEMU's machine is not a machine type: " + PrintableText.escape(type));
            }
            return type.substring(0, type.length() - MACHINE_SUFFIX.length());
        });
    }

    /**
     * Finds a PCI function of the guest.
     *
     * @param idstr the idstr of its section: {@code 0000:00:01.0/vfio} is slot 1 of the root bus, {@code
     *     0000:00:01.0:00.0/vfio} is slot 0 of the bus of the bridge in slot 1
     */
    public MonitorValue<GuestPciFunction> findFunction(String idstr) {
        return query(() -> {
            PciTopology topology = PciTopology.parse(client.execute("query-pci", Map.of()));
            PciTopology.Node node = topology.find(idstr);
            Optional<String> path = paths.find(node, topology);
            Optional<String> type = path.isPresent() ? paths.findProperty(path.get(), "type") : Optional.empty();
            return new GuestPciFunction(
                    node.address(),
                    node.vendorId(),
                    node.deviceId(),
                    node.qdevId(),
                    node.bars(),
                    paths.bus(node, topology).orElse(null),
                    path.orElse(null),
                    type.orElse(null));
        });
    }

    /**
     * Returns the device of the host that a function passes through: the last element of its sysfs path, which is the
     * address of a PCI function or the UUID of a mediated device.
     */
    public MonitorValue<String> hostDevice(GuestPciFunction function) {
        return query(() -> {
            if (!function.isVfioPci()) {
                throw new MonitorException("the function " + function.address() + " is not a vfio-pci device"
                        + function.type()
                                .map(type -> ": its type is " + PrintableText.escape(type))
                                .orElse(", as far as QEMU reports it"));
            }
            String sysfs = paths.property(function.path().orElseThrow(), "sysfsdev");
            String device = sysfs.replaceFirst("/+$", "").replaceFirst(".*/", "");
            if (device.isEmpty()) {
                throw new MonitorException("QEMU reports no sysfs path of the device of the host");
            }
            return device;
        });
    }

    /**
     * Reads the MSI-X table and the pending bits of a function.
     *
     * @param capability the MSI-X capability of the function, as the guest sees it
     */
    public MonitorValue<MsixTable> readMsixTable(GuestPciFunction function, MsixCapability capability) {
        return query(() -> new MsixTableReader(client, function, capability).read());
    }

    private static <T> MonitorValue<T> query(Query<T> query) {
        try {
            return MonitorValue.known(query.read());
        } catch (IOException e) {
            return MonitorValue.unknown(IoErrorText.of(e));
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
