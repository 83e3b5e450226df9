// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.SectionKey;

/**
 * Compares the bytes of one device that decoded fields do not show: long values and the bytes between fields. Callers
 * compare the fields by ascending offset.
 */
final class ByteRangeComparison {
    private final DifferenceArea area;
    private final @Nullable SectionKey section;
    private final SeekableContent a;
    private final SeekableContent b;
    private final DifferenceCollector differences;
    private long comparedEndA;
    private long comparedEndB;

    ByteRangeComparison(
            DifferenceArea area,
            @Nullable SectionKey section,
            SeekableContent a,
            SeekableContent b,
            DifferenceCollector differences) {
        this.area = area;
        this.section = section;
        this.a = a;
        this.b = b;
        this.differences = differences;
    }

    /** Marks everything before these offsets as compared. */
    void markCompared(long endA, long endB) {
        comparedEndA = Math.max(comparedEndA, endA);
        comparedEndB = Math.max(comparedEndB, endB);
    }

    /** Compares the bytes between the last compared field and the next one. */
    void compareGap(long startA, long startB, @Nullable IgnoreCategory category) throws IOException {
        if (startA > comparedEndA || startB > comparedEndB) {
            compareRange(
                    "bytes in no field",
                    comparedEndA,
                    Math.max(0, startA - comparedEndA),
                    comparedEndB,
                    Math.max(0, startB - comparedEndB),
                    category);
        }
    }

    /** Compares the bytes after the last field. */
    void compareRest(@Nullable IgnoreCategory category) throws IOException {
        compareRange(
                "bytes behind the last field",
                comparedEndA,
                ByteDifference.TO_END,
                comparedEndB,
                ByteDifference.TO_END,
                category);
    }

    /** Compares all bytes. */
    void compareAll(@Nullable IgnoreCategory category) throws IOException {
        compareRange("bytes", 0, ByteDifference.TO_END, 0, ByteDifference.TO_END, category);
    }

    /** Compares a range without decoding it. */
    void compareRange(
            String name, long fromA, long lengthA, long fromB, long lengthB, @Nullable IgnoreCategory category)
            throws IOException {
        compareRange(name, new ComparedRange(a, fromA, lengthA), new ComparedRange(b, fromB, lengthB), category, false);
    }

    /** Compares a range that only the device can decode. A difference shows the digests of both ranges. */
    void compareOpaque(
            String name, long fromA, long lengthA, long fromB, long lengthB, @Nullable IgnoreCategory category)
            throws IOException {
        compareRange(name, new ComparedRange(a, fromA, lengthA), new ComparedRange(b, fromB, lengthB), category, true);
    }

    /** A range of a content. */
    private record ComparedRange(SeekableContent content, long start, long length) {
        String preview(long first, long count, boolean withDigests) throws IOException {
            return content.hexPreview(start + first, start + count)
                    + (withDigests ? ", sha256 " + content.sha256(start, count) : "");
        }
    }

    private void compareRange(
            String name,
            ComparedRange rangeA,
            ComparedRange rangeB,
            @Nullable IgnoreCategory category,
            boolean withDigests)
            throws IOException {
        ByteDifference difference =
                ByteDifference.between(a, rangeA.start(), rangeA.length(), b, rangeB.start(), rangeB.length());
        boolean truncated = difference.isLengthOnly() && !differences.areBothComplete();
        if (!difference.isEmpty() && !truncated) {
            differences.add(new Difference(
                    area,
                    section,
                    name,
                    rangeA.preview(difference.firstOffset(), difference.lengthA(), withDigests),
                    rangeB.preview(difference.firstOffset(), difference.lengthB(), withDigests),
                    difference.describe(rangeA.start()),
                    category));
        }
    }

    /** Returns bytes of the first content; empty if fewer than {@code count} bytes follow. */
    byte[] readA(long from, int count) throws IOException {
        return readBytes(a, from, count);
    }

    /** Returns bytes of the second content; empty if fewer than {@code count} bytes follow. */
    byte[] readB(long from, int count) throws IOException {
        return readBytes(b, from, count);
    }

    private static byte[] readBytes(SeekableContent content, long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        content.seek(from);
        return Arrays.copyOf(bytes, content.read(bytes, count) == count ? count : 0);
    }
}
