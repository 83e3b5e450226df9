// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of {@link AcmeDecoder} and {@link AcmeRule}. */
final class AcmeFindingCodes {
    static final List<FindingCode> ALL = List.of(
            FindingCode.of(
                            "NO_SEQUENCE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the state does not start with a sequence record")
                    .withAction("save the state again: its first record is missing"),
            FindingCode.of(
                            "BAD_MAGIC",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a record does not start with the magic number of acme")
                    .withAction("save the state again: the records before it have a wrong length"),
            FindingCode.of(
                            "UNKNOWN_TYPE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a mandatory record has an unknown type")
                    .withAction("load the state with the driver that wrote it, or a newer one"),
            FindingCode.of(
                    "UNKNOWN_OPTIONAL",
                    Severity.INFO,
                    FindingCategory.CONTENT,
                    "an optional record has an unknown type, which the driver skips"),
            FindingCode.of(
                            "BAD_VERSION",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the sequence record has an unsupported version")
                    .withAction("load the state with the driver that wrote it, or a newer one"),
            FindingCode.of(
                            "BAD_INDEX",
                            Severity.ERROR,
                            FindingCategory.CONTENT,
                            "a queue record names a queue that the device does not have")
                    .withAction("save the state again: the index is damaged"),
            FindingCode.of(
                            "BAD_DEPTH",
                            Severity.ERROR,
                            FindingCategory.CONTENT,
                            "the depth of a queue is not a power of two")
                    .withAction("save the state again: the depth is damaged"),
            FindingCode.of(
                            "BEYOND_DEPTH",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the head or tail of a queue is beyond its end: the driver does not check this")
                    .withAction("check how the state was made: the device will stop"),
            FindingCode.of(
                            "BAD_CRC",
                            Severity.ERROR,
                            FindingCategory.CONTENT,
                            "the checksum of the firmware's image does not fit the image")
                    .withAction("save the state again: the image or its checksum is damaged"),
            FindingCode.of(
                            "LONG_RECORD",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a record is longer than its fields: a newer driver may have written it")
                    .withAction("load the state with the driver that wrote it, or a newer one"),
            FindingCode.of("NO_END", Severity.ERROR, FindingCategory.TRUNCATION, "the end record is missing")
                    .withAction("save the state again: the end of this one is lost"),
            FindingCode.of(
                            "TRAILING",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "bytes follow the end record: the driver ignores them")
                    .withAction("remove the trailing bytes"),
            FindingCode.of(
                            "MISSING_QUEUE",
                            Severity.ERROR,
                            FindingCategory.TRUNCATION,
                            "the state lacks a queue of the device")
                    .withAction("save the state again, and let the device reach STOP_COPY"),
            FindingCode.of(
                            "NO_FIRMWARE",
                            Severity.ERROR,
                            FindingCategory.TRUNCATION,
                            "the state of the firmware is missing")
                    .withAction("save the state again, and let the device reach STOP_COPY"),
            FindingCode.of(
                            "QUEUES_MISMATCH",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target has another number of queues than the state")
                    .withAction("give the target the same number of queues"),
            FindingCode.of(
                            "FIRMWARE_OLDER",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the firmware of the target is older than that of the source")
                    .withAction("update the firmware of the target"));

    private AcmeFindingCodes() {}
}
