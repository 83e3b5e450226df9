// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/** The MSI-X capability against the number of saved vectors and the BARs that hold them. */
final class MsixCheck implements ConsistencyCheck {
    @Override
    public void check(SavedPciFunction saved, PciFindingList findings) {
        saved.findMsix().ifPresentOrElse(msix -> checkCapability(msix, saved, findings), () -> {
            if (saved.msixTable().entryCount() != 0) {
                findings.addError(
                        0,
                        "pci.msix-table-size",
                        "%d MSI-X vectors were saved, but there is no MSI-X capability: QEMU would not load them",
                        saved.msixTable().entryCount());
            }
        });
    }

    private static void checkCapability(MsixCapability msix, SavedPciFunction saved, PciFindingList findings) {
        int entries = saved.msixTable().entryCount();
        if (entries == 0) {
            findings.addWarning(
                    msix.offset(),
                    "pci.msix-table-missing",
                    "the capability has %d MSI-X vectors, but none was saved",
                    msix.vectorCount());
        } else if (entries != msix.vectorCount()) {
            findings.addError(
                    msix.offset(),
                    "pci.msix-table-size",
                    "%d MSI-X vectors were saved, but the capability has %d: QEMU would lose its place in the stream",
                    entries,
                    msix.vectorCount());
        }
        if (msix.enabled() && msix.functionMasked()) {
            findings.addInfo(
                    msix.offset(),
                    "pci.msix-function-masked",
                    "MSI-X is enabled with the function masked: the guest was setting it up, or holds all vectors back");
        }
        checkLocation(msix, "table", msix.table(), saved, findings);
        checkLocation(msix, "pending bits", msix.pendingBits(), saved, findings);
    }

    private static void checkLocation(
            MsixCapability msix,
            String what,
            MsixCapability.Location location,
            SavedPciFunction saved,
            PciFindingList findings) {
        boolean memory = saved.configuration().bars().stream()
                .anyMatch(bar -> bar.index() == location.bar() && bar.kind() != Bar.Kind.IO);
        if (!memory) {
            findings.addWarning(
                    msix.offset(),
                    "pci.msix-bar",
                    "the MSI-X %s should be in BAR %d, which is no implemented memory BAR",
                    what,
                    location.bar());
        }
    }
}
