// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of {@link MttyDecoder} and {@link MttyRule}. */
final class MttyFindingCodes {
    static final List<FindingCode> ALL = List.of(
            FindingCode.of(
                            "BAD_MAGIC",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the state does not start with the magic number of mtty")
                    .withAction("check that the file is a state of mtty from a little-endian host"),
            FindingCode.of(
                            "UNSUPPORTED_VERSION",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the header has a version other than 1.0")
                    .withAction(
                            "load the state with the kernel that wrote it, or save it with a kernel that writes version 1.0"),
            FindingCode.of(
                            "BAD_NR_PORTS",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the number of serial ports is not 1 or 2")
                    .withAction("save the state again: the header is damaged"),
            FindingCode.of(
                            "UNKNOWN_FLAGS",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the header has flags, but mtty defines no flags")
                    .withAction("save the state again: the header is damaged"),
            FindingCode.of(
                            "FIELD_RANGE",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a field of a serial port has a value that the driver never writes")
                    .withAction("check how the state was made: the kernel loads such a port without a check"),
            FindingCode.of(
                            "TRAILING_GARBAGE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "bytes follow the last serial port")
                    .withAction("remove the trailing bytes, or save the state again: the kernel refuses to write them"),
            FindingCode.of("OK", Severity.INFO, FindingCategory.SUMMARY, "the state or the comparison has no fault"),
            FindingCode.of(
                            "NR_PORTS_MISMATCH",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target has another number of serial ports than the state")
                    .withAction("create the target with the same mdev type"));

    private MttyFindingCodes() {}
}
