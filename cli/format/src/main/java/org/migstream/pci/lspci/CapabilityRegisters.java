// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciConfiguration;

/**
 * The registers of one capability by their offset inside it, and the other data of its function.
 *
 * @param space the whole configuration space
 * @param offset start of the capability in the space
 * @param configuration decoded registers of the function
 * @param msixTable the saved MSI-X vectors
 */
record CapabilityRegisters(ConfigSpace space, int offset, PciConfiguration configuration, MsixTable msixTable) {
    /** Returns whether the first {@code size} bytes of the capability are inside the space. */
    boolean contains(int size) {
        return space.contains(offset, size);
    }

    int u8(int register) {
        return space.u8(offset + register);
    }

    int u16(int register) {
        return space.u16(offset + register);
    }

    long u32(int register) {
        return space.u32(offset + register);
    }
}
