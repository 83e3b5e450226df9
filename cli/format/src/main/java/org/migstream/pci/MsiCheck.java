// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/** The MSI capability on its own and against MSI-X and bus mastering. */
final class MsiCheck implements ConsistencyCheck {
    @Override
    public void examine(SavedFunction saved, FindingList findings) {
        saved.msi().filter(MsiCapability::enabled).ifPresent(msi -> enabled(msi, saved, findings));
        if (saved.messagesEnabled() && !saved.commands(PciRegs.COMMAND_MASTER)) {
            findings.warning(
                    PciRegs.COMMAND,
                    "pci.bus-master-off",
                    "MSI or MSI-X is enabled, but without bus mastering the device cannot send interrupts");
        }
    }

    private static void enabled(MsiCapability msi, SavedFunction saved, FindingList findings) {
        if (saved.msix().filter(MsixCapability::enabled).isPresent()) {
            findings.warning(
                    msi.offset(),
                    "pci.msi-and-msix",
                    "MSI and MSI-X are both enabled, which the specification forbids");
        }
        if (msi.address() == 0) {
            findings.warning(msi.offset(), "pci.msi-unprogrammed", "MSI is enabled, but its message address is 0");
        }
        if (msi.vectorsEnabled() > msi.vectorsCapable()) {
            findings.warning(
                    msi.offset(),
                    "pci.msi-count",
                    "%d MSI vectors are enabled, but the device has only %d",
                    msi.vectorsEnabled(),
                    msi.vectorsCapable());
        }
    }
}
