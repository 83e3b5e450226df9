// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.io.FindingCodeList.SAVE_AGAIN;

import java.util.List;
import org.migstream.io.FindingCodeList;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of PCI configuration spaces. */
public final class PciFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode PCI_NOT_PRESENT = CODES.declare(
            "pci.not-present",
            Severity.ERROR,
            FindingCategory.CONFIGURATION,
            "the saved configuration space is all ones: the device did not answer",
            "check the device and the guest's driver on the source; the device may have been removed");

    public static final FindingCode PCI_VENDOR_ID = CODES.declare(
            "pci.vendor-id",
            Severity.ERROR,
            FindingCategory.CONFIGURATION,
            "the vendor id means that the device is absent",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_HEADER_TYPE = CODES.declare(
            "pci.header-type",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the header type is unknown, so BARs and capabilities are not read",
            null);

    public static final FindingCode PCI_HEADER_BRIDGE = CODES.declare(
            "pci.header-bridge",
            Severity.INFO,
            FindingCategory.CONFIGURATION,
            "the header is that of a bridge, which vfio-pci does not assign",
            null);

    public static final FindingCode PCI_POWER_STATE = CODES.declare(
            "pci.power-state",
            Severity.INFO,
            FindingCategory.CONFIGURATION,
            "the guest had put the device into a power saving state",
            null);

    public static final FindingCode PCI_EXTENDED_WITHOUT_EXPRESS = CODES.declare(
            "pci.extended-without-express",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the device has extended capabilities without a PCI Express capability",
            null);

    public static final FindingCode PCI_BAR_BROKEN = CODES.declare(
            "pci.bar-broken",
            Severity.ERROR,
            FindingCategory.CONFIGURATION,
            "the last BAR is 64 bits wide, so its upper half is missing",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_BAR_UNPROGRAMMED = CODES.declare(
            "pci.bar-unprogrammed",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "address decoding is enabled, but a BAR has no address; if no BAR has one, it is a note, because the kernel"
                    + " shows a virtual function like that until a guest maps it",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_BUS_MASTER_OFF = CODES.declare(
            "pci.bus-master-off",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "MSI or MSI-X is enabled without bus mastering, so the device cannot send interrupts",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_MSI_AND_MSIX = CODES.declare(
            "pci.msi-and-msix",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "MSI and MSI-X are both enabled, which the specification forbids",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_MSI_UNPROGRAMMED = CODES.declare(
            "pci.msi-unprogrammed",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "MSI is enabled, but its message address is 0",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_MSI_COUNT = CODES.declare(
            "pci.msi-count",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "more MSI vectors are enabled than the device has",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_MSIX_TABLE_SIZE = CODES.declare(
            "pci.msix-table-size",
            Severity.ERROR,
            FindingCategory.CONFIGURATION,
            "the number of saved MSI-X vectors differs from the MSI-X capability: QEMU does not load the stream",
            SAVE_AGAIN);

    public static final FindingCode PCI_MSIX_TABLE_MISSING = CODES.declare(
            "pci.msix-table-missing",
            Severity.ERROR,
            FindingCategory.CONFIGURATION,
            "the device has MSI-X vectors, but the stream has none",
            SAVE_AGAIN);

    public static final FindingCode PCI_MSIX_FUNCTION_MASKED = CODES.declare(
            "pci.msix-function-masked",
            Severity.INFO,
            FindingCategory.CONFIGURATION,
            "MSI-X is enabled with the whole function masked",
            null);

    public static final FindingCode PCI_MSIX_BAR = CODES.declare(
            "pci.msix-bar",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the MSI-X table is located in a BAR that is not an implemented memory BAR",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_MSIX_UNPROGRAMMED = CODES.declare(
            "pci.msix-unprogrammed",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "MSI-X is enabled, but no vector has an address",
            "if migstream saved the device with @pid, save it again with --qmp or --like; else check the guest's driver");

    public static final FindingCode PCI_MSIX_ALL_MASKED = CODES.declare(
            "pci.msix-all-masked",
            Severity.INFO,
            FindingCategory.CONFIGURATION,
            "MSI-X is enabled, but all vectors are masked",
            null);

    public static final FindingCode PCI_MSIX_VECTOR_UNPROGRAMMED = CODES.declare(
            "pci.msix-vector-unprogrammed",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "an unmasked MSI-X vector has no address",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_MSIX_MASKED_BELOW_UNMASKED = CODES.declare(
            "pci.msix-masked-below-unmasked",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "an MSI-X vector is masked below an unmasked one: QEMU 10.0 without KVM crashes when it loads the stream",
            "use another version of QEMU, or KVM");

    public static final FindingCode PCI_IRQ_STATE = CODES.declare(
            "pci.irq-state",
            Severity.ERROR,
            FindingCategory.CONFIGURATION,
            "the saved level of an interrupt pin is not 0 or 1: QEMU refuses the stream",
            SAVE_AGAIN);

    public static final FindingCode PCI_INTX_WRONG_PIN = CODES.declare(
            "pci.intx-wrong-pin",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "an interrupt pin that the device does not use is asserted",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_INTX_WITH_MESSAGES = CODES.declare(
            "pci.intx-with-messages",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "an interrupt pin is asserted although MSI or MSI-X is enabled",
            "check the device and the guest's driver on the source");

    public static final FindingCode PCI_INTX_DISABLED = CODES.declare(
            "pci.intx-disabled",
            Severity.INFO,
            FindingCategory.CONFIGURATION,
            "an interrupt pin is asserted but disabled, so the guest does not see the interrupt yet",
            null);

    public static final FindingCode PCI_CAPABILITY_POINTER_UNUSED = CODES.declare(
            "pci.capability-pointer-unused",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the pointer of the capability list is not 0, but the status register announces no list",
            null);

    public static final FindingCode PCI_CAPABILITY_LIST_EMPTY = CODES.declare(
            "pci.capability-list-empty",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the status register announces a capability list, but its pointer is 0",
            null);

    public static final FindingCode PCI_CAPABILITY_UNALIGNED = CODES.declare(
            "pci.capability-unaligned",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "a pointer of the capability list is not a multiple of 4",
            null);

    public static final FindingCode PCI_CAPABILITY_POINTER = CODES.declare(
            "pci.capability-pointer",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "a pointer of the capability list points into the header",
            null);

    public static final FindingCode PCI_CAPABILITY_BROKEN = CODES.declare(
            "pci.capability-broken",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the capability list ends at an offset without a capability",
            null);

    public static final FindingCode PCI_CAPABILITY_LOOP = CODES.declare(
            "pci.capability-loop",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the capability list has a loop",
            null);

    public static final FindingCode PCI_EXTENDED_CAPABILITY_UNALIGNED = CODES.declare(
            "pci.extended-capability-unaligned",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "a pointer of the extended capability list is not a multiple of 4",
            null);

    public static final FindingCode PCI_EXTENDED_CAPABILITY_POINTER = CODES.declare(
            "pci.extended-capability-pointer",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "a pointer of the extended capability list is below 0x100",
            null);

    public static final FindingCode PCI_EXTENDED_CAPABILITY_BROKEN = CODES.declare(
            "pci.extended-capability-broken",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the extended capability list ends at an offset without a capability",
            null);

    public static final FindingCode PCI_EXTENDED_CAPABILITY_LOOP = CODES.declare(
            "pci.extended-capability-loop",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the extended capability list has a loop",
            null);

    public static final FindingCode PCI_CONFIG_MISMATCH = CODES.declare(
            "pci.config-mismatch",
            Severity.ERROR,
            FindingCategory.CONFIGURATION,
            "a byte of the configuration space that QEMU compares differs from the target",
            "use a target with the same device, firmware and topology");

    public static final FindingCode PCI_CONFIG_UNCERTAIN = CODES.declare(
            "pci.config-uncertain",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "a byte of the configuration space differs from the target, and whether QEMU compares it is unknown",
            "use a target with the same devices in the same slots, and the QEMU version of the source");

    public static final FindingCode PCI_CONFIG_BAR_SIZE = CODES.declare(
            "pci.config-bar-size",
            Severity.INFO,
            FindingCategory.CONFIGURATION,
            "the sizes of the BARs were not compared",
            "read the profile of the target from the device (migstream probe)");

    public static final FindingCode PCI_CONFIG_SLOT = CODES.declare(
            "pci.config-slot",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "whether QEMU loads the configuration space depends on the kind of slot of the device, which is not known",
            "name the kind of slot of the device in the target with --slot");

    public static final FindingCode PCI_CONFIG_SIZE = CODES.declare(
            "pci.config-size",
            Severity.ERROR,
            FindingCategory.CONFIGURATION,
            "the configuration spaces of stream and target have different sizes",
            "use the same bus type (PCI or PCI Express) on the target");

    public static final FindingCode PCI_CONFIG_SUBSYSTEM = CODES.declare(
            "pci.config-subsystem",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the target has another subsystem id: QEMU does not compare it, but the guest's driver may",
            "use a target of the same model");

    public static final FindingCode PCI_CONFIG_BAR_MISSING = CODES.declare(
            "pci.config-bar-missing",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "a BAR of the target is missing or has another type: QEMU does not notice, but the guest's driver needs the BAR",
            "use a target with the same BARs");

    public static final FindingCode PCI_CONFIG_BAR_MOVED = CODES.declare(
            "pci.config-bar-moved",
            Severity.INFO,
            FindingCategory.CONFIGURATION,
            "a BAR has another address on the target: QEMU moves it to the address in the stream",
            null);

    private PciFindingCodes() {}

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
