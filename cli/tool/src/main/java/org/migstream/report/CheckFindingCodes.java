// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.List;
import org.migstream.io.FindingCodeList;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of the comparison of a stream with its targets. */
public final class CheckFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode WRONG_VENDOR = CODES.declare(
            "WRONG_VENDOR",
            Severity.ERROR,
            FindingCategory.WRONG_DEVICE,
            "the driver that wrote the state is not the driver of the target",
            "use a target with the same driver");

    public static final FindingCode WRONG_DEVICE_ID = CODES.declare(
            "WRONG_DEVICE_ID",
            Severity.ERROR,
            FindingCategory.WRONG_DEVICE,
            "the target has another PCI id than the device that was saved",
            "use a target of the same model");

    public static final FindingCode SLOT_MISMATCH = CODES.declare(
            "SLOT_MISMATCH",
            Severity.ERROR,
            FindingCategory.WRONG_DEVICE,
            "the name of the device in the stream does not fit to the kind of slot of the target",
            "give the target a slot as in the source, or name the kind of its slot with --slot");

    public static final FindingCode DEVICE_ID_UNKNOWN = CODES.declare(
            "DEVICE_ID_UNKNOWN",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "the model of the device that wrote the state is unknown",
            "add the PCI id to the profile");

    public static final FindingCode PCI_ID_NOT_COMPARED = CODES.declare(
            "PCI_ID_NOT_COMPARED",
            Severity.INFO,
            FindingCategory.COMPATIBILITY,
            "the PCI ids were not compared, because one of them is unknown",
            null);

    public static final FindingCode DRIVER_UNKNOWN = CODES.declare(
            "DRIVER_UNKNOWN",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "the driver of the target is unknown",
            "add the driver to the profile, or read the profile from the device");

    public static final FindingCode DRIVER_WITHOUT_PLUGIN = CODES.declare(
            "DRIVER_WITHOUT_PLUGIN",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "the driver of the target is known, but no plugin for its states",
            "install a plugin for the driver");

    public static final FindingCode NO_MIGRATION_SUPPORT = CODES.declare(
            "NO_MIGRATION_SUPPORT",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "the driver of the target does not support migration",
            "bind the VFIO driver of the vendor, or use a newer kernel");

    public static final FindingCode NO_RULE = CODES.declare(
            "NO_RULE",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "no plugin has a compatibility rule for the state",
            "install a plugin with a rule for the driver");

    public static final FindingCode NO_DECODER = CODES.declare(
            "NO_DECODER",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "no plugin decodes the state of a device",
            "install a plugin for the driver, or choose a decoder with --decoder");

    public static final FindingCode COMPLETENESS_UNKNOWN = CODES.declare(
            "COMPLETENESS_UNKNOWN",
            Severity.WARNING,
            FindingCategory.TRUNCATION,
            "no fault was found in raw device data, but their format does not show whether their end is missing",
            "check the migration stream that contains the state: its records show where the state ends");

    public static final FindingCode NOT_ALL_READ = CODES.declare(
            "NOT_ALL_READ",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "only the first bytes of the state were compared so far",
            null);

    public static final FindingCode CHUNK_TOO_LARGE = CODES.declare(
            "CHUNK_TOO_LARGE",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "a record of the state is larger than the target's migration window",
            "use a target with a larger window");

    public static final FindingCode DEVICE_MISSING = CODES.declare(
            "DEVICE_MISSING",
            Severity.ERROR,
            FindingCategory.COMPATIBILITY,
            "the target has no device for a state in the stream",
            "add the device to the target machine, or remove it from the stream");

    public static final FindingCode DEVICE_ADDED = CODES.declare(
            "DEVICE_ADDED",
            Severity.INFO,
            FindingCategory.COMPATIBILITY,
            "the target has an additional device, which QEMU ignores",
            null);

    public static final FindingCode NO_DEVICE = CODES.declare(
            "NO_DEVICE", Severity.WARNING, FindingCategory.COMPATIBILITY, "the stream has no VFIO device", null);

    public static final FindingCode NO_SUCH_DEVICE = CODES.declare(
            "NO_SUCH_DEVICE",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "a target names a device that the stream does not have",
            "use one of the devices that migstream inspect lists");

    public static final FindingCode NO_TARGET = CODES.declare(
            "NO_TARGET",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "no target was given for a device",
            "give a target with --target IDSTR=PROFILE");

    public static final FindingCode NO_MAIN_STREAM = CODES.declare(
            "NO_MAIN_STREAM",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "the input is not a main stream, so it has no devices to compare",
            "check the main stream, and give its channels with --channel");

    public static final FindingCode TARGET_DAMAGED = CODES.declare(
            "TARGET_DAMAGED",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "the stream that describes the target cannot be read to its end",
            "give another stream or a profile");

    public static final FindingCode TARGET_FAILED = CODES.declare(
            "TARGET_FAILED",
            Severity.WARNING,
            FindingCategory.DEVICE,
            "the target device failed when it was opened or asked for its profile",
            "look for messages of the driver in the kernel log of the target's host; a device in ERROR needs a reset");

    public static final FindingCode FACTS_NOT_READ = CODES.declare(
            "FACTS_NOT_READ",
            Severity.WARNING,
            FindingCategory.COMPATIBILITY,
            "the facts in the state of the target device were not read",
            "read the profile again when the reason is gone");

    private CheckFindingCodes() {}

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
