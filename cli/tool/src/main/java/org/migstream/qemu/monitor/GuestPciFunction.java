// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.pci.GuestBus;

/**
 * A PCI function of the guest of a running QEMU.
 *
 * @param address the place in the guest, which is the idstr without its suffix: the root bus, then slot and function of
 *     each bridge and of the function itself, such as {@code 0000:00:01.0:00.0}
 * @param vendorId the vendor id that the guest sees
 * @param deviceId the device id that the guest sees
 * @param qdevId the option {@code id} of the device; empty if it has none
 * @param bars the BARs that the function has, in the order of their numbers
 * @param bus the kind of bus that it is on; null if QEMU does not report it
 * @param devicePath the QOM path of the device; null if it cannot be found
 * @param typeName the QOM type of the device; null if it cannot be found
 */
public record GuestPciFunction(
        String address,
        int vendorId,
        int deviceId,
        String qdevId,
        List<GuestBar> bars,
        @Nullable GuestBus bus,
        @Nullable String devicePath,
        @Nullable String typeName) {
    public GuestPciFunction {
        bars = List.copyOf(bars);
    }

    /** Returns a BAR; empty if the function does not have it. */
    public Optional<GuestBar> bar(int index) {
        return bars.stream().filter(bar -> bar.index() == index).findFirst();
    }

    /** Returns the QOM type of the device, such as {@code vfio-pci}; empty if QEMU did not report it. */
    public Optional<String> type() {
        return Optional.ofNullable(typeName);
    }

    /** Returns the QOM path of the device; empty if it cannot be found. */
    public Optional<String> path() {
        return Optional.ofNullable(devicePath);
    }

    /** Returns whether QEMU passes a device of the host through as this function ({@code TYPE_VFIO_PCI} in hw/vfio/pci.h). */
    public boolean isVfioPci() {
        return typeName != null && (typeName.equals("vfio-pci") || typeName.equals("vfio-pci-nohotplug"));
    }
}
