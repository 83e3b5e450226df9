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
 * @param msixTable the saved MSI-X vectors
 */
record SavedPciFunction(
        PciConfiguration configuration, ConfigSpace space, List<Integer> irqState, MsixTable msixTable) {
    Optional<MsixCapability> findMsix() {
        return MsixCapability.find(configuration.capabilities(), space);
    }

    Optional<MsiCapability> findMsi() {
        return MsiCapability.find(configuration.capabilities(), space);
    }

    /** Whether interrupts go out as messages, so that the INTx pin must be silent. */
    boolean isMsiOrMsixEnabled() {
        return findMsix().filter(MsixCapability::enabled).isPresent()
                || findMsi().filter(MsiCapability::enabled).isPresent();
    }

    boolean hasCommandBit(int bit) {
        return (configuration.command() & bit) != 0;
    }
}
