// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.check.EmulatedDevices.SavedConfig;
import org.migstream.pci.ComparedParts;
import org.migstream.pci.GuestBus;
import org.migstream.pci.PciSlot;
import org.migstream.pci.PortType;
import org.migstream.pci.RootBus;
import org.migstream.stream.SectionKey;

/**
 * The place of a VFIO device in the guest: QEMU shows and compares other registers on other kinds of bus.
 *
 * <p>The idstr has the path of the device: the root bus, then slot and function of each bridge. The bus below a bridge is
 * a PCI Express bus if the Express capability of the bridge is that of a root, upstream or downstream port. The root bus
 * follows from the machine type.
 *
 * @param buses the kinds of bus that the device may be on; more than one if the place is not known
 * @param machineType the machine type; empty if it is not known
 */
public record PciPlacement(Set<GuestBus> buses, String machineType) {
    private static final Pattern PATH =
            Pattern.compile("([0-9a-f]{4}:[0-9a-f]{2})((?::[0-9a-f]{2}\\.[0-7])*)(:[0-9a-f]{2}\\.[0-7])/.*");

    private static final String FIRST_ROOT_BUS = "0000:00";

    /** A place of which nothing is known. */
    static final PciPlacement UNKNOWN = new PciPlacement(EnumSet.allOf(GuestBus.class), "");

    /**
     * Returns the place of a device of a stream.
     *
     * @param key the name of the device; null for raw device data
     * @param machine the machine of the device; null if it is not known
     */
    static PciPlacement of(@Nullable SectionKey key, @Nullable SavedMachine machine) {
        Matcher path = PATH.matcher(key == null ? "" : key.idstr());
        if (machine == null || !path.matches()) {
            return UNKNOWN;
        }
        String type =
                machine.configuration() == null ? "" : machine.configuration().machine();
        RootBus root = rootOf(path.group(1), type);
        return path.group(2).isEmpty()
                ? new PciPlacement(PciSlot.ROOT.busesOn(root), type)
                : new PciPlacement(busesBelow(path.group(1) + path.group(2) + "/", machine, root), type);
    }

    /**
     * Returns the place of a device of a stream that has no other devices.
     *
     * @param idstr the idstr of the device
     */
    public static PciPlacement ofIdstr(String idstr, String machineType) {
        Matcher path = PATH.matcher(idstr);
        if (!path.matches()) {
            return new PciPlacement(EnumSet.allOf(GuestBus.class), machineType);
        }
        RootBus root = rootOf(path.group(1), machineType);
        return new PciPlacement(
                path.group(2).isEmpty() ? PciSlot.ROOT.busesOn(root) : busesBelowUnknownBridge(root), machineType);
    }

    /** Returns whether a device is on a root bus and not below a port or bridge; empty if its idstr does not tell. */
    public static Optional<Boolean> isOnRootBus(String idstr) {
        Matcher path = PATH.matcher(idstr);
        return path.matches() ? Optional.of(path.group(2).isEmpty()) : Optional.empty();
    }

    /**
     * Returns why a device with this idstr cannot be in a slot of this kind; empty if it can: only a device below a port or
     * bridge has more than one slot in its idstr.
     */
    public static Optional<String> slotProblem(String idstr, PciSlot slot) {
        Optional<Boolean> onRootBus = isOnRootBus(idstr);
        if (onRootBus.isEmpty() || onRootBus.get() == (slot == PciSlot.ROOT)) {
            return Optional.empty();
        }
        return Optional.of(idstr
                + (onRootBus.get()
                        ? " is on the root bus; a device below a port or bridge in slot 1 has an idstr such as"
                                + " 0000:00:01.0:00.0/vfio"
                        : " is below a port or bridge; a device on the root bus has an idstr such as"
                                + " 0000:00:01.0/vfio"));
    }

    /** Returns the place of a device in a slot of this kind. */
    public static PciPlacement of(PciSlot slot, String machineType) {
        return new PciPlacement(slot.busesOn(RootBus.of(machineType)), machineType);
    }

    /** Returns the place in the same machine in a slot of another kind; this place if the kind is not known. */
    PciPlacement inSlot(@Nullable PciSlot slot) {
        return slot == null ? this : of(slot, machineType);
    }

    /** Returns the parts of the configuration space that QEMU compares at this place. */
    public ComparedParts comparedParts() {
        return ComparedParts.of(buses, machineType);
    }

    /** Returns the kind of a root bus. A second one can be of another kind (pxb and pxb-pcie, hw/pci-bridge). */
    private static RootBus rootOf(String bus, String machineType) {
        return bus.equals(FIRST_ROOT_BUS) ? RootBus.of(machineType) : RootBus.UNKNOWN;
    }

    private static Set<GuestBus> busesBelow(String prefix, SavedMachine machine, RootBus root) {
        if (machine.devices() != null) {
            for (Map.Entry<SectionKey, List<SavedConfig>> entry :
                    machine.devices().configs().entrySet()) {
                if (entry.getKey().idstr().startsWith(prefix)) {
                    return PortType.of(entry.getValue().get(0).space()).hasExpressBus()
                            ? EnumSet.of(GuestBus.EXPRESS_PORT)
                            : PciSlot.PCI_BRIDGE.busesOn(root);
                }
            }
        }
        return busesBelowUnknownBridge(root);
    }

    private static Set<GuestBus> busesBelowUnknownBridge(RootBus root) {
        Set<GuestBus> buses = EnumSet.of(GuestBus.EXPRESS_PORT);
        buses.addAll(PciSlot.PCI_BRIDGE.busesOn(root));
        return buses;
    }
}
