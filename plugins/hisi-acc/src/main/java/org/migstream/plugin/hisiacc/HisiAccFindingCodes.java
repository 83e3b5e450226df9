// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of {@link HisiAccDecoder} and {@link HisiAccRule}. */
final class HisiAccFindingCodes {
    static final List<FindingCode> ALL = List.of(
            FindingCode.of(
                            "BAD_MAGIC",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the state does not start with one of the two magic numbers of hisi_acc")
                    .withAction("check that the file is a state of hisi_acc_vfio_pci"),
            FindingCode.of(
                            "WRONG_DEVICE_ID",
                            Severity.ERROR,
                            FindingCategory.WRONG_DEVICE,
                            "the state names a device that is not an accelerator of HiSilicon, or the target is another accelerator")
                    .withAction("use a target of the same accelerator type"),
            FindingCode.of(
                            "UNSUPPORTED_VERSION",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the state has a major version other than 1")
                    .withAction("save the state with a kernel that writes version 1"),
            FindingCode.of(
                            "TRAILING_GARBAGE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "bytes follow the fields of the state")
                    .withAction("remove the trailing bytes, or save the state again: the kernel refuses to write them"),
            FindingCode.of(
                            "FIELD_RANGE",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a field has a value that the driver never writes")
                    .withAction("check how the state was made: the kernel gives such a value to the hardware"),
            FindingCode.of(
                            "NEWER_MINOR",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the state has a minor version above 0; the changes of this version are unknown")
                    .withAction("check the fields by hand, or use a version of migstream that supports it"),
            FindingCode.of(
                            "LEGACY_V1",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the state was written by a driver of the first generation, which saved wrong addresses of event queues")
                    .withAction("write the whole state at once: only then does the kernel correct the addresses"),
            FindingCode.of(
                            "INCONSISTENT",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "two fields of the state contradict each other")
                    .withAction("save the state again; the kernel does not compare these fields"),
            FindingCode.of(
                            "NULL_DMA",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the address of a queue is 0: the kernel reports success, but leaves the queue manager not ready")
                    .withAction("save the state again while the driver of the guest is active"),
            FindingCode.of("OK", Severity.INFO, FindingCategory.SUMMARY, "the state or the comparison has no fault"),
            FindingCode.of(
                    "OK_NOT_READY",
                    Severity.INFO,
                    FindingCategory.SUMMARY,
                    "the state has only match data: it is complete if the driver of the guest was not active"),
            FindingCode.of(
                            "QP_NUM_MISMATCH",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target has another number of queue pairs than the state")
                    .withAction("give the target's virtual function the same number of queue pairs"),
            FindingCode.of(
                            "ISOLATION_MISMATCH",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the queue isolation register of the target differs from the state")
                    .withAction("configure the isolation of the target's virtual function as on the source"),
            FindingCode.of(
                            "FORMAT_TOO_NEW",
                            Severity.WARNING,
                            FindingCategory.COMPATIBILITY,
                            "the state has the format V2, and the driver of the target's kernel may know only V1")
                    .withAction(
                            "use Linux 6.16 or later on the target, or check that its driver has ACC_DEV_MAGIC_V2"));

    private HisiAccFindingCodes() {}
}
