// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.io.FindingCodeList.MAYBE_TOO_LARGE;
import static org.migstream.io.FindingCodeList.SAVE_AGAIN;
import static org.migstream.io.FindingCodeList.UNKNOWN_ELEMENT;

import java.util.List;
import org.migstream.io.FindingCodeList;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of the stream itself: sections, records, RAM and channels. */
public final class StreamFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode UNKNOWN_FORMAT = CODES.declare(
            "UNKNOWN_FORMAT",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the input is not a QEMU migration stream",
            "give a migration stream, or choose a decoder for raw device data with --decoder");

    public static final FindingCode STREAM_VERSION = CODES.declare(
            "stream.version",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the stream has an unsupported version",
            "use a version of migstream that supports it");

    public static final FindingCode STREAM_CONFIGURATION = CODES.declare(
            "stream.configuration",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the configuration section is damaged",
            SAVE_AGAIN);

    public static final FindingCode STREAM_TOO_MANY_CAPABILITIES = CODES.declare(
            "stream.too-many-capabilities",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the configuration section has more capabilities than any QEMU has",
            MAYBE_TOO_LARGE);

    public static final FindingCode STREAM_SECTION_HEAD = CODES.declare(
            "stream.section-head",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the head of a section is damaged, or the end of the section before it was found wrongly",
            SAVE_AGAIN);

    public static final FindingCode STREAM_UNKNOWN_ELEMENT = CODES.declare(
            "stream.unknown-element",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "no element of a stream starts at this offset: the stream is damaged here or before",
            UNKNOWN_ELEMENT);

    public static final FindingCode STREAM_TOO_MANY_SECTIONS = CODES.declare(
            "stream.too-many-sections",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the stream has more START sections than migstream reads",
            MAYBE_TOO_LARGE);

    public static final FindingCode STREAM_UNKNOWN_SECTION_ID = CODES.declare(
            "stream.unknown-section-id",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a PART or END section has the id of no START section",
            SAVE_AGAIN);

    public static final FindingCode STREAM_MISSING_FOOTER = CODES.declare(
            "stream.missing-footer",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the footer of a section is not where the section ends",
            SAVE_AGAIN);

    public static final FindingCode STREAM_COMMAND_LENGTH = CODES.declare(
            "stream.command-length",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the length of a command is not a length that QEMU sends",
            SAVE_AGAIN);

    public static final FindingCode STREAM_NESTED_PACKAGE = CODES.declare(
            "stream.nested-package",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a package contains another package",
            SAVE_AGAIN);

    public static final FindingCode STREAM_PACKAGE_LENGTH = CODES.declare(
            "stream.package-length",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the length of a package does not match its content",
            SAVE_AGAIN);

    public static final FindingCode STREAM_TRAILING_BYTES = CODES.declare(
            "stream.trailing-bytes",
            Severity.WARNING,
            FindingCategory.FRAMING,
            "bytes follow the end of the stream",
            "remove the trailing bytes, or give the offset of the second stream");

    public static final FindingCode VFIO_UNKNOWN_TAG = CODES.declare(
            "vfio.unknown-tag",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a VFIO section has an unknown tag",
            UNKNOWN_ELEMENT);

    public static final FindingCode VFIO_END_OF_STATE = CODES.declare(
            "vfio.end-of-state",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the tag END_OF_STATE is missing after a set-up or a configuration of a VFIO device",
            SAVE_AGAIN);

    public static final FindingCode VFIO_DATA_SIZE = CODES.declare(
            "vfio.data-size",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the length of a record of device data is implausible",
            SAVE_AGAIN);

    public static final FindingCode VFIO_CONFIG_END = CODES.declare(
            "vfio.config-end",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the end of a VFIO device's configuration cannot be found",
            SAVE_AGAIN);

    public static final FindingCode VFIO_CONFIG_PACKET = CODES.declare(
            "vfio.config-packet",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a multifd packet with the configuration of a VFIO device is damaged",
            SAVE_AGAIN);

    public static final FindingCode VFIO_TOO_MANY_DEVICES = CODES.declare(
            "vfio.too-many-devices",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the stream has more VFIO devices than migstream reads",
            null);

    public static final FindingCode MULTIFD_VERSION = CODES.declare(
            "multifd.version",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the multifd channel has an unsupported version",
            "use a version of migstream that supports it");

    public static final FindingCode MULTIFD_BAD_PACKET = CODES.declare(
            "multifd.bad-packet",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a packet of a multifd channel is damaged",
            SAVE_AGAIN);

    public static final FindingCode MULTIFD_VFIO_VERSION = CODES.declare(
            "multifd.vfio-version",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "a packet with device state has an unsupported version",
            "use a version of migstream that supports it");

    public static final FindingCode MULTIFD_PACKED_PAGES = CODES.declare(
            "multifd.packed-pages",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the compressed pages of a multifd packet are damaged",
            SAVE_AGAIN);

    public static final FindingCode RAM_BLOCK_LIST = CODES.declare(
            "ram.block-list", Severity.ERROR, FindingCategory.FRAMING, "the list of RAM blocks is damaged", SAVE_AGAIN);

    public static final FindingCode RAM_TOO_MANY_BLOCKS = CODES.declare(
            "ram.too-many-blocks",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the stream has more RAM blocks than migstream reads",
            MAYBE_TOO_LARGE);

    public static final FindingCode RAM_RDMA = CODES.declare(
            "ram.rdma",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the migration used RDMA, so its pages are not in the stream",
            "save the virtual machine without RDMA");

    public static final FindingCode RAM_UNKNOWN_FLAGS = CODES.declare(
            "ram.unknown-flags",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a RAM record has unknown flags",
            UNKNOWN_ELEMENT);

    public static final FindingCode RAM_NO_BLOCK = CODES.declare(
            "ram.no-block",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the first page has the flag CONTINUE, which requires an earlier page",
            SAVE_AGAIN);

    public static final FindingCode RAM_ADDRESS = CODES.declare(
            "ram.address",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the address of a page is outside of its RAM block",
            SAVE_AGAIN);

    public static final FindingCode RAM_UNKNOWN_BLOCK = CODES.declare(
            "ram.unknown-block",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a page belongs to a RAM block that the stream does not announce",
            SAVE_AGAIN);

    public static final FindingCode RAM_XBZRLE = CODES.declare(
            "ram.xbzrle",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a page that is encoded with XBZRLE is damaged",
            SAVE_AGAIN);

    public static final FindingCode RAM_MAPPED_OFFSET = CODES.declare(
            "ram.mapped-offset",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the mapped-ram header of a RAM block does not fit the offset of the block",
            SAVE_AGAIN);

    public static final FindingCode RAM_COMPRESSED = CODES.declare(
            "ram.compressed",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a compressed page cannot be decompressed",
            SAVE_AGAIN);

    public static final FindingCode BLOCK_UNKNOWN_FLAGS = CODES.declare(
            "block.unknown-flags",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a record of the block section has unknown flags",
            UNKNOWN_ELEMENT);

    public static final FindingCode DIRTY_BITMAP_SIZE = CODES.declare(
            "dirty-bitmap.size",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the length of a piece of a dirty bitmap is implausible",
            SAVE_AGAIN);

    public static final FindingCode S390_UNKNOWN_FLAGS = CODES.declare(
            "s390.unknown-flags",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a record of s390 storage keys or attributes has unknown flags",
            UNKNOWN_ELEMENT);

    public static final FindingCode S390_PAGE_COUNT = CODES.declare(
            "s390.page-count",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the number of pages in a record of s390 storage keys or attributes is implausible",
            SAVE_AGAIN);

    public static final FindingCode PBS_STATE_LENGTH = CODES.declare(
            "pbs-state.length",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the length of the backup state of Proxmox VE is implausible",
            SAVE_AGAIN);

    public static final FindingCode S390_TODCLOCK = CODES.declare(
            "s390.todclock",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the record of the s390 clock is damaged",
            SAVE_AGAIN);

    public static final FindingCode RETURN_PATH_UNKNOWN_MESSAGE = CODES.declare(
            "return-path.unknown-message",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the return path has a message of unknown type or length",
            UNKNOWN_ELEMENT);

    public static final FindingCode RETURN_PATH_LENGTH = CODES.declare(
            "return-path.length",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the length of a message on the return path does not match its content",
            SAVE_AGAIN);

    public static final FindingCode RETURN_PATH_BITMAP_SIZE = CODES.declare(
            "return-path.bitmap-size",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the length of a bitmap on the return path is implausible",
            SAVE_AGAIN);

    public static final FindingCode RETURN_PATH_BITMAP_END = CODES.declare(
            "return-path.bitmap-end",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a bitmap on the return path does not end with its end mark",
            SAVE_AGAIN);

    public static final FindingCode CPR_FORMAT = CODES.declare(
            "stream.cpr-format",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "a CPR state has a part that no known QEMU writes",
            SAVE_AGAIN);

    public static final FindingCode CPR_VERSION = CODES.declare(
            "stream.cpr-version",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "a CPR state has a version that migstream does not read",
            null);

    private StreamFindingCodes() {}

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
