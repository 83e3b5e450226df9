// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.Optional;

/**
 * The saved parts of one PCI function. The checks compare these parts with each other.
 *
 * @param configuration decoded registers, without findings
 * @param space the bytes of the configuration space
 * @param irqState one word for each interrupt pin
 * @param msixTable the saved MSI-X vectors
 */
record SavedPciFunction(
        PciConfiguration configuration, ConfigSpace space, List<Integer> irqState, MsixTable msixTable) {
    /** Returns the MSI-X capability that QEMU uses. */
    Optional<MsixCapability> findMsix() {
        return MsixCapability.find(configuration.capabilities(), space);
    }

    /** Returns the MSI capability that QEMU uses. */
    Optional<MsiCapability> findMsi() {
        return MsiCapability.find(configuration.capabilities(), space);
    }

    /** Returns whether MSI or MSI-X is enabled. The INTx pin must then be deasserted. */
    boolean isMsiOrMsixEnabled() {
        return findMsix().filter(MsixCapability::enabled).isPresent()
                || findMsi().filter(MsiCapability::enabled).isPresent();
    }

    boolean hasCommandBit(int bit) {
        return (configuration.command() & bit) != 0;
    }
}
