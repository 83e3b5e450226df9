// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.Arrays;
import org.migstream.stream.SectionKey;

/**
 * Compares the bytes of one device where fields do not: values that are too long to be shown, and all that lies between
 * the fields, so that nothing is passed over. Goes along both contents from the front to the back.
 */
final class ContentComparison {
    private final DifferenceArea area;
    private final SectionKey section;
    private final Content a;
    private final Content b;
    private final Differences differences;
    private long doneA;
    private long doneB;

    ContentComparison(DifferenceArea area, SectionKey section, Content a, Content b, Differences differences) {
        this.area = area;
        this.section = section;
        this.a = a;
        this.b = b;
        this.differences = differences;
    }

    /** What lies in front of these places is done. */
    void pass(long endA, long endB) {
        doneA = Math.max(doneA, endA);
        doneB = Math.max(doneB, endB);
    }

    /** Compares what lies between the last field and the next. */
    void gap(long startA, long startB, IgnoreCategory kind) throws IOException {
        if (startA > doneA || startB > doneB) {
            stretch("bytes in no field", doneA, Math.max(0, startA - doneA), doneB, Math.max(0, startB - doneB), kind);
        }
    }

    /** Compares what lies behind the last field. */
    void rest(IgnoreCategory kind) throws IOException {
        stretch(
                "bytes behind the last field",
                doneA,
                ByteDifference.TO_THE_END,
                doneB,
                ByteDifference.TO_THE_END,
                kind);
    }

    /** Compares all bytes. */
    void whole(IgnoreCategory kind) throws IOException {
        stretch("bytes", 0, ByteDifference.TO_THE_END, 0, ByteDifference.TO_THE_END, kind);
    }

    /** Compares a stretch, whatever lies in it. */
    void stretch(String name, long fromA, long lengthA, long fromB, long lengthB, IgnoreCategory kind)
            throws IOException {
        stretch(name, new Stretch(a, fromA, lengthA), new Stretch(b, fromB, lengthB), kind, false);
    }

    /** Compares a stretch of which only the device knows what it means: that it is another one is told by its digest. */
    void opaque(String name, long fromA, long lengthA, long fromB, long lengthB, IgnoreCategory kind)
            throws IOException {
        stretch(name, new Stretch(a, fromA, lengthA), new Stretch(b, fromB, lengthB), kind, true);
    }

    /** Bytes of a content. */
    private record Stretch(Content of, long from, long length) {
        String shown(long first, long count, boolean digested) throws IOException {
            return of.shown(from + first, from + count)
                    + (digested ? ", sha256 " + Digest.of(of.stream(from, count)) : "");
        }
    }

    private void stretch(String name, Stretch here, Stretch there, IgnoreCategory kind, boolean digested)
            throws IOException {
        ByteDifference difference = ByteDifference.of(a, here.from(), here.length(), b, there.from(), there.length());
        boolean cut = difference.onlyLonger() && !differences.bothWhole();
        if (!difference.none() && !cut) {
            differences.add(new Difference(
                    area,
                    section,
                    name,
                    here.shown(difference.first(), difference.a(), digested),
                    there.shown(difference.first(), difference.b(), digested),
                    difference.words(here.from()),
                    kind));
        }
    }

    /** Some bytes of the first. */
    byte[] a(long from, int count) throws IOException {
        return bytes(a, from, count);
    }

    /** Some bytes of the second. */
    byte[] b(long from, int count) throws IOException {
        return bytes(b, from, count);
    }

    private static byte[] bytes(Content content, long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        content.seek(from);
        return Arrays.copyOf(bytes, content.read(bytes, count) == count ? count : 0);
    }
}
