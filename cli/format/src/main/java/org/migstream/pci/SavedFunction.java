// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.Optional;

/**
 * All that QEMU saved of one PCI function, for checks that compare its parts.
 *
 * @param configuration what was read from the space; its findings are not complete yet
 * @param space the bytes
 * @param irqState one word for each interrupt pin
 * @param table the saved MSI-X vectors
 */
record SavedFunction(PciConfiguration configuration, ConfigSpace space, List<Integer> irqState, MsixTable table) {
    Optional<MsixCapability> msix() {
        return MsixCapability.find(configuration.capabilities(), space);
    }

    Optional<MsiCapability> msi() {
        return MsiCapability.find(configuration.capabilities(), space);
    }

    /** Whether interrupts go out as messages, so that the INTx pin must be silent. */
    boolean messagesEnabled() {
        return msix().filter(MsixCapability::enabled).isPresent()
                || msi().filter(MsiCapability::enabled).isPresent();
    }

    boolean commands(int bit) {
        return (configuration.command() & bit) != 0;
    }
}
