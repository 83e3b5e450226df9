// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.List;
import org.migstream.io.FindingCodeList;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes for the reasons why migstream refuses a conversion or an extraction. */
public final class ConversionFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode CONVERT_NO_MAIN = CODES.declare(
            "convert.no-main",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the operation requires a main stream, but the input is not a main stream",
            "give the main stream");

    public static final FindingCode CONVERT_NO_DONOR = CODES.declare(
            "convert.no-donor",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the state of a device can only be taken from a main stream",
            "give a main stream");

    public static final FindingCode CONVERT_OTHER_DEVICE = CODES.declare(
            "convert.other-device",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the data of a device can only be replaced by those of a device with the same PCI id",
            "give a stream of the same kind of device, or replace the configuration, too (--replace)");

    public static final FindingCode CONVERT_NO_SUCH_DEVICE = CODES.declare(
            "convert.no-such-device",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the other stream does not have the device or its configuration",
            "use one of the devices that migstream inspect lists");

    public static final FindingCode CONVERT_NO_SUCH_SECTION = CODES.declare(
            "convert.no-such-section",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the stream has no such section or command",
            "use one of the sections that migstream inspect lists");

    public static final FindingCode CONVERT_NO_SUCH_BLOCK = CODES.declare(
            "convert.no-such-block",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the stream has no such RAM block",
            "use one of the blocks that migstream inspect lists");

    public static final FindingCode CONVERT_NO_SUCH_PART = CODES.declare(
            "convert.no-such-part",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the stream does not have the requested part",
            null);

    public static final FindingCode CONVERT_NO_CONFIGURATION = CODES.declare(
            "convert.no-configuration",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the operation changes the configuration section, but the stream has none",
            null);

    public static final FindingCode CONVERT_NO_FILE = CODES.declare(
            "convert.no-file",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "pages can be written at fixed offsets only in a file",
            "give a file with -o");

    public static final FindingCode CONVERT_NO_RAM_END = CODES.declare(
            "convert.no-ram-end",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the RAM section has no END section, where the pages would have to be written",
            null);

    public static final FindingCode CONVERT_PACKED_CHANNEL = CODES.declare(
            "convert.packed-channel",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the pages of a channel have an unsupported compression",
            "join the channels first");

    public static final FindingCode CONVERT_SHARED_MEMORY = CODES.declare(
            "convert.shared-memory",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "QEMU before 11.0 does not load x-ignore-shared and mapped-ram together",
            "convert to page records, or set the machine type of a newer QEMU: --machine NAME");

    public static final FindingCode CONVERT_NO_PAGES = CODES.declare(
            "convert.no-pages",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the stream lists the RAM block, but has no page of it",
            "read the content from the source's shared memory");

    public static final FindingCode CONVERT_TOO_MANY_SECTIONS = CODES.declare(
            "convert.too-many-sections",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the stream has more sections or records than migstream can convert",
            null);

    public static final FindingCode CONVERT_UNSOUND = CODES.declare(
            "convert.unsound",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the result has a fault that the input does not have, so it was discarded",
            "report this defect of migstream");

    public static final FindingCode CONVERT_STATE_ZEROED = CODES.declare(
            "convert.state-zeroed",
            Severity.WARNING,
            FindingCategory.CONTENT,
            "a state has an error or a warning, so convert --redact cannot tell which of the following bytes are content:"
                    + " all are zero",
            null);

    public static final FindingCode RAM_UNKNOWN_PAGE = CODES.declare(
            "ram.unknown-page",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "a page has an unsupported compression or a different size than the other pages",
            "convert a file instead of a pipe");

    public static final FindingCode RAM_TOO_LARGE = CODES.declare(
            "ram.too-large",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the memory of the stream is larger than migstream can compare",
            null);

    private ConversionFindingCodes() {}

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
