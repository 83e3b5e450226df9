// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.migstream.io.FindingCodeList.MAYBE_TOO_LARGE;
import static org.migstream.io.FindingCodeList.SAVE_AGAIN;

import java.util.List;
import org.migstream.io.FindingCodeList;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of device states that the vmdescription describes. */
public final class VmStateFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode VMSTATE_PAYLOAD_LEFT = CODES.declare(
            "vmstate.payload-left",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "the section has more bytes than its vmdescription describes",
            "save or copy the stream again: the section is damaged, or its vmdescription is wrong");

    public static final FindingCode VMSTATE_PAYLOAD_SHORT = CODES.declare(
            "vmstate.payload-short",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "the section ends inside a value of its vmdescription",
            SAVE_AGAIN);

    public static final FindingCode VMSTATE_SIZE_MISMATCH = CODES.declare(
            "vmstate.size-mismatch",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "the vmdescription gives a field another size than its content has",
            SAVE_AGAIN);

    public static final FindingCode VMSTATE_LIST_MISMATCH = CODES.declare(
            "vmstate.list-mismatch",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "a list or tree has another number of elements than in the vmdescription",
            SAVE_AGAIN);

    public static final FindingCode VMSTATE_SUBSECTION_MISMATCH = CODES.declare(
            "vmstate.subsection-mismatch",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "the section lacks a subsection of its vmdescription",
            SAVE_AGAIN);

    public static final FindingCode VMSTATE_NULL_POINTER_MISMATCH = CODES.declare(
            "vmstate.null-pointer-mismatch",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "the section has a value where its vmdescription has a null pointer",
            SAVE_AGAIN);

    public static final FindingCode VMSTATE_ELEMENT_UNDESCRIBED = CODES.declare(
            "vmstate.element-undescribed",
            Severity.WARNING,
            FindingCategory.VMDESC,
            "QEMU before 10.0 does not describe all elements of this array, so the rest of the section is not decoded",
            null);

    public static final FindingCode VMSTATE_TOO_MANY_ELEMENTS = CODES.declare(
            "vmstate.too-many-elements",
            Severity.WARNING,
            FindingCategory.LIMIT,
            "the vmdescription has too many elements of length 0",
            MAYBE_TOO_LARGE);

    public static final FindingCode VMSTATE_TOO_MANY_FIELDS = CODES.declare(
            "vmstate.too-many-fields",
            Severity.WARNING,
            FindingCategory.LIMIT,
            "the vmdescription of the device exceeds the limit, so the device is not decoded",
            null);

    public static final FindingCode VMSTATE_LIMIT = CODES.declare(
            "vmstate.limit",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the vmdescription exceeds a limit of migstream, so it is not read; it may be faultless",
            MAYBE_TOO_LARGE);

    private VmStateFindingCodes() {}

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
