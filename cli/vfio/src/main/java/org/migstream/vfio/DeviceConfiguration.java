// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;

/**
 * What a guest has set up on a PCI device, and the driver's own data do not hold.
 *
 * @param configSpace 256 or 4096 bytes, as QEMU has it: one that is not of exactly 256 counts as one of 4096, filled with zeros
 * @param msixTable its vectors, {@link MsixTable#EMPTY} without MSI-X
 */
public record DeviceConfiguration(ConfigSpace configSpace, MsixTable msixTable) {
    /**
     * Makes sure that it can be given to a device, which has other bytes in it but nothing else.
     *
     * @param own what that device has
     * @throws VfioException if it is of another kind of device
     */
    public void requireSameDeviceType(DeviceConfiguration own) throws VfioException {
        if (!configSpace.id().equals(own.configSpace.id())) {
            throw mismatch("it is one of " + configSpace.id() + ", the device is " + own.configSpace.id());
        }
        if (msixTable.entryCount() != own.msixTable.entryCount()) {
            throw mismatch(
                    "it has " + msixTable.entryCount() + " MSI-X vectors, the device " + own.msixTable.entryCount());
        }
    }

    private static VfioException mismatch(String reason) {
        return new VfioException("write the configuration", reason);
    }
}
