// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.stream.IntStream;

/** The saved MSI-X vectors of a function that has MSI-X enabled. */
final class MsixVectorCheck implements ConsistencyCheck {
    @Override
    public void check(SavedPciFunction saved, PciFindingList findings) {
        saved.findMsix().filter(MsixCapability::enabled).ifPresent(msix -> {
            if (saved.msixTable().entryCount() != 0) {
                checkVectors(msix, saved.msixTable(), findings);
            }
        });
    }

    private static void checkVectors(MsixCapability msix, MsixTable table, PciFindingList findings) {
        MsixTable.Summary summary = table.summary();
        if (summary.programmed() == 0) {
            findings.addWarning(
                    msix.offset(),
                    "pci.msix-unprogrammed",
                    "MSI-X is enabled, but none of the %d vectors has an address",
                    summary.entries());
        }
        if (summary.masked() == summary.entries()) {
            findings.addInfo(
                    msix.offset(),
                    "pci.msix-all-masked",
                    "MSI-X is enabled, but all %d vectors are masked: the guest gets no interrupt until it unmasks one",
                    summary.entries());
            return;
        }
        IntStream.range(0, summary.entries())
                .filter(vector -> !table.isMasked(vector) && !table.isProgrammed(vector))
                .findFirst()
                .ifPresent(vector -> findings.addWarning(
                        msix.offset(),
                        "pci.msix-vector-unprogrammed",
                        "MSI-X vector %d is unmasked, but has no address: its interrupts would be written to address 0",
                        vector));
        checkMaskedBelowUnmasked(msix, table, findings);
    }

    /**
     * QEMU 10.0 sets up the vectors at once when it loads a stream, and under TCG takes a masked vector below the last
     * unmasked one for a set-up one ({@code vfio_commit_kvm_msi_virq_batch} in {@code hw/vfio/pci.c}). Only INFO: such
     * a table is quite normal, and a destination with KVM was never seen to mind.
     */
    private static void checkMaskedBelowUnmasked(MsixCapability msix, MsixTable table, PciFindingList findings) {
        int last = table.entryCount() - 1;
        while (table.isMasked(last)) {
            last--;
        }
        IntStream.range(0, last)
                .filter(table::isMasked)
                .findFirst()
                .ifPresent(vector -> findings.addInfo(
                        msix.offset(),
                        "pci.msix-masked-below-unmasked",
                        "MSI-X vector %d is masked below an unmasked one: QEMU 10.0 without KVM crashes when it loads this",
                        vector));
    }
}
