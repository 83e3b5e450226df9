// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of {@link XeDecoder} and {@link XeRule}. */
final class XeFindingCodes {
    static final List<FindingCode> ALL = List.of(
            FindingCode.of(
                            "UNSUPPORTED_VERSION",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a packet has a version other than 1")
                    .withAction("load the state with the kernel that wrote it, or a newer one"),
            FindingCode.of(
                            "BAD_PACKET_TYPE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a packet has type 0, which the kernel refuses")
                    .withAction("save the state again: a packet header is damaged"),
            FindingCode.of(
                            "RECORD_TOO_LARGE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a packet claims more bytes than any device has")
                    .withAction("save the state again: the size in a packet header is damaged"),
            FindingCode.of(
                            "UNKNOWN_PACKET_TYPE",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a packet has an unknown type")
                    .withAction("load the state with the kernel that wrote it, or a newer one"),
            FindingCode.of(
                            "UNKNOWN_FLAGS",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a packet header has flags, but no flags are defined")
                    .withAction("check how the state was made: the kernel ignores flags"),
            FindingCode.of(
                            "NESTED_SIZE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a value in the descriptor does not have the size of its key")
                    .withAction("save the state again: the descriptor is damaged"),
            FindingCode.of(
                            "NO_DESCRIPTOR",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the descriptor is missing or empty, so the kernel cannot compare device ids")
                    .withAction("save the state again: the state has to start with a descriptor"),
            FindingCode.of(
                            "DUPLICATE_KLV",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the descriptor has two values of the same key")
                    .withAction("check how the state was made: the kernel compares both"),
            FindingCode.of(
                            "MISSING_KLV",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the descriptor lacks the device id or the revision: the kernel does not compare the missing value")
                    .withAction("compare device id and revision of both devices by hand"),
            FindingCode.of(
                    "UNKNOWN_KLV",
                    Severity.INFO,
                    FindingCategory.CONTENT,
                    "the descriptor has a value of an unknown key, which the kernel ignores"),
            FindingCode.of(
                            "BAD_TILE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a packet names a tile that does not belong to its gt")
                    .withAction("save the state again: a packet header is damaged"),
            FindingCode.of(
                            "BAD_TILE",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "a gt belongs to another tile on the target than in the state")
                    .withAction("use a target of the same model"),
            FindingCode.of(
                            "BAD_TRAILER",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "the trailer has an offset or a size, which the kernel refuses")
                    .withAction("save the state again: the trailer is damaged"),
            FindingCode.of(
                            "PACKET_SIZE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a packet does not have a size that its type allows")
                    .withAction("save the state again: the size in a packet header is damaged"),
            FindingCode.of(
                            "TRAILING_GARBAGE",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "bytes follow the trailer: the kernel ignores them")
                    .withAction("remove the trailing bytes"),
            FindingCode.of(
                            "PACKET_OFFSET",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a packet has an offset, but packets of its type have none: the kernel ignores it")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "DUPLICATE_PACKET",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a packet that should be present once is present twice: the kernel loads both, so the later packet counts")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "DESCRIPTOR_NOT_FIRST",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the descriptor is not the first packet: the kernel restores other packets before it compares device ids")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "PACKET_ORDER",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "packets are not in the order in which the driver writes and restores them")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "VRAM_RANGE",
                            Severity.ERROR,
                            FindingCategory.FORMAT,
                            "a packet covers memory beyond the largest possible device")
                    .withAction("save the state again: the offset or size in a packet header is damaged"),
            FindingCode.of(
                            "VRAM_COVERAGE",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "packets of device memory leave a gap, overlap or do not start at 0")
                    .withAction("save the state again: a part of the device memory may be lost"),
            FindingCode.of(
                            "NO_VRAM",
                            Severity.ERROR,
                            FindingCategory.CONTENT,
                            "the state has device memory, but its GPU has none")
                    .withAction("save the state again: the device id or the packets are damaged"),
            FindingCode.of(
                            "UNKNOWN_GPU",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "the GPU is not known, so its gts and its memory cannot be checked")
                    .withAction("check whether the GPU has memory of its own, and whether a newer migstream knows it"),
            FindingCode.of(
                            "NOT_MAIN_GT",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a gt that is not the main gt of its tile has packets of GGTT or device memory")
                    .withAction("check how the state was made"),
            FindingCode.of(
                            "NOT_MAIN_GT",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the state has GGTT or device memory of a gt that is not a main gt of the target")
                    .withAction("use a target of the same model"),
            FindingCode.of(
                            "MISSING_PACKET",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a packet that the driver always writes is missing")
                    .withAction("save the state again, and let the device reach STOP_COPY"),
            FindingCode.of(
                    "OK",
                    Severity.INFO,
                    FindingCategory.SUMMARY,
                    "the state or the comparison has no fault; the firmware decides about its own part"),
            FindingCode.of(
                            "NO_MIGRATION_SUPPORT",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target's kernel has no xe_vfio_pci")
                    .withAction("use Linux 7.2 or newer on the target"),
            FindingCode.of(
                            "WRONG_DEVICE_ID",
                            Severity.ERROR,
                            FindingCategory.WRONG_DEVICE,
                            "the target is another model of GPU than the saved device")
                    .withAction("use a target of the same model"),
            FindingCode.of(
                            "WRONG_REVISION",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target has another revision of the GPU than the state")
                    .withAction("use a target of the same revision"),
            FindingCode.of(
                            "NO_SUCH_GT",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the state has packets of a gt that the target lacks")
                    .withAction("use a target of the same model"),
            FindingCode.of(
                            "GGTT_SIZE",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target's virtual function has another quota of GGTT than the state")
                    .withAction("give the target's virtual function the same GGTT quota"),
            FindingCode.of(
                            "VRAM_SIZE",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target's virtual function has less device memory than the state covers")
                    .withAction("give the target's virtual function at least as much device memory"));

    private XeFindingCodes() {}
}
