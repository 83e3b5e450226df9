// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A BAR of a function, as the guest has programmed it.
 *
 * @param index its number, 0 to 5; 6 is the expansion ROM
 * @param isMemory whether it is in memory space, not in I/O space
 * @param size in bytes
 * @param mappedAddress where QEMU has mapped it; null if it has no address, or if the guest has turned decoding off
 *     ({@code PCI_BAR_UNMAPPED}, pci_bar_address in hw/pci/pci.c)
 */
public record GuestBar(
        int index, boolean isMemory, long size, @Nullable Long mappedAddress) {
    /** Returns where QEMU has mapped the BAR; empty if it is not mapped. */
    public Optional<Long> address() {
        return Optional.ofNullable(mappedAddress);
    }

    /** Returns whether the BAR is mapped into memory space and contains this range. */
    boolean containsMemory(long start, long length) {
        return isMemory
                && mappedAddress != null
                && Long.compareUnsigned(start, mappedAddress) >= 0
                && Long.compareUnsigned(start - mappedAddress, size) < 0
                && length <= size - (start - mappedAddress);
    }

    /** Returns whether the BAR is mapped into memory space and has an address in this range. */
    boolean overlapsMemory(long start, long length) {
        return isMemory
                && mappedAddress != null
                && (Long.compareUnsigned(start - mappedAddress, size) < 0
                        || Long.compareUnsigned(mappedAddress - start, length) < 0);
    }
}
