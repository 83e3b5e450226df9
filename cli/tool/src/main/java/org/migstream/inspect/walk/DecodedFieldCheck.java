// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.InspectionFindingCodes.STREAM_REDACTED;
import static org.migstream.report.MachineFindingCodes.VMSTATE_FIELD_PRESENCE;
import static org.migstream.report.MachineFindingCodes.VMSTATE_NO_PCI_DEVICE;
import static org.migstream.report.MachineFindingCodes.VMSTATE_NO_PCI_INTERRUPTS;
import static org.migstream.report.MachineFindingCodes.VMSTATE_REFUSED_VALUE;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.PathSink;
import org.migstream.vmstate.PciConfigValue;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateValue;

/**
 * Checks decoded values that every known QEMU refuses, whatever the machine is: QEMU checks most values against the machine
 * that loads the stream, so this class checks few. Adds the findings of the decoder to those of the stream, too.
 */
final class DecodedFieldCheck extends PathSink {
    private static final int IRQ_PINS = 4;

    /** The number of bytes of a buffer that this class reads. */
    static final int HEAD_BYTES = Math.max(PciConfigValue.IDENTITY_BYTES, IRQ_PINS * Integer.BYTES);

    /**
     * The first PCI bus. Its nirq is the number of interrupts of the machine (QEMU {@code vmstate_pcibus} and {@code
     * pci_bus_irqs} in hw/pci/pci.c). The buses of bridges have the same name, other instances, and no interrupts.
     */
    private static final SectionKey FIRST_PCI_BUS = new SectionKey("PCIBUS", 0);

    /** The highest version of the structure PCIDevice ({@code do_pci_register_device} in hw/pci/pci.c, QEMU 5.2 to 11.1). */
    private static final int PCI_DEVICE_VERSION = 2;

    /**
     * A field whose value decides whether QEMU reads the next field: every value but 0 means that it does. If the vmdescription
     * differs, QEMU finds another end of the section.
     *
     * @param structure the name of the VMStateDescription
     * @param field the field with the value
     * @param counted the field that is absent if the value is 0
     */
    private record Counter(String structure, String field, String counted) {}

    /**
     * The known fields of this kind: {@code vmstate_ide_drive} in hw/ide/core.c (QEMU 5.2 to 11.1). The vmdescription does not
     * show which fields count others.
     */
    private static final List<Counter> COUNTERS = List.of(new Counter("ide_drive", "identify_set", "identify_data"));

    private final FindingLog findings;
    private @Nullable Counter counter;
    private long expectedElements;
    private long elements;
    private long counterOffset;
    private @Nullable Finding presence;

    DecodedFieldCheck(FindingLog findings) {
        this.findings = findings;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) throws IOException {
        super.beginDevice(section, offset);
        counter = null;
        presence = null;
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) throws IOException {
        count(field);
        super.beginStruct(field, index, description);
    }

    @Override
    public void endStruct() throws IOException {
        finishCount(structure());
        super.endStruct();
    }

    @Override
    public void endDevice(long unreadBytes) throws IOException {
        finishCount(structure());
        if (presence != null) {
            add(presence);
        }
        super.endDevice(unreadBytes);
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) {
        count(field);
        checkPci(field, offset, value);
        if (value instanceof VmStateValue.Int number) {
            startCount(field, offset, number.value());
            checkRange(field, offset, number.value());
        }
    }

    private void startCount(VmStateField field, long offset, long value) {
        Optional<Counter> found = COUNTERS.stream()
                .filter(known ->
                        known.structure().equals(structure()) && known.field().equals(field.name()))
                .findFirst();
        if (found.isPresent()) {
            counter = found.get();
            expectedElements = value == 0 ? 0 : 1;
            elements = 0;
            counterOffset = offset;
        }
    }

    private void count(VmStateField field) {
        if (counter != null
                && counter.structure().equals(structure())
                && counter.counted().equals(field.name())) {
            elements++;
        }
    }

    /** A redacted stream has the number 0 in place of each number. */
    private void finishCount(String structure) {
        if (counter == null || !counter.structure().equals(structure)) {
            return;
        }
        if (presence == null && elements != expectedElements && !findings.hasCode(STREAM_REDACTED)) {
            presence = Finding.at(
                    counterOffset,
                    Severity.ERROR,
                    VMSTATE_FIELD_PRESENCE,
                    "the field " + counter.field() + " of the structure " + counter.structure()
                            + " gives the field " + counter.counted() + " " + expectedElements
                            + " elements, but the section has " + elements + ": QEMU refuses the section");
        }
        counter = null;
    }

    private void checkPci(VmStateField field, long offset, VmStateValue value) {
        if (PciConfigValue.isWithoutDevice(section().idstr(), field, value)) {
            add(Finding.at(
                    offset,
                    Severity.WARNING,
                    VMSTATE_NO_PCI_DEVICE,
                    "the PCI configuration of this device has no vendor id: the bytes of the device are lost, or the"
                            + " stream was redacted; QEMU refuses to load it"));
        } else if (FIRST_PCI_BUS.equals(section())
                && field.name().equals("nirq")
                && value instanceof VmStateValue.Int count
                && count.value() == 0) {
            add(Finding.at(
                    offset,
                    Severity.WARNING,
                    VMSTATE_NO_PCI_INTERRUPTS,
                    "the first PCI bus has no interrupts (nirq is 0): its state is lost, or the stream was redacted;"
                            + " QEMU refuses to load it into a machine whose first PCI bus has interrupts"));
        } else if (field.type().equals("pci irq state") && value instanceof VmStateValue.Bytes bytes) {
            checkInterruptLevels(offset, bytes);
        }
    }

    /** Checks the levels of INTA to INTD, a be32 each ({@code get_pci_irq_state} in hw/pci/pci.c). */
    private void checkInterruptLevels(long offset, VmStateValue.Bytes levels) {
        for (int at = 0; at + 2 * Integer.BYTES <= levels.head().length(); at += 2 * Integer.BYTES) {
            int level = HexFormat.fromHexDigits(levels.head(), at, at + 2 * Integer.BYTES);
            if (level != 0 && level != 1) {
                refuse(offset, "irq state " + level + ": must be 0 or 1.");
                return;
            }
        }
    }

    /** Checks the types and fields with a range ({@code get_int32_le} in migration/vmstate-types.c). */
    private void checkRange(VmStateField field, long offset, long value) {
        boolean isPciVersion = structure().equals("PCIDevice") && field.name().equals("version_id");
        if (field.type().equals("int32 le") && (value < 0 || isPciVersion && value > PCI_DEVICE_VERSION)) {
            refuse(
                    offset,
                    "Invalid value " + value + " expecting positive value <= "
                            + (isPciVersion ? PCI_DEVICE_VERSION : "N"));
        }
    }

    private void refuse(long offset, String message) {
        add(Finding.at(
                offset,
                Severity.ERROR,
                VMSTATE_REFUSED_VALUE,
                "the field has a value that no QEMU accepts: QEMU fails with: " + message));
    }

    /** Takes a reason why the decoder stopped, which comes before the end of the device: elements may be missing for it. */
    @Override
    public void acceptFinding(Finding finding) {
        counter = null;
        presence = null;
        add(finding);
    }

    private void add(Finding finding) {
        findings.add(finding, section(), null);
    }
}
