// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.migstream.io.FindingCodeList.SAVE_AGAIN;

import java.util.List;
import org.migstream.io.FindingCodeList;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of the checks after a stream was read, and the codes about plugins. */
public final class InspectionFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode STREAM_REPEATED_START = CODES.declare(
            "stream.repeated-start",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a device has a second START section",
            SAVE_AGAIN);

    public static final FindingCode STREAM_AFTER_END = CODES.declare(
            "stream.after-end",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a device has a section after its END section",
            SAVE_AGAIN);

    public static final FindingCode STREAM_NO_END = CODES.declare(
            "stream.no-end",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a device has a START section but not the END section that its handler always sends, so the last part of its"
                    + " state is missing",
            SAVE_AGAIN);

    public static final FindingCode STREAM_SECTION_ID = CODES.declare(
            "stream.section-id",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a section has the id of another device",
            SAVE_AGAIN);

    public static final FindingCode STREAM_SECTION_VERSION = CODES.declare(
            "stream.section-version",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "a section has a version that no QEMU writes",
            SAVE_AGAIN);

    public static final FindingCode STREAM_MACHINE = CODES.declare(
            "stream.machine",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "the name of the machine type has characters that no machine type has",
            SAVE_AGAIN);

    public static final FindingCode STREAM_UNKNOWN_COMMAND = CODES.declare(
            "stream.unknown-command",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "the stream has a command that QEMU does not define",
            SAVE_AGAIN);

    public static final FindingCode STREAM_UNKNOWN_INSTANCE = CODES.declare(
            "stream.unknown-instance",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "a handler that has only instance 0 has a section of another instance",
            SAVE_AGAIN);

    public static final FindingCode STREAM_UNKNOWN_HANDLER = CODES.declare(
            "stream.unknown-handler",
            Severity.WARNING,
            FindingCategory.LOADABILITY,
            "no handler of this name is known that sends data before the guest stops, so the data are not decoded",
            null);

    public static final FindingCode STREAM_DIALECT = CODES.declare(
            "stream.dialect",
            Severity.WARNING,
            FindingCategory.LOADABILITY,
            "no known version of QEMU writes all parts of this stream",
            "check whether the source was a modified QEMU");

    public static final FindingCode STREAM_NO_DESCRIPTION = CODES.declare(
            "stream.no-description",
            Severity.WARNING,
            FindingCategory.VMDESC,
            "no vmdescription follows the end of the stream: it was left out (suppress-vmdesc), or the input is truncated there or"
                    + " between two sections",
            null);

    public static final FindingCode STREAM_REDACTED = CODES.declare(
            "stream.redacted",
            Severity.WARNING,
            FindingCategory.MISSING_DATA,
            "the stream was redacted: the data of the guest and of its devices are zero; it is for reading, not for loading",
            "load the stream from which it was made");

    public static final FindingCode STREAM_SCANNED = CODES.declare(
            "stream.scanned",
            Severity.WARNING,
            FindingCategory.READING,
            "the ends of sections of unknown length were found by the bytes after them",
            "decompress the input to a file, so that migstream can use the lengths in the vmdescription");

    public static final FindingCode RAM_FILL_BYTE = CODES.declare(
            "ram.fill-byte",
            Severity.WARNING,
            FindingCategory.LOADABILITY,
            "a page is filled with a byte other than 0: QEMU 9.0 and later refuse such a page",
            "load the stream with an older QEMU, or convert it");

    public static final FindingCode RAM_MAPPED_BASE = CODES.declare(
            "ram.mapped-base",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "the offsets in a mapped-ram header are not those of this file: the stream was moved, and QEMU would load other"
                    + " bytes as pages",
            "copy the stream with migstream convert, which updates the offsets, or load it from the original file");

    public static final FindingCode VFIO_NO_CONFIG = CODES.declare(
            "vfio.no-config",
            Severity.ERROR,
            FindingCategory.MISSING_DATA,
            "the stream lacks the configuration of a VFIO device; QEMU always sends it",
            SAVE_AGAIN);

    public static final FindingCode VFIO_NO_DATA = CODES.declare(
            "vfio.no-data",
            Severity.ERROR,
            FindingCategory.EMPTY_STATE,
            "the stream has the configuration of a VFIO device, but no byte of its state",
            "save the virtual machine again, and check the log of the source");

    public static final FindingCode VFIO_CONFIG_AMBIGUOUS = CODES.declare(
            "vfio.config-ambiguous",
            Severity.WARNING,
            FindingCategory.CONFIGURATION,
            "the configuration of a VFIO device can be read in several ways; migstream assumes one",
            null);

    public static final FindingCode VFIO_CONFIG_LAYOUT = CODES.declare(
            "vfio.config-layout",
            Severity.WARNING,
            FindingCategory.UNSUPPORTED,
            "the configuration of a VFIO device has an unknown layout and is not decoded",
            "use a version of migstream that supports the QEMU of the source");

    public static final FindingCode VFIO_NO_SUCH_DEVICE = CODES.declare(
            "vfio.no-such-device",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the stream has no VFIO device with the given idstr",
            "use one of the devices that migstream inspect lists");

    public static final FindingCode VFIO_SEVERAL_DEVICES = CODES.declare(
            "vfio.several-devices",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the stream has several VFIO devices",
            "choose one with --device");

    public static final FindingCode MULTIFD_CHANNELS_NEEDED = CODES.declare(
            "multifd.channels-needed",
            Severity.ERROR,
            FindingCategory.MISSING_DATA,
            "a part of the migration went over multifd channels that were not given",
            "give the recordings of all channels with --channel");

    public static final FindingCode MULTIFD_NO_CHANNEL = CODES.declare(
            "multifd.no-channel",
            Severity.ERROR,
            FindingCategory.MISSING_DATA,
            "an input that was given as a channel is not the recording of a multifd channel",
            "give the main stream first, and its channels with --channel");

    public static final FindingCode MULTIFD_UNKNOWN_DEVICE = CODES.declare(
            "multifd.unknown-device",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a channel has the state of a device that the main stream does not have: it belongs to another migration",
            "give the channels of the same migration");

    public static final FindingCode MULTIFD_UNKNOWN_BLOCK = CODES.declare(
            "multifd.unknown-block",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a channel has pages of a RAM block that the main stream does not announce",
            "give the channels of the same migration");

    public static final FindingCode MULTIFD_UNKNOWN_PAGE = CODES.declare(
            "multifd.unknown-page",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a channel has a page that has no place in the main stream: it belongs to another migration",
            "give the channels of the same migration");

    public static final FindingCode MULTIFD_UUID = CODES.declare(
            "multifd.uuid",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the channels belong to different virtual machines",
            "give the channels of the same migration");

    public static final FindingCode MULTIFD_DUPLICATE_CHANNEL = CODES.declare(
            "multifd.duplicate-channel",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "two channels have the same number",
            "give each channel once");

    public static final FindingCode MULTIFD_DUPLICATE_PACKET = CODES.declare(
            "multifd.duplicate-packet",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "two packets have the same number",
            "give each channel once");

    public static final FindingCode MULTIFD_INVALID_INDEX = CODES.declare(
            "multifd.invalid-index",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a packet with device state has an invalid index",
            SAVE_AGAIN);

    public static final FindingCode MULTIFD_MISSING_PACKET = CODES.declare(
            "multifd.missing-packet",
            Severity.ERROR,
            FindingCategory.MISSING_DATA,
            "a packet is missing: a channel is truncated or was not given",
            "give the recordings of all channels with --channel");

    public static final FindingCode MULTIFD_CUT_CHANNEL = CODES.declare(
            "multifd.cut-channel",
            Severity.ERROR,
            FindingCategory.MISSING_DATA,
            "a channel ends before the others: its end is missing",
            "give the recordings of all channels with --channel");

    public static final FindingCode MULTIFD_TOO_MANY_PACKETS = CODES.declare(
            "multifd.too-many-packets",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the channels have more packets with device state than migstream can read",
            null);

    public static final FindingCode VMDESC_MALFORMED = CODES.declare(
            "vmdesc.malformed",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "the vmdescription is damaged; QEMU ignores it",
            SAVE_AGAIN);

    public static final FindingCode VMDESC_PROFILE = CODES.declare(
            "vmdesc.profile",
            Severity.WARNING,
            FindingCategory.VMDESC,
            "the device profiles in the vmdescription cannot be read",
            null);

    public static final FindingCode VMDESC_SECTION_MISSING = CODES.declare(
            "vmdesc.section-missing",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "the vmdescription lists a section that the stream does not have",
            SAVE_AGAIN);

    public static final FindingCode VMDESC_SECTION_UNDESCRIBED = CODES.declare(
            "vmdesc.section-undescribed",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "the vmdescription does not list a section of the stream",
            SAVE_AGAIN);

    public static final FindingCode VMDESC_LENGTH = CODES.declare(
            "vmdesc.length",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "a section has another length than its description",
            SAVE_AGAIN);

    public static final FindingCode VMDESC_VERSION = CODES.declare(
            "vmdesc.version",
            Severity.ERROR,
            FindingCategory.VMDESC,
            "a section has another version than its description",
            SAVE_AGAIN);

    public static final FindingCode RETURN_PATH_FAILED = CODES.declare(
            "return-path.failed",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "the destination reports on the return path that loading failed",
            "see the log of the destination");

    public static final FindingCode INSPECT_TOO_MANY_SECTIONS = CODES.declare(
            "inspect.too-many-sections",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the stream has more sections to decode than migstream can keep",
            "inspect the stream without decoding its devices");

    public static final FindingCode REPORT_MORE_FINDINGS = CODES.declare(
            "report.more-findings",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the report does not list all findings",
            "correct the listed findings first");

    public static final FindingCode PLUGIN_PLUGIN_FAILED = CODES.declare(
            "plugin.PLUGIN.failed",
            Severity.ERROR,
            FindingCategory.PLUGIN,
            "a plugin threw an exception, made no progress or broke a rule of the SPI",
            "report the failure to the author of the plugin");

    public static final FindingCode PLUGIN_AMBIGUOUS = CODES.declare(
            "plugin.ambiguous",
            Severity.WARNING,
            FindingCategory.PLUGIN,
            "several plugins recognize the state equally well, so none decodes it",
            "choose a decoder with --decoder");

    public static final FindingCode PLUGIN_OTHER_DEVICE = CODES.declare(
            "plugin.other-device",
            Severity.WARNING,
            FindingCategory.PLUGIN,
            "the state was decoded before the identity of the device was known, and the identity fits another decoder",
            "choose a decoder with --decoder");

    public static final FindingCode PLUGIN_NOT_KEPT = CODES.declare(
            "plugin.not-kept",
            Severity.WARNING,
            FindingCategory.READING,
            "the state was larger than --keep and could not be read again, so it is not decoded",
            "decompress the input to a file, or raise --keep");

    public static final FindingCode PLUGIN_REFUSED = CODES.declare(
            "plugin.refused",
            Severity.INFO,
            FindingCategory.PLUGIN,
            "a plugin was found but is not used",
            "see migstream plugins for the reason");

    public static final FindingCode PLUGIN_MORE_FINDINGS = CODES.declare(
            "plugin.more-findings",
            Severity.ERROR,
            FindingCategory.PLUGIN,
            "a decoder reported more findings than migstream lists",
            "correct the listed findings first");

    public static final FindingCode PLUGIN_TOO_MANY_FACTS = CODES.declare(
            "plugin.too-many-facts",
            Severity.WARNING,
            FindingCategory.PLUGIN,
            "a decoder reported more or longer facts than migstream compares",
            "report this to the author of the plugin");

    public static final FindingCode INCOMPLETE = CODES.declare(
            "INCOMPLETE",
            Severity.ERROR,
            FindingCategory.TRUNCATION,
            "a part of the device's state is missing",
            "save the state again");

    public static final FindingCode UNREAD_BYTES = CODES.declare(
            "UNREAD_BYTES",
            Severity.WARNING,
            FindingCategory.FORMAT,
            "the decoder left bytes at the end unread and did not report why",
            "report this to the author of the plugin");

    private InspectionFindingCodes() {}

    /** Returns {@link #PLUGIN_PLUGIN_FAILED} with the name of a plugin in the code, such as {@code plugin.mtty.failed}. */
    public static FindingCode pluginFailed(String plugin) {
        return FindingCode.of(
                "plugin." + plugin + ".failed",
                PLUGIN_PLUGIN_FAILED.severity(),
                PLUGIN_PLUGIN_FAILED.category(),
                PLUGIN_PLUGIN_FAILED.meaning());
    }

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
