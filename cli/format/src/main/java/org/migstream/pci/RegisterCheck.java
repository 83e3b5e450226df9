// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Collection;

/** Whether QEMU compares a part of the configuration space of a vfio-pci device. */
public enum RegisterCheck {
    COMPARED,
    NOT_COMPARED,
    UNKNOWN;

    /**
     * Returns whether QEMU compares the bytes from 0x100 on. It does so only on a PCI Express bus ({@code
     * vfio_add_ext_cap} in hw/vfio/pci.c, 5.2 to 11.1).
     *
     * @param buses the kinds of bus that the device may be on
     */
    public static RegisterCheck ofExtendedSpace(Collection<GuestBus> buses) {
        if (buses.stream().allMatch(GuestBus::isExpress)) {
            return COMPARED;
        }
        return buses.stream().anyMatch(GuestBus::isExpress) ? UNKNOWN : NOT_COMPARED;
    }
}
