// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;

/**
 * The configuration of a PCI device as the guest set it up. The data of a VFIO driver do not contain it.
 *
 * @param configSpace 256 or 4096 bytes. As in QEMU, a space whose size is not exactly 256 counts as 4096 bytes, padded
 *     with zeros
 * @param msixTable the MSI-X vectors; {@link MsixTable#EMPTY} without MSI-X
 */
public record DeviceConfiguration(ConfigSpace configSpace, MsixTable msixTable) {
    /**
     * Checks that this configuration can be written to a device of the same type.
     *
     * @param own the configuration of that device
     * @throws VfioException if the PCI ids or the numbers of MSI-X vectors differ
     */
    public void requireSameDeviceType(DeviceConfiguration own) throws VfioException {
        if (!configSpace.id().equals(own.configSpace.id())) {
            throw mismatch(
                    "it is for a device with PCI id " + configSpace.id() + ", this device has " + own.configSpace.id());
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
