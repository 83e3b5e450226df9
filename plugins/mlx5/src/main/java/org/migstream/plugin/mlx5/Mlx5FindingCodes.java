// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of {@link Mlx5Decoder} and {@link Mlx5Rule}. */
final class Mlx5FindingCodes {
    static final List<FindingCode> ALL = List.of(
            FindingCode.of(
                            "RECORD_TOO_LARGE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a record claims more bytes than the kernel accepts")
                    .withAction("save the state again: the size in a record header is damaged"),
            FindingCode.of(
                            "UNKNOWN_MANDATORY_TAG",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a record has an unknown tag and is not marked optional")
                    .withAction("load the state with the kernel that wrote it, or a newer one"),
            FindingCode.of("ZERO_SIZE_RECORD", Severity.ERROR, FindingCategory.FORMAT, "a record has no bytes")
                    .withAction("save the state again: the firmware image is missing"),
            FindingCode.of(
                            "NO_PAYLOAD",
                            Severity.ERROR,
                            FindingCategory.EMPTY_STATE,
                            "no record holds an image of the firmware: the kernel loads nothing and reports success")
                    .withAction("save the state again, and let the device reach STOP_COPY"),
            FindingCode.of(
                            "TRAILING_GARBAGE",
                            Severity.ERROR,
                            FindingCategory.TRUNCATION,
                            "the bytes after the last image are not a record")
                    .withAction("save the state again: it is truncated, or bytes were appended"),
            FindingCode.of(
                            "UNKNOWN_FLAGS",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a record header has flags without a meaning, which the kernel ignores")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "UNKNOWN_OPTIONAL_TAG",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a record has an unknown tag and is marked optional: the kernel skips it")
                    .withAction("load the state with a kernel that supports the tag"),
            FindingCode.of(
                            "HINT_ORDER",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the size hint is not the first record")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "HINT_MALFORMED",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the size hint does not have 8 bytes, or is zero")
                    .withAction("save the state again: the record is damaged"),
            FindingCode.of(
                            "HINT_TOO_LARGE",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the size hint exceeds 2^32 - 1: the kernel allocates 4 GiB before it reads an image")
                    .withAction("check how the state was made"),
            FindingCode.of(
                    "HINT_TOO_SMALL",
                    Severity.INFO,
                    FindingCategory.CONTENT,
                    "the size hint is smaller than the image: the kernel has to allocate memory again"),
            FindingCode.of(
                    "OK",
                    Severity.INFO,
                    FindingCategory.SUMMARY,
                    "the records, or the comparison, have no fault; the firmware decides whether it loads the image"),
            FindingCode.of(
                            "WRONG_DEVICE_ID",
                            Severity.ERROR,
                            FindingCategory.WRONG_DEVICE,
                            "the target is not a device of mlx5_vfio_pci, or another model than the saved device")
                    .withAction("use a target of the same model"),
            FindingCode.of(
                            "FIRMWARE_DIFFERS",
                            Severity.WARNING,
                            FindingCategory.COMPATIBILITY,
                            "source and target have different firmware; only the firmware of the target can decide whether it loads the image")
                    .withAction("install the same firmware on both sides, or try the restore with --force"));

    private Mlx5FindingCodes() {}
}
