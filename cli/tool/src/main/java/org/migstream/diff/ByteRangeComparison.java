// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.SectionKey;

/**
 * Compares the bytes of one device where fields do not: values that are too long to be shown, and all that lies between
 * the fields, so that nothing is passed over. Goes along both contents from the front to the back.
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

    /** What lies in front of these places is done. */
    void markCompared(long endA, long endB) {
        comparedEndA = Math.max(comparedEndA, endA);
        comparedEndB = Math.max(comparedEndB, endB);
    }

    /** Compares what lies between the last field and the next. */
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

    /** Compares what lies behind the last field. */
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

    /** Compares a stretch, whatever lies in it. */
    void compareRange(String name, long fromA, long lengthA, long fromB, long lengthB, @Nullable IgnoreCategory kind)
            throws IOException {
        compareRange(name, new ComparedRange(a, fromA, lengthA), new ComparedRange(b, fromB, lengthB), kind, false);
    }

    /** Compares a stretch of which only the device knows what it means: that it is another one is told by its digest. */
    void compareOpaque(String name, long fromA, long lengthA, long fromB, long lengthB, @Nullable IgnoreCategory kind)
            throws IOException {
        compareRange(name, new ComparedRange(a, fromA, lengthA), new ComparedRange(b, fromB, lengthB), kind, true);
    }

    /** Bytes of a content. */
    private record ComparedRange(SeekableContent content, long start, long length) {
        String preview(long first, long count, boolean digested) throws IOException {
            return content.hexPreview(start + first, start + count)
                    + (digested ? ", sha256 " + content.sha256(start, count) : "");
        }
    }

    private void compareRange(
            String name, ComparedRange here, ComparedRange there, @Nullable IgnoreCategory kind, boolean digested)
            throws IOException {
        ByteDifference difference =
                ByteDifference.between(a, here.start(), here.length(), b, there.start(), there.length());
        boolean cut = difference.isLengthOnly() && !differences.areBothComplete();
        if (!difference.isEmpty() && !cut) {
            differences.add(new Difference(
                    area,
                    section,
                    name,
                    here.preview(difference.firstOffset(), difference.lengthA(), digested),
                    there.preview(difference.firstOffset(), difference.lengthB(), digested),
                    difference.describe(here.start()),
                    kind));
        }
    }

    /** Some bytes of the first. */
    byte[] readA(long from, int count) throws IOException {
        return readBytes(a, from, count);
    }

    /** Some bytes of the second. */
    byte[] readB(long from, int count) throws IOException {
        return readBytes(b, from, count);
    }

    private static byte[] readBytes(SeekableContent content, long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        content.seek(from);
        return Arrays.copyOf(bytes, content.read(bytes, count) == count ? count : 0);
    }
}
