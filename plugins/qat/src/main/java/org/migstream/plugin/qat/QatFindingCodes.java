// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of {@link QatDecoder} and {@link QatRule}. */
final class QatFindingCodes {
    static final List<FindingCode> ALL = List.of(
            FindingCode.of(
                            "BAD_MAGIC",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a preamble does not start with the magic number of qat")
                    .withAction("check that the file is a state of qat_vfio_pci"),
            FindingCode.of(
                            "UNSUPPORTED_VERSION",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a preamble has a newer version than the kernel supports")
                    .withAction("load the state with the kernel that wrote it, or a newer one"),
            FindingCode.of(
                            "OLD_VERSION",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a preamble has version 0, which no released driver writes")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "BAD_PREAMBLE_LEN",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a preamble is shorter than its fields")
                    .withAction("save the state again: the preamble is damaged"),
            FindingCode.of(
                            "LONG_PREAMBLE",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a preamble is longer than its known fields: a newer driver may have written it")
                    .withAction("load the state with the kernel that wrote it, or a newer one"),
            FindingCode.of(
                            "SIZE_OVERRUN",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a preamble claims more bytes than fit into a state")
                    .withAction("save the state again: the size in the preamble is damaged"),
            FindingCode.of(
                            "MISSING_SECTION",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a section that the kernel needs is missing")
                    .withAction("save the state again, and let the device reach STOP_COPY"),
            FindingCode.of(
                            "MISSING_SECTION",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target restores more banks than the state has: the kernel refuses the state")
                    .withAction("use a target whose virtual functions have the same number of banks"),
            FindingCode.of(
                            "SECTION_SIZE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a section does not have the size of its contents")
                    .withAction("save the state again: the size in the section header is damaged"),
            FindingCode.of(
                            "UNKNOWN_SECTION",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a section has an unknown name: the kernel ignores it")
                    .withAction("load the state with a kernel that supports the section"),
            FindingCode.of(
                            "DUPLICATE_SECTION",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a list has two sections of the same name: the kernel loads the first and ignores the other")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "FIELD_RANGE",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a field has a value that the driver never writes")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "COMPVER",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the driver of the guest uses a newer message version than the known host drivers: the kernel only logs this")
                    .withAction("update the kernel of the target"),
            FindingCode.of(
                            "COMPVER",
                            Severity.WARNING,
                            FindingCategory.COMPATIBILITY,
                            "the driver of the guest uses a newer message version than the target: the kernel only logs this")
                    .withAction("update the kernel of the target"),
            FindingCode.of(
                            "BANK_EXCEPTION",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a bank of rings had raised an exception before it was saved")
                    .withAction("check the log of the source: requests of the guest may have failed"),
            FindingCode.of(
                    "RING_RANGE",
                    Severity.INFO,
                    FindingCategory.CONTENT,
                    "the head or tail of a ring is outside of the ring"),
            FindingCode.of(
                            "TRAILING_GARBAGE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the state has more than 4096 bytes: the kernel refuses to write them")
                    .withAction("remove the trailing bytes, or save the state again"),
            FindingCode.of(
                            "SHORT_STREAM",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the state has fewer than 4096 bytes, but all sections are complete")
                    .withAction("check whether only the unused bytes at the end were removed"),
            FindingCode.of("OK", Severity.INFO, FindingCategory.SUMMARY, "the state or the comparison has no fault"),
            FindingCode.of(
                    "OK_SUPERSET",
                    Severity.INFO,
                    FindingCategory.SUMMARY,
                    "the target has all capabilities of the source, and more"),
            FindingCode.of(
                            "DEVICE_ID_UNKNOWN",
                            Severity.WARNING,
                            FindingCategory.COMPATIBILITY,
                            "it is unknown whether the target is the same model: the kernel compares only capabilities")
                    .withAction("add the PCI id to the profile of the target, or use a target of the same model"),
            FindingCode.of(
                            "CAPABILITY_MISSING",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target lacks an acceleration capability of the source")
                    .withAction("use a target with the same capabilities"),
            FindingCode.of(
                            "EXTDC_MISSING",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target lacks an extended data compression capability of the source")
                    .withAction("use a target with the same capabilities"),
            FindingCode.of(
                            "SVCMAP_MISMATCH",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the ring pairs of the target have other services than those of the state")
                    .withAction("set the services of the target's physical function as on the source (cfg_services)"),
            FindingCode.of(
                            "BANKS_DROPPED",
                            Severity.WARNING,
                            FindingCategory.COMPATIBILITY,
                            "the target restores fewer banks than the state has and ignores the others")
                    .withAction("use a target whose virtual functions have the same number of banks"),
            FindingCode.of(
                            "SLA_MISSING",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target has no service level agreement for a service that has one in the state")
                    .withAction("create the same service level agreement for the target's virtual function"),
            FindingCode.of(
                            "SLA_TOO_SMALL",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "a service level agreement of the target guarantees less than that of the state")
                    .withAction("raise the rates of the target's service level agreement"));

    private QatFindingCodes() {}
}
