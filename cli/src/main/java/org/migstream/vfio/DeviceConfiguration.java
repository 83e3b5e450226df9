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
public record DeviceConfiguration(ConfigSpace space, MsixTable msix) {}
