// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of {@link VirtioDecoder} and {@link VirtioRule}. */
final class VirtioFindingCodes {
    static final List<FindingCode> ALL = List.of(
            FindingCode.of(
                            "RECORD_TOO_LARGE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a record claims more than 2^32 - 1 bytes, so the following records cannot be found")
                    .withAction("save the state again: the size in a record header is damaged"),
            FindingCode.of(
                            "SIZE_WRAP",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the size of a record exceeds 32 bits after the kernel adds 8 bytes: the kernel refuses the data after 1 MiB")
                    .withAction("save the state again: the size in a record header is damaged"),
            FindingCode.of(
                            "UNKNOWN_MANDATORY_TAG",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a record has an unknown tag and is not marked optional")
                    .withAction("load the state with the kernel that wrote it, or a newer one"),
            FindingCode.of(
                            "NO_PAYLOAD",
                            Severity.ERROR,
                            FindingCategory.EMPTY_STATE,
                            "no record holds device parts: the kernel loads nothing and reports success")
                    .withAction("save the state again, and let the device reach STOP_COPY"),
            FindingCode.of("ZERO_SIZE_RECORD", Severity.ERROR, FindingCategory.FORMAT, "a record has no bytes")
                    .withAction("save the state again if no other record holds the device parts"),
            FindingCode.of(
                            "UNKNOWN_FLAGS",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a record or device part has flags without a meaning")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "UNKNOWN_OPTIONAL_TAG",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a record has an unknown tag and is marked optional: the kernel skips it")
                    .withAction("load the state with a kernel that supports the tag"),
            FindingCode.of(
                            "MISSING_PART",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the device status is missing in the last set of device parts")
                    .withAction("save the state again: the set may be incomplete"),
            FindingCode.of(
                            "RESERVED_NOT_ZERO",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "reserved bits in the header of a device part are set")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "DUPLICATE_PART",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a set has two device parts of the same type for the same register or queue")
                    .withAction("check how the state was made: the device decides which one counts"),
            FindingCode.of(
                            "UNKNOWN_PART",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a mandatory device part has an unknown type or describes an unknown register")
                    .withAction("load the state with a device that supports the part"),
            FindingCode.of(
                    "UNKNOWN_OPTIONAL_PART",
                    Severity.INFO,
                    FindingCategory.CONTENT,
                    "an optional device part has an unknown type or describes an unknown register"),
            FindingCode.of(
                            "INCONSISTENT",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "two device parts contradict each other: a queue index beyond num_queues, or an accepted feature that is not offered")
                    .withAction("save the state again; the kernel does not compare these parts"),
            FindingCode.of(
                    "MISSING_QUEUE",
                    Severity.INFO,
                    FindingCategory.CONTENT,
                    "fewer queues are configured than the device has: the guest does not use the others"),
            FindingCode.of(
                            "PART_LENGTH",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a device part does not have the length of its type")
                    .withAction("save the state again: the part is damaged"),
            FindingCode.of("OK", Severity.INFO, FindingCategory.SUMMARY, "the state or the comparison has no fault"),
            FindingCode.of(
                            "WRONG_DEVICE_TYPE",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the state belongs to another type of virtio device than the target")
                    .withAction("use a target of the same type (network or block)"),
            FindingCode.of(
                            "FEATURES_MISSING",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the driver of the guest uses features that the target does not offer")
                    .withAction(
                            "use a target that offers these features, or save the state while the guest uses fewer"),
            FindingCode.of(
                            "QUEUES_MISSING",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target has fewer queues than the state")
                    .withAction("give the target's virtual function at least as many queues"),
            FindingCode.of(
                            "DEVICE_TYPE_UNKNOWN",
                            Severity.WARNING,
                            FindingCategory.COMPATIBILITY,
                            "the PCI id of the saved device is unknown, so its type (network or block) is unknown")
                    .withAction(
                            "check the whole stream, which contains the PCI id, or compare the types of both devices by hand"),
            FindingCode.of(
                            "NO_MIGRATION_SUPPORT",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "virtio_vfio_pci of the target's kernel cannot migrate, or it is unknown whether it can")
                    .withAction("use Linux 7.2 or newer on the target"),
            FindingCode.of(
                            "KERNEL_UNKNOWN",
                            Severity.INFO,
                            FindingCategory.COMPATIBILITY,
                            "the release of the target's kernel is unknown")
                    .withAction("add the kernel to the profile, or read the profile from the device"));

    private VirtioFindingCodes() {}
}
