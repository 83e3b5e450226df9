// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of {@link PdsDecoder} and {@link PdsRule}. */
final class PdsFindingCodes {
    static final List<FindingCode> ALL = List.of(
            FindingCode.of(
                            "NO_PAYLOAD",
                            Severity.ERROR,
                            FindingCategory.EMPTY_STATE,
                            "the state has no bytes: the kernel restores 64 KiB of zeros and reports success")
                    .withAction("save the state again, and let the device reach STOP_COPY"),
            FindingCode.of(
                            "TOO_LARGE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the state has more than 65536 bytes: the kernel refuses to write them")
                    .withAction("remove the trailing bytes, or save the state again"),
            FindingCode.of(
                            "ODD_LENGTH",
                            Severity.WARNING,
                            FindingCategory.TRUNCATION,
                            "the length is not a multiple of 4, but a state consists of 32-bit words")
                    .withAction("save the state again: it may be truncated"),
            FindingCode.of(
                            "SUSPICIOUSLY_SMALL",
                            Severity.WARNING,
                            FindingCategory.TRUNCATION,
                            "the state has fewer than 1024 bytes, too few for the state of a function")
                    .withAction("save the state again: the kernel would append zeros without an error"),
            FindingCode.of("ALL_ZERO", Severity.WARNING, FindingCategory.CONTENT, "all bytes of the state are zero")
                    .withAction("save the state again: probably the capture failed, and the kernel does not notice"),
            FindingCode.of(
                    "OPAQUE",
                    Severity.INFO,
                    FindingCategory.SUMMARY,
                    "only the length of the state, or the id of the target, could be checked; the firmware decides whether it loads the state"),
            FindingCode.of(
                            "WRONG_DEVICE_ID",
                            Severity.ERROR,
                            FindingCategory.WRONG_DEVICE,
                            "the target is not a device of pds_vfio_pci")
                    .withAction("use a target with the PCI id 1dd8:1003"));

    private PdsFindingCodes() {}
}
