// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.migstream.io.FindingCodeList.SAVE_AGAIN;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of inputs and their containers: compression, libvirt, qcow2. */
public final class InputFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode STREAM_TRUNCATED = CODES.declare(
            "stream.truncated",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the input ends in the middle of the stream",
            "save or copy the stream again: its end is missing");

    public static final FindingCode INPUT_CONTAINER = CODES.declare(
            "input.container",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the input is in an unsupported container",
            "decompress the input with the original program first");

    public static final FindingCode INPUT_DAMAGED_CONTAINER = CODES.declare(
            "input.CONTAINER",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the data of a compressed container is damaged",
            SAVE_AGAIN);

    public static final FindingCode INPUT_FELL_BEHIND = CODES.declare(
            "input.fell-behind",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the inspection was slower than the stream and stopped, because more than --keep bytes were pending",
            "allow more pending bytes with --keep, or inspect the file afterwards");

    public static final FindingCode INPUT_FOREIGN_FORMAT = CODES.declare(
            "input.foreign-format",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the input is a file of another known format, not a migration stream",
            "give a migration stream, a save image or the data of a device");

    public static final FindingCode INPUT_LAYERS = CODES.declare(
            "input.layers",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "too many containers are nested in each other",
            "decompress the outer containers first");

    public static final FindingCode INPUT_LIBVIRT = CODES.declare(
            "input.libvirt",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the header of the libvirt save image is damaged or contradicts its data",
            SAVE_AGAIN);

    public static final FindingCode INPUT_LIBVIRT_FORMAT = CODES.declare(
            "input.libvirt-format",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the libvirt save image is compressed in an unsupported format",
            "decompress the input with the original program first");

    public static final FindingCode INPUT_LIBVIRT_UNFINISHED = CODES.declare(
            "input.libvirt-unfinished",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "libvirt has marked the save image as unfinished, and refuses to restore it",
            "save again if the machine still runs; otherwise, if there is no other error, extract the stream with"
                    + " migstream convert, or restore a copy whose first 16 bytes are LibvirtQemudSave");

    public static final FindingCode INPUT_LIBVIRT_VERSION = CODES.declare(
            "input.libvirt-version",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the libvirt save image has an unsupported version",
            "use a version of migstream that supports it");

    public static final FindingCode INPUT_LIBVIRT_XML = CODES.declare(
            "input.libvirt-xml",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "the libvirt save image does not have the XML of its domain or its cookie, and libvirt refuses to restore it",
            "save again if the machine still runs; otherwise, if there is no other error, extract the stream with"
                    + " migstream convert and load it with QEMU");

    public static final FindingCode INPUT_LZ4_DICTIONARY = CODES.declare(
            "input.lz4-dictionary",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the lz4 frame requires a dictionary, which it does not contain",
            "decompress the input with the original program first");

    public static final FindingCode INPUT_LZ4_VERSION = CODES.declare(
            "input.lz4-version",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the lz4 frame has an unsupported version of the format",
            "decompress the input with the original program first");

    public static final FindingCode INPUT_LZOP = CODES.declare(
            "input.lzop", Severity.ERROR, FindingCategory.FRAMING, "the lzop data is damaged or truncated", SAVE_AGAIN);

    public static final FindingCode INPUT_MAX_OUTPUT = CODES.declare(
            "input.max-output",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the container holds more bytes than --max-output allows",
            "allow more with --max-output if you trust the input");

    public static final FindingCode INPUT_OFFSET = CODES.declare(
            "input.offset",
            Severity.ERROR,
            FindingCategory.REQUEST,
            "the file ends before the given offset",
            "give an offset within the file");

    public static final FindingCode INPUT_QCOW2 = CODES.declare(
            "input.qcow2",
            Severity.ERROR,
            FindingCategory.FRAMING,
            "the tables of the qcow2 image are damaged",
            "check the image with qemu-img check");

    public static final FindingCode INPUT_QCOW2_AMBIGUOUS = CODES.declare(
            "input.qcow2-ambiguous",
            Severity.WARNING,
            FindingCategory.READING,
            "several snapshots of the qcow2 image match the given name",
            "name the snapshot with FILE#id:ID or FILE#name:NAME");

    public static final FindingCode INPUT_QCOW2_COMPRESSION = CODES.declare(
            "input.qcow2-compression",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the qcow2 image has an unknown type of compression",
            "convert the image with qemu-img");

    public static final FindingCode INPUT_QCOW2_CORRUPT = CODES.declare(
            "input.qcow2-corrupt",
            Severity.WARNING,
            FindingCategory.FRAMING,
            "QEMU has marked the qcow2 image as corrupt",
            "check the image with qemu-img check");

    public static final FindingCode INPUT_QCOW2_DATA_FILE = CODES.declare(
            "input.qcow2-data-file",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the qcow2 image keeps its clusters in another file",
            "convert the image with qemu-img");

    public static final FindingCode INPUT_QCOW2_DIRTY = CODES.declare(
            "input.qcow2-dirty",
            Severity.WARNING,
            FindingCategory.FRAMING,
            "the qcow2 image was not closed: it is in use, or QEMU ended without closing it",
            "stop the virtual machine, or check the image with qemu-img check");

    public static final FindingCode INPUT_QCOW2_ENCRYPTED = CODES.declare(
            "input.qcow2-encrypted",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the qcow2 image is encrypted",
            "convert the image with qemu-img and its key");

    public static final FindingCode INPUT_QCOW2_FEATURE = CODES.declare(
            "input.qcow2-feature",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the qcow2 image uses unknown incompatible features",
            "convert the image with qemu-img");

    public static final FindingCode INPUT_QCOW2_HOLE = CODES.declare(
            "input.qcow2-hole",
            Severity.WARNING,
            FindingCategory.FRAMING,
            "a part of the saved VM state has no clusters in the image, and is read as zeroes",
            "check the image with qemu-img check");

    public static final FindingCode INPUT_QCOW2_VERSION = CODES.declare(
            "input.qcow2-version",
            Severity.ERROR,
            FindingCategory.UNSUPPORTED,
            "the qcow2 image has an unsupported version",
            "convert the image with qemu-img");

    public static final FindingCode INPUT_XZ_MEMORY = CODES.declare(
            "input.xz-memory",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the decompression of the xz data requires more memory than migstream allows",
            "decompress with xz -dc FILE | migstream inspect -");

    public static final FindingCode INPUT_ZSTD_WINDOW = CODES.declare(
            "input.zstd-window",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the zstd frame has a window of more than 128 MiB",
            "decompress with zstd -dc --long=31 FILE | migstream inspect -");

    public static final FindingCode ZSTD_NOT_LOADED = CODES.declare(
            "input.zstd-library",
            Severity.ERROR,
            FindingCategory.LIMIT,
            "the native code of zstd cannot be loaded, because the temporary directory cannot be used",
            "name another directory with TMPDIR=DIRECTORY");

    private InputFindingCodes() {}

    /**
     * Returns {@link #INPUT_DAMAGED_CONTAINER} with the name of a container format in the code, such as {@code
     * input.gzip}.
     */
    public static FindingCode damagedContainer(String container) {
        return FindingCode.of(
                "input." + container,
                INPUT_DAMAGED_CONTAINER.severity(),
                INPUT_DAMAGED_CONTAINER.category(),
                INPUT_DAMAGED_CONTAINER.meaning());
    }

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
