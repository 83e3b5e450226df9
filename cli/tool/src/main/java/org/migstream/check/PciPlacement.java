// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.check.EmulatedDevices.SavedConfig;
import org.migstream.pci.ExtendedSpaceCheck;
import org.migstream.pci.PortType;
import org.migstream.stream.SectionKey;

/**
 * Decides from the place of a VFIO device whether QEMU compares its extended configuration space, which it does only on a
 * PCI Express bus ({@code vfio_add_ext_cap} in hw/vfio/pci.c and {@code pci_bus_is_express}).
 *
 * <p>The idstr has the path of the device: the root bus, then slot and function of each bridge. The bus below a bridge is
 * a PCI Express bus if the Express capability of the bridge is that of a root, upstream or downstream port. The root bus
 * follows from the machine type.
 */
final class PciPlacement {
    private static final Pattern PATH =
            Pattern.compile("([0-9a-f]{4}:[0-9a-f]{2})((?::[0-9a-f]{2}\\.[0-7])*)(:[0-9a-f]{2}\\.[0-7])/.*");

    private static final Pattern EXPRESS_MACHINE = Pattern.compile("(pc-q35|virt)-.*|virt|sbsa-ref|microvm");
    private static final Pattern CONVENTIONAL_MACHINE = Pattern.compile("(pc-i440fx|pseries|s390-ccw-virtio)-.*");

    private PciPlacement() {}

    /**
     * Returns whether QEMU compares the extended configuration space of a VFIO device.
     *
     * @param key the name of the device; null for raw device data
     * @param machine the machine of the device; null if it is not known
     */
    static ExtendedSpaceCheck extendedSpace(@Nullable SectionKey key, @Nullable SavedMachine machine) {
        Matcher path = PATH.matcher(key == null ? "" : key.idstr());
        if (machine == null || !path.matches()) {
            return ExtendedSpaceCheck.UNKNOWN;
        }
        return path.group(2).isEmpty() ? ofRootBus(machine) : ofBridge(path.group(1) + path.group(2) + "/", machine);
    }

    private static ExtendedSpaceCheck ofRootBus(SavedMachine machine) {
        String type =
                machine.configuration() == null ? "" : machine.configuration().machine();
        if (EXPRESS_MACHINE.matcher(type).matches()) {
            return ExtendedSpaceCheck.COMPARED;
        }
        return CONVENTIONAL_MACHINE.matcher(type).matches()
                ? ExtendedSpaceCheck.NOT_COMPARED
                : ExtendedSpaceCheck.UNKNOWN;
    }

    private static ExtendedSpaceCheck ofBridge(String prefix, SavedMachine machine) {
        if (machine.devices() == null) {
            return ExtendedSpaceCheck.UNKNOWN;
        }
        for (Map.Entry<SectionKey, List<SavedConfig>> entry :
                machine.devices().configs().entrySet()) {
            if (entry.getKey().idstr().startsWith(prefix)) {
                return PortType.of(entry.getValue().get(0).space()).hasExpressBus()
                        ? ExtendedSpaceCheck.COMPARED
                        : ExtendedSpaceCheck.NOT_COMPARED;
            }
        }
        return ExtendedSpaceCheck.UNKNOWN;
    }
}
