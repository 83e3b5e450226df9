// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.SectionKey;

/**
 * Compares the bytes of one device that fields do not cover: values too long to show, and all bytes between fields.
 * Moves forward through both contents.
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
    void compareGap(long startA, long startB, @Nullable IgnoreCategory kind) throws IOException {
        if (startA > comparedEndA || startB > comparedEndB) {
            compareRange(
                    "bytes in no field",
                    comparedEndA,
                    Math.max(0, startA - comparedEndA),
                    comparedEndB,
                    Math.max(0, startB - comparedEndB),
                    kind);
        }
    }

    /** Compares the bytes after the last field. */
    void compareRest(@Nullable IgnoreCategory kind) throws IOException {
        compareRange(
                "bytes behind the last field",
                comparedEndA,
                ByteDifference.TO_END,
                comparedEndB,
                ByteDifference.TO_END,
                kind);
    }

    /** Compares all bytes. */
    void compareAll(@Nullable IgnoreCategory kind) throws IOException {
        compareRange("bytes", 0, ByteDifference.TO_END, 0, ByteDifference.TO_END, kind);
    }

    /** Compares a range without decoding it. */
    void compareRange(String name, long fromA, long lengthA, long fromB, long lengthB, @Nullable IgnoreCategory kind)
            throws IOException {
        compareRange(name, new ComparedRange(a, fromA, lengthA), new ComparedRange(b, fromB, lengthB), kind, false);
    }

    /** Compares a range that only the device can decode. A difference shows the digests of both ranges. */
    void compareOpaque(String name, long fromA, long lengthA, long fromB, long lengthB, @Nullable IgnoreCategory kind)
            throws IOException {
        compareRange(name, new ComparedRange(a, fromA, lengthA), new ComparedRange(b, fromB, lengthB), kind, true);
    }

    /** A range of a content. */
    private record ComparedRange(SeekableContent content, long start, long length) {
        String preview(long first, long count, boolean digested) throws IOException {
            return content.hexPreview(start + first, start + count)
                    + (digested ? ", sha256 " + content.sha256(start, count) : "");
        }
    }

    private void compareRange(
            String name, ComparedRange rangeA, ComparedRange rangeB, @Nullable IgnoreCategory kind, boolean digested)
            throws IOException {
        ByteDifference difference =
                ByteDifference.between(a, rangeA.start(), rangeA.length(), b, rangeB.start(), rangeB.length());
        boolean truncated = difference.isLengthOnly() && !differences.areBothComplete();
        if (!difference.isEmpty() && !truncated) {
            differences.add(new Difference(
                    area,
                    section,
                    name,
                    rangeA.preview(difference.firstOffset(), difference.lengthA(), digested),
                    rangeB.preview(difference.firstOffset(), difference.lengthB(), digested),
                    difference.describe(rangeA.start()),
                    kind));
        }
    }

    /** Returns bytes of the first content; empty if there are not enough. */
    byte[] readA(long from, int count) throws IOException {
        return readBytes(a, from, count);
    }

    /** Returns bytes of the second content; empty if there are not enough. */
    byte[] readB(long from, int count) throws IOException {
        return readBytes(b, from, count);
    }

    private static byte[] readBytes(SeekableContent content, long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        content.seek(from);
        return Arrays.copyOf(bytes, content.read(bytes, count) == count ? count : 0);
    }
}
