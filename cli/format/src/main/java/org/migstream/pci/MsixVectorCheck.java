// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.stream.IntStream;

/** The saved MSI-X vectors of a function that has MSI-X enabled. */
final class MsixVectorCheck implements ConsistencyCheck {
    @Override
    public void examine(SavedFunction saved, FindingList findings) {
        saved.msix().filter(MsixCapability::enabled).ifPresent(msix -> {
            if (saved.table().entries() != 0) {
                vectors(msix, saved.table(), findings);
            }
        });
    }

    private static void vectors(MsixCapability msix, MsixTable table, FindingList findings) {
        MsixTable.Summary summary = table.summary();
        if (summary.programmed() == 0) {
            findings.warning(
                    msix.offset(),
                    "pci.msix-unprogrammed",
                    "MSI-X is enabled, but none of the %d vectors has an address",
                    summary.entries());
        }
        if (summary.masked() == summary.entries()) {
            findings.info(
                    msix.offset(),
                    "pci.msix-all-masked",
                    "MSI-X is enabled, but all %d vectors are masked: the guest gets no interrupt until it unmasks one",
                    summary.entries());
            return;
        }
        IntStream.range(0, summary.entries())
                .filter(vector -> !table.masked(vector) && !table.programmed(vector))
                .findFirst()
                .ifPresent(vector -> findings.warning(
                        msix.offset(),
                        "pci.msix-vector-unprogrammed",
                        "MSI-X vector %d is unmasked, but has no address: its interrupts would be written to address 0",
                        vector));
        maskedBelowUnmasked(msix, table, findings);
    }

    /**
     * QEMU 10.0 sets up the vectors at once when it loads a stream, and under TCG takes a masked vector below the last
     * unmasked one for a set-up one ({@code vfio_commit_kvm_msi_virq_batch} in {@code hw/vfio/pci.c}). Only INFO: such
     * a table is quite normal, and a destination with KVM was never seen to mind.
     */
    private static void maskedBelowUnmasked(MsixCapability msix, MsixTable table, FindingList findings) {
        int last = table.entries() - 1;
        while (table.masked(last)) {
            last--;
        }
        IntStream.range(0, last)
                .filter(table::masked)
                .findFirst()
                .ifPresent(vector -> findings.info(
                        msix.offset(),
                        "pci.msix-masked-below-unmasked",
                        "MSI-X vector %d is masked below an unmasked one: QEMU 10.0 without KVM crashes when it loads this",
                        vector));
    }
}
