// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.List;
import org.migstream.io.FindingCodeList;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/**
 * Declares the finding codes of the comparison of two machines, each shown by a stream: configuration, guest memory,
 * sections and emulated devices.
 */
public final class TargetStreamFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode MACHINE_MISMATCH = CODES.declare(
            "MACHINE_MISMATCH",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "the machine types of stream and target differ",
            "start the target with the same machine type");

    public static final FindingCode CONFIGURATION_MISMATCH = CODES.declare(
            "CONFIGURATION_MISMATCH",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "only one of stream and target has a configuration section",
            "start both machines with the same migration.send-configuration");

    public static final FindingCode FOOTER_MISMATCH = CODES.declare(
            "FOOTER_MISMATCH",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "only one of stream and target has section footers",
            "start both machines with the same migration.send-section-footer");

    public static final FindingCode PAGE_BITS_MISMATCH = CODES.declare(
            "PAGE_BITS_MISMATCH",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "the guest pages of stream and target differ in size",
            "start the target with the CPU model and the machine type of the source");

    public static final FindingCode CAPABILITY_MISMATCH = CODES.declare(
            "CAPABILITY_MISMATCH",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "a migration capability that changes the format is enabled only in one of stream and target",
            "set the capability of the stream on the target before it loads the stream");

    public static final FindingCode UUID_MISMATCH = CODES.declare(
            "UUID_MISMATCH",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "the VM has another UUID in the stream than in the target",
            "start the target with the UUID of the source");

    public static final FindingCode RAM_BLOCK_MISSING = CODES.declare(
            "RAM_BLOCK_MISSING",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "the target has no RAM block for memory in the stream",
            "give the target the same memory and the same devices");

    public static final FindingCode RAM_BLOCK_SIZE = CODES.declare(
            "RAM_BLOCK_SIZE",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "a RAM block has another size in the stream than in the target",
            "give the target the same memory size, the same video memory and the same ROM files");

    public static final FindingCode RAM_BLOCK_ADDED = CODES.declare(
            "RAM_BLOCK_ADDED",
            Severity.INFO,
            FindingCategory.COMPATIBILITY,
            "the target has a RAM block that the stream does not have; QEMU does not change it",
            null);

    public static final FindingCode SECTION_MISSING = CODES.declare(
            "SECTION_MISSING",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "the target has no device for a section of the stream",
            "give the target the devices, the CPUs and the options of the source");

    public static final FindingCode SECTION_ADDED = CODES.declare(
            "SECTION_ADDED",
            Severity.INFO,
            FindingCategory.COMPATIBILITY,
            "the target has a section that the stream does not have; its device keeps its state after reset",
            null);

    public static final FindingCode SECTION_NOT_SEEN = CODES.declare(
            "SECTION_NOT_SEEN",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "whether the target has a section is unknown, because its stream was not read to the end",
            "give a complete stream of the target");

    public static final FindingCode SECTION_VERSION = CODES.declare(
            "SECTION_VERSION",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "a section has another version in the stream than in the target",
            "use a QEMU at the target that is not older than that of the source");

    public static final FindingCode FIELD_MISMATCH = CODES.declare(
            "FIELD_MISMATCH",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "a field that QEMU compares has another value in the stream than in the target",
            "start the target with the properties that the device has at the source");

    public static final FindingCode FIELD_LENGTH = CODES.declare(
            "FIELD_LENGTH",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "an array or buffer has another length in the stream than in the target, and QEMU reads the target's length",
            "start the target with the properties and the numbers of CPUs, memory slots and ports of the source");

    public static final FindingCode CPU_REGISTERS_MISSING = CODES.declare(
            "CPU_REGISTERS_MISSING",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "the CPU in the stream has system registers that the CPU in the target does not have",
            "start the target with the CPU model of the source, or with a QEMU of the same version");

    public static final FindingCode CPU_REGISTER_VALUES = CODES.declare(
            "CPU_REGISTER_VALUES",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "system registers that the CPU model decides have other values in the stream than in the target",
            "start the target with the CPU model, the CPU options and the number of CPUs of the source");

    public static final FindingCode STRUCTURE_VERSION = CODES.declare(
            "STRUCTURE_VERSION",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "a structure or subsection of a device has another version in the stream than in the target",
            "use a QEMU at the target that is not older than that of the source");

    public static final FindingCode FIELDS_NOT_COMPARED = CODES.declare(
            "FIELDS_NOT_COMPARED",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "fields of emulated devices were not compared, because one of both streams does not show them",
            "give streams that were saved with their vmdescription");

    public static final FindingCode NOT_IN_STREAM = CODES.declare(
            "NOT_IN_STREAM",
            Severity.INFO,
            FindingCategory.COMPATIBILITY,
            "properties of a machine that no stream shows were not compared",
            null);

    private TargetStreamFindingCodes() {}

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
