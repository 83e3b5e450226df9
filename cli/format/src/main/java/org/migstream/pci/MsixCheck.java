// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.PciFindingCodes.PCI_MSIX_ALL_MASKED;
import static org.migstream.pci.PciFindingCodes.PCI_MSIX_BAR;
import static org.migstream.pci.PciFindingCodes.PCI_MSIX_FUNCTION_MASKED;
import static org.migstream.pci.PciFindingCodes.PCI_MSIX_MASKED_BELOW_UNMASKED;
import static org.migstream.pci.PciFindingCodes.PCI_MSIX_TABLE_MISSING;
import static org.migstream.pci.PciFindingCodes.PCI_MSIX_TABLE_SIZE;
import static org.migstream.pci.PciFindingCodes.PCI_MSIX_UNPROGRAMMED;
import static org.migstream.pci.PciFindingCodes.PCI_MSIX_VECTOR_UNPROGRAMMED;

import java.util.stream.IntStream;

/**
 * Checks MSI-X: the capability, the saved vectors and the BARs that contain the table and the pending bits must not
 * contradict each other.
 */
final class MsixCheck {
    private MsixCheck() {}

    static void check(SavedPciFunction saved, PciFindingList findings) {
        MsixTable table = saved.msixTable();
        saved.findMsix()
                .ifPresentOrElse(
                        msix -> {
                            checkCapability(msix, saved, findings);
                            if (msix.enabled() && table.entryCount() != 0) {
                                checkVectors(msix, table, findings);
                            }
                        },
                        () -> {
                            if (table.entryCount() != 0) {
                                findings.addError(
                                        0,
                                        PCI_MSIX_TABLE_SIZE,
                                        "the stream has %s, but the function has no MSI-X capability;"
                                                + " QEMU would not load them",
                                        describeCount(table.entryCount()));
                            }
                        });
    }

    private static void checkCapability(MsixCapability msix, SavedPciFunction saved, PciFindingList findings) {
        int entries = saved.msixTable().entryCount();
        if (entries == 0) {
            findings.addWarning(
                    msix.offset(),
                    PCI_MSIX_TABLE_MISSING,
                    "the capability has %s, but the stream has none",
                    describeCount(msix.vectorCount()));
        } else if (entries != msix.vectorCount()) {
            findings.addError(
                    msix.offset(),
                    PCI_MSIX_TABLE_SIZE,
                    "the stream has %s, but the capability has %d; QEMU would misread the rest of the stream",
                    describeCount(entries),
                    msix.vectorCount());
        }
        if (msix.enabled() && msix.functionMasked()) {
            findings.addInfo(
                    msix.offset(),
                    PCI_MSIX_FUNCTION_MASKED,
                    "MSI-X is enabled with the function masked: the guest was configuring MSI-X or has masked all vectors");
        }
        checkLocation(msix, "table is", msix.table(), saved, findings);
        checkLocation(msix, "pending bits are", msix.pendingBits(), saved, findings);
    }

    private static String describeCount(int vectors) {
        return vectors + (vectors == 1 ? " MSI-X vector" : " MSI-X vectors");
    }

    private static void checkLocation(
            MsixCapability msix,
            String subject,
            MsixCapability.Location location,
            SavedPciFunction saved,
            PciFindingList findings) {
        boolean memory = saved.configuration().bars().stream()
                .anyMatch(bar -> bar.index() == location.bar() && bar.kind() != Bar.Kind.IO);
        if (!memory) {
            findings.addWarning(
                    msix.offset(),
                    PCI_MSIX_BAR,
                    "the MSI-X %s in BAR %d, which is not an implemented memory BAR",
                    subject,
                    location.bar());
        }
    }

    /** Checks the vectors of a function that has MSI-X enabled. */
    private static void checkVectors(MsixCapability msix, MsixTable table, PciFindingList findings) {
        MsixTable.Summary summary = table.summary();
        if (summary.programmed() == 0) {
            findings.addWarning(
                    msix.offset(),
                    PCI_MSIX_UNPROGRAMMED,
                    "MSI-X is enabled, but no vector has an address (%d saved)",
                    summary.entries());
        }
        if (summary.masked() == summary.entries()) {
            findings.addInfo(
                    msix.offset(),
                    PCI_MSIX_ALL_MASKED,
                    "MSI-X is enabled, but every vector is masked (%d saved): the guest gets no interrupt",
                    summary.entries());
            return;
        }
        IntStream.range(0, summary.entries())
                .filter(vector -> !table.isMasked(vector) && !table.isProgrammed(vector))
                .findFirst()
                .ifPresent(vector -> findings.addWarning(
                        msix.offset(),
                        PCI_MSIX_VECTOR_UNPROGRAMMED,
                        "MSI-X vector %d is unmasked, but has no address: the device would write its interrupts to"
                                + " address 0",
                        vector));
        checkMaskedBelowUnmasked(msix, table, findings);
    }

    /**
     * Looks for a masked vector below the last unmasked one. QEMU 10.0 configures the vectors together when it loads a
     * stream; under TCG, QEMU then treats a masked vector as configured and crashes ({@code
     * vfio_commit_kvm_msi_virq_batch} in {@code hw/vfio/pci.c}). The finding is only INFO: such a table is normal, and
     * destinations with KVM load it.
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
                        PCI_MSIX_MASKED_BELOW_UNMASKED,
                        "MSI-X vector %d is masked below an unmasked one: QEMU 10.0 without KVM crashes when it loads this table",
                        vector));
    }
}
