// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/** The MSI capability on its own and against MSI-X and bus mastering. */
final class MsiCheck implements ConsistencyCheck {
    @Override
    public void check(SavedPciFunction saved, PciFindingList findings) {
        saved.findMsi().filter(MsiCapability::enabled).ifPresent(msi -> checkEnabledMsi(msi, saved, findings));
        if (saved.isMsiOrMsixEnabled() && !saved.hasCommandBit(PciRegs.COMMAND_MASTER)) {
            findings.addWarning(
                    PciRegs.COMMAND,
                    "pci.bus-master-off",
                    "MSI or MSI-X is enabled, but without bus mastering the device cannot send interrupts");
        }
    }

    private static void checkEnabledMsi(MsiCapability msi, SavedPciFunction saved, PciFindingList findings) {
        if (saved.findMsix().filter(MsixCapability::enabled).isPresent()) {
            findings.addWarning(
                    msi.offset(),
                    "pci.msi-and-msix",
                    "MSI and MSI-X are both enabled, which the specification forbids");
        }
        if (msi.address() == 0) {
            findings.addWarning(msi.offset(), "pci.msi-unprogrammed", "MSI is enabled, but its message address is 0");
        }
        if (msi.vectorsEnabled() > msi.vectorsCapable()) {
            findings.addWarning(
                    msi.offset(),
                    "pci.msi-count",
                    "%d MSI vectors are enabled, but the device has only %d",
                    msi.vectorsEnabled(),
                    msi.vectorsCapable());
        }
    }
}
