// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import java.util.List;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of {@link V1Decoder} and {@link V1Rule}. */
final class V1FindingCodes {
    private static final String SAVE_AGAIN = "save the state again: bytes of this one were changed, lost or added";

    static final List<FindingCode> ALL = List.of(
            damage("BAD_MAGIC", FindingCategory.FORMAT, "a chunk does not start with the magic number MSV1"),
            damage("BAD_CHECKSUM", FindingCategory.FORMAT, "the CRC-32C of a chunk is not that of its bytes"),
            damage("UNKNOWN_KIND", FindingCategory.FORMAT, "a chunk has a kind that the format does not define"),
            damage("NO_IDENTITY", FindingCategory.FORMAT, "a chunk comes before the IDENTITY chunk"),
            damage(
                    "BAD_IDENTITY",
                    FindingCategory.CONTENT,
                    "the IDENTITY chunk has a wrong length, or an identity or size that no device has"),
            damage(
                    "IDENTITY_CHANGED",
                    FindingCategory.CONTENT,
                    "the state has IDENTITY chunks of different devices, so no target accepts all of it"),
            damage("NO_SEQUENCE", FindingCategory.FORMAT, "a DATA or END chunk comes before the SEQUENCE chunk"),
            damage(
                    "BAD_SEQUENCE",
                    FindingCategory.CONTENT,
                    "the number of a sequence is not greater than the one before it, or its size is not that of the device"),
            damage("AFTER_END", FindingCategory.FORMAT, "a DATA or END chunk follows the END of its sequence"),
            damage(
                    "BAD_NUMBER",
                    FindingCategory.CONTENT,
                    "the numbers of the DATA chunks have a gap, or END has another count"),
            damage("BAD_OFFSET", FindingCategory.CONTENT, "a DATA chunk does not start where the one before it ends"),
            damage(
                    "OUT_OF_BOUNDS",
                    FindingCategory.CONTENT,
                    "a chunk has no content, or content outside of the device's"),
            damage("DATA_MISSING", FindingCategory.CONTENT, "a sequence ends before it has all bytes of the content"),
            damage(
                    "BAD_DATA_CHECKSUM",
                    FindingCategory.CONTENT,
                    "the CRC-32C in END is not that of the content of the DATA chunks"),
            FindingCode.of(
                            "NEWER_SEQUENCE_MISSING",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "pre-copy went on after the last sequence had begun, so the sequence is not the last state of"
                                    + " the source")
                    .withAction(
                            "save the state again: the driver loads this one, and loses the source's later changes"),
            FindingCode.of(
                            "UNUSED_FIELD",
                            Severity.WARNING,
                            FindingCategory.CONTENT,
                            "a field that should be 0 is not, or a chunk without content has a payload")
                    .withAction("check how the state was made: the driver never writes this, and ignores it"),
            FindingCode.of(
                    "CHUNKS",
                    Severity.INFO,
                    FindingCategory.SUMMARY,
                    "counts the chunks and bytes of the last sequence, the only one that the target loads"),
            FindingCode.of("OK", Severity.INFO, FindingCategory.SUMMARY, "the state or the comparison has no fault"),
            FindingCode.of(
                            "IDENTITY_MISMATCH",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the target has another identity than the state; its driver answers EFAULT")
                    .withAction("create the target with the same identity (option id)"),
            FindingCode.of(
                            "SIZE_MISMATCH",
                            Severity.ERROR,
                            FindingCategory.COMPATIBILITY,
                            "the content of the target has another size than that of the state; its driver answers EFAULT")
                    .withAction("create the target with the same size (option size)"));

    private V1FindingCodes() {}

    private static FindingCode damage(String code, FindingCategory category, String meaning) {
        return FindingCode.of(code, Severity.ERROR, category, meaning).withAction(SAVE_AGAIN);
    }
}
