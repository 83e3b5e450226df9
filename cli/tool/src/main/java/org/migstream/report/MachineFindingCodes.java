// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.migstream.io.FindingCodeList.SAVE_AGAIN;

import java.util.List;
import org.migstream.io.FindingCodeList;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of sections and headers that are well-formed, but that no machine of QEMU writes. */
public final class MachineFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode RAM_MAPPED_PAGE_SIZE = CODES.declare(
            "ram.mapped-page-size",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "a mapped-ram header has another page size than the guest: QEMU 11.1 refuses it, and older versions read the"
                    + " wrong bytes as its bitmap",
            SAVE_AGAIN);

    public static final FindingCode RAM_MAPPED_EMPTY = CODES.declare(
            "ram.mapped-empty",
            Severity.WARNING,
            FindingCategory.MISSING_DATA,
            "pages of a mapped-ram file are zero although its bitmap says that they have content, and the bitmap of other"
                    + " pages shows that QEMU looked for zero pages: the content is lost, as in a file with a hole",
            "copy or save the file again; if the source had zero-page-detection=none and a virtio-mem device, the"
                    + " file can be whole");

    public static final FindingCode STREAM_RUN_STATE = CODES.declare(
            "stream.run-state",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "the section globalstate has a run state that no known QEMU has: QEMU 5.2 to 11.1 refuse it",
            SAVE_AGAIN);

    public static final FindingCode STREAM_REPEATED_SECTION = CODES.declare(
            "stream.repeated-section",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a device has two FULL sections with the same section id, which no QEMU writes: QEMU loads both, one after the"
                    + " other",
            SAVE_AGAIN);

    public static final FindingCode STREAM_NO_MACHINE_SECTIONS = CODES.declare(
            "stream.machine-sections",
            Severity.WARNING,
            FindingCategory.MISSING_DATA,
            "the stream of a machine lacks a section that each machine writes, so states of devices are lost; QEMU loads"
                    + " such a stream without an error",
            SAVE_AGAIN);

    public static final FindingCode VMSTATE_NO_PCI_DEVICE = CODES.declare(
            "vmstate.no-pci-device",
            Severity.WARNING,
            FindingCategory.MISSING_DATA,
            "the PCI configuration of an emulated device has the vendor id 0x0000 or only bytes 0xff: the state of the"
                    + " device is lost, or convert --redact replaced it by zeroes; QEMU refuses to load it",
            SAVE_AGAIN);

    public static final FindingCode VMSTATE_NO_PCI_INTERRUPTS = CODES.declare(
            "vmstate.no-pci-interrupts",
            Severity.WARNING,
            FindingCategory.MISSING_DATA,
            "the first PCI bus has no interrupts: its state is lost, or convert --redact replaced it by zeroes; QEMU"
                    + " refuses to load it into a machine whose first PCI bus has interrupts",
            SAVE_AGAIN);

    public static final FindingCode VMSTATE_REFUSED_VALUE = CODES.declare(
            "vmstate.refused-value",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "a field of an emulated device has a value that every known QEMU refuses, whatever the machine is",
            SAVE_AGAIN);

    public static final FindingCode VMSTATE_FIELD_PRESENCE = CODES.declare(
            "vmstate.field-presence",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "a field of an emulated device makes QEMU read more or fewer fields after it than the section has",
            SAVE_AGAIN);

    private MachineFindingCodes() {}

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
