// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/** The MSI-X capability against the number of saved vectors and the BARs that hold them. */
final class MsixCheck implements ConsistencyCheck {
    @Override
    public void examine(SavedFunction saved, FindingList findings) {
        saved.msix().ifPresentOrElse(msix -> capability(msix, saved, findings), () -> {
            if (saved.table().entries() != 0) {
                findings.error(
                        0,
                        "pci.msix-table-size",
                        "%d MSI-X vectors were saved, but there is no MSI-X capability: QEMU would not load them",
                        saved.table().entries());
            }
        });
    }

    private static void capability(MsixCapability msix, SavedFunction saved, FindingList findings) {
        int entries = saved.table().entries();
        if (entries == 0) {
            findings.warning(
                    msix.offset(),
                    "pci.msix-table-missing",
                    "the capability has %d MSI-X vectors, but none was saved",
                    msix.vectors());
        } else if (entries != msix.vectors()) {
            findings.error(
                    msix.offset(),
                    "pci.msix-table-size",
                    "%d MSI-X vectors were saved, but the capability has %d: QEMU would lose its place in the stream",
                    entries,
                    msix.vectors());
        }
        if (msix.enabled() && msix.functionMasked()) {
            findings.info(
                    msix.offset(),
                    "pci.msix-function-masked",
                    "MSI-X is enabled with the function masked: the guest was setting it up, or holds all vectors back");
        }
        location(msix, "table", msix.table(), saved, findings);
        location(msix, "pending bits", msix.pendingBits(), saved, findings);
    }

    private static void location(
            MsixCapability msix,
            String what,
            MsixCapability.Location location,
            SavedFunction saved,
            FindingList findings) {
        boolean memory = saved.configuration().bars().stream()
                .anyMatch(bar -> bar.index() == location.bar() && bar.kind() != Bar.Kind.IO);
        if (!memory) {
            findings.warning(
                    msix.offset(),
                    "pci.msix-bar",
                    "the MSI-X %s should be in BAR %d, which is no implemented memory BAR",
                    what,
                    location.bar());
        }
    }
}
