// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The PCI functions of a machine, from the answer to {@code query-pci} (hw/pci/pci-qmp-cmds.c). */
final class PciTopology {
    /** The address of a device that QEMU registers under an idstr (pcibus_get_dev_path in hw/pci/pci.c). */
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4}:[0-9a-f]{2}(?::[0-9a-f]{2}\\.[0-7])+");

    /** The address of a BAR that is not mapped: PCI_BAR_UNMAPPED in include/hw/pci/pci.h. */
    private static final long UNMAPPED = -1;

    private static final int MAX_ID = 0xffff;

    /**
     * A function.
     *
     * @param address root bus, then slot and function of each bridge and of the function
     * @param bridge the bridge above the function; null on a root bus
     * @param qdevId the option {@code id} of the device; empty if it has none
     */
    record Node(
            String address,
            @Nullable Node bridge,
            int slot,
            int function,
            int vendorId,
            int deviceId,
            String qdevId,
            List<GuestBar> bars) {
        /** Returns slot and function as one number, as the property {@code addr} has it. */
        int devfn() {
            return slot << 3 | function;
        }

        /** Returns the function on the root bus: this one, or the first bridge above it. */
        Node onRootBus() {
            Node node = this;
            while (node.bridge != null) {
                node = node.bridge;
            }
            return node;
        }
    }

    private final List<Node> nodes = new ArrayList<>();

    private PciTopology() {}

    /** Parses the answer to {@code query-pci}. */
    static PciTopology parse(QmpValue answer) throws MonitorException {
        PciTopology topology = new PciTopology();
        for (QmpValue root : answer.elements()) {
            String address = "0000:%02x".formatted(root.get("bus").integer(0, 0xff));
            topology.addAll(root.get("devices"), address, null);
        }
        return topology;
    }

    private void addAll(QmpValue devices, String bus, @Nullable Node bridge) throws MonitorException {
        for (QmpValue device : devices.elements()) {
            Node node = parseFunction(device, bus, bridge);
            nodes.add(node);
            Optional<QmpValue> bridgeInfo = device.find("pci_bridge");
            Optional<QmpValue> below = bridgeInfo.isPresent() ? bridgeInfo.get().find("devices") : Optional.empty();
            if (below.isPresent()) {
                addAll(below.get(), node.address, node);
            }
        }
    }

    private static Node parseFunction(QmpValue device, String bus, @Nullable Node bridge) throws MonitorException {
        int slot = (int) device.get("slot").integer(0, 31);
        int function = (int) device.get("function").integer(0, 7);
        QmpValue id = device.get("id");
        List<GuestBar> bars = new ArrayList<>();
        for (QmpValue region : device.get("regions").elements()) {
            bars.add(parseBar(region));
        }
        return new Node(
                bus + ":%02x.%d".formatted(slot, function),
                bridge,
                slot,
                function,
                (int) id.get("vendor").integer(0, MAX_ID),
                (int) id.get("device").integer(0, MAX_ID),
                device.get("qdev_id").text(),
                List.copyOf(bars));
    }

    private static GuestBar parseBar(QmpValue region) throws MonitorException {
        long address = region.get("address").integer(Long.MIN_VALUE, Long.MAX_VALUE);
        return new GuestBar(
                (int) region.get("bar").integer(0, 6),
                region.get("type").text().equals("memory"),
                region.get("size").integer(1, Long.MAX_VALUE),
                address == UNMAPPED ? null : address);
    }

    /** Returns all functions. */
    List<Node> nodes() {
        return nodes;
    }

    /**
     * Finds a function.
     *
     * @param idstr the idstr of its section, or the part of it before the slash
     */
    Node find(String idstr) throws MonitorException {
        String address = idstr.replaceFirst("/.*", "");
        if (!ADDRESS.matcher(address).matches()) {
            throw new MonitorException(
                    "the idstr has no PCI address of the guest; it has the form 0000:00:01.0/vfio, or behind a bridge"
                            + " 0000:00:01.0:00.0/vfio");
        }
        List<Node> found =
                nodes.stream().filter(node -> node.address.equals(address)).toList();
        if (found.size() != 1) {
            throw new MonitorException(
                    found.isEmpty()
                            ? "QEMU has no function at " + address + "; it has " + describeNodes()
                            : "QEMU reports several functions at " + address);
        }
        return found.get(0);
    }

    private String describeNodes() {
        List<String> addresses = nodes.stream().map(Node::address).limit(20).toList();
        return addresses.isEmpty()
                ? "no PCI functions"
                : String.join(", ", addresses) + (addresses.size() < nodes.size() ? ", ..." : "");
    }
}
