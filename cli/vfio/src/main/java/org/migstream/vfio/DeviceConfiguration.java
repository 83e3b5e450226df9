// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;

/**
 * What a guest has set up on a PCI device, and the driver's own data do not hold.
 *
 * @param space 256 or 4096 bytes, as QEMU has it: one that is not of exactly 256 counts as one of 4096, filled with zeros
 * @param msix its vectors, {@link MsixTable#EMPTY} without MSI-X
 */
public record DeviceConfiguration(ConfigSpace space, MsixTable msix) {
    /**
     * Makes sure that it can be given to a device, which has other bytes in it but nothing else.
     *
     * @param own what that device has
     * @throws VfioException if it is of another kind of device
     */
    public void requireKindOf(DeviceConfiguration own) throws VfioException {
        if (!space.id().equals(own.space.id())) {
            throw misfit("it is one of " + space.id() + ", the device is " + own.space.id());
        }
        if (msix.entryCount() != own.msix.entryCount()) {
            throw misfit("it has " + msix.entryCount() + " MSI-X vectors, the device " + own.msix.entryCount());
        }
    }

    private static VfioException misfit(String reason) {
        return new VfioException("write the configuration", reason);
    }
}
