// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.migstream.pci.GuestBus;
import org.migstream.qemu.monitor.PciTopology.Node;

/** Finds the devices of PCI functions in the QEMU Object Model, and reads their properties. */
final class DevicePaths {
    private static final String WITH_ID = "/machine/peripheral/";
    private static final String WITHOUT_ID = "/machine/peripheral-anon";

    /** A well-formed id (id_wellformed in util/id.c), so that a path does not have other elements. */
    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    /** Maximum number of devices without an id that are searched; each needs a command. */
    private static final int MAX_SEARCHED_DEVICES = 64;

    /** The bus types with TYPE_PCIE_BUS among their parents (hw/pci/pci.c, hw/pci-bridge/pci_expander_bridge.c). */
    private static final Set<String> EXPRESS_BUSES = Set.of("PCIE", "CXL", "pxb-pcie-bus", "pxb-cxl-bus");

    private static final Set<String> CONVENTIONAL_BUSES = Set.of("PCI", "pxb-bus");

    /**
     * The kinds of slots below bridges of QEMU, by vendor and device id: gen_pcie_root_port.c, ioh3420.c,
     * xio3130_upstream.c, xio3130_downstream.c and pcie_pci_bridge.c in hw/pci-bridge.
     */
    private static final Map<Integer, GuestBus> BUSES_BELOW_BRIDGES = Map.of(
            0x1b36_000c, GuestBus.EXPRESS_PORT,
            0x8086_3420, GuestBus.EXPRESS_PORT,
            0x104c_8232, GuestBus.EXPRESS_PORT,
            0x104c_8233, GuestBus.EXPRESS_PORT,
            0x1b36_000e, GuestBus.CONVENTIONAL_BELOW_EXPRESS);

    private final QmpClient client;

    DevicePaths(QmpClient client) {
        this.client = client;
    }

    /** Reads a property of an object. */
    String property(String path, String name) throws IOException {
        return client.execute("qom-get", Map.of("path", path, "property", name)).text();
    }

    /** Reads a property of an object; empty if QEMU does not have it. */
    Optional<String> findProperty(String path, String name) throws IOException {
        try {
            return Optional.of(property(path, name));
        } catch (CommandRefusedException e) {
            return Optional.empty();
        }
    }

    /** Returns the path of the device of a function; empty if it is ambiguous. */
    Optional<String> find(Node node, PciTopology topology) throws IOException {
        if (!node.qdevId().isEmpty()) {
            return ID.matcher(node.qdevId()).matches() ? Optional.of(WITH_ID + node.qdevId()) : Optional.empty();
        }
        Node bridge = node.bridge();
        if (bridge != null) {
            Optional<String> bridgePath = find(bridge, topology);
            return bridgePath.isPresent()
                    ? findWithoutId(node.devfn(), bus -> bus.startsWith(bridgePath.get() + "/"))
                    : Optional.empty();
        }
        long onRootBuses = topology.nodes().stream()
                .filter(other -> other.bridge() == null && other.devfn() == node.devfn())
                .count();
        return onRootBuses == 1
                ? findWithoutId(node.devfn(), bus -> !bus.startsWith(WITH_ID) && !bus.startsWith(WITHOUT_ID))
                : Optional.empty();
    }

    /** Returns the only device without an id at this slot and function of a bus; empty if there is not exactly one. */
    private Optional<String> findWithoutId(int devfn, Predicate<String> isBus) throws IOException {
        List<QmpValue> children = listWithoutId();
        if (children.size() > MAX_SEARCHED_DEVICES) {
            return Optional.empty();
        }
        List<String> found = new ArrayList<>();
        for (QmpValue child : children) {
            String path = WITHOUT_ID + "/" + child.get("name").text();
            if (child.get("type").text().startsWith("child<")
                    && findProperty(path, "addr")
                            .filter(Integer.toString(devfn)::equals)
                            .isPresent()
                    && findProperty(path, "parent_bus").filter(isBus).isPresent()
                    && isOnExpressBus(path).isPresent()) {
                found.add(path);
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Returns the devices without an id; none if QEMU does not list them. */
    private List<QmpValue> listWithoutId() throws IOException {
        try {
            return client.execute("qom-list", Map.of("path", WITHOUT_ID)).elements();
        } catch (CommandRefusedException e) {
            return List.of();
        }
    }

    /** Returns the kind of bus that a function is on; empty if QEMU does not report the types of the buses. */
    Optional<GuestBus> bus(Node node, PciTopology topology) throws IOException {
        boolean onRootBus = node.bridge() == null;
        Optional<Boolean> expressBus = isOnExpressBus(find(node, topology));
        Optional<Boolean> expressRoot = isOnExpressBus(find(node.onRootBus(), topology));
        if (expressBus.isPresent() && (expressRoot.isPresent() || expressBus.get())) {
            return Optional.of(GuestBus.of(onRootBus, expressBus.get(), expressRoot.orElse(false)));
        }
        Node bridge = node.bridge();
        return bridge == null
                ? Optional.empty()
                : Optional.ofNullable(BUSES_BELOW_BRIDGES.get(bridge.vendorId() << 16 | bridge.deviceId()));
    }

    private Optional<Boolean> isOnExpressBus(Optional<String> path) throws IOException {
        return path.isPresent() ? isOnExpressBus(path.get()) : Optional.empty();
    }

    /** Returns whether a device is on a PCI Express bus, not on a conventional one; empty if QEMU does not report it. */
    private Optional<Boolean> isOnExpressBus(String path) throws IOException {
        Optional<String> bus = findProperty(path, "parent_bus");
        Optional<String> type = bus.isPresent() ? findProperty(bus.get(), "type") : Optional.empty();
        return type.filter(name -> EXPRESS_BUSES.contains(name) || CONVENTIONAL_BUSES.contains(name))
                .map(EXPRESS_BUSES::contains);
    }
}
