// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.FieldDetail;
import org.migstream.plugin.StateField;
import org.migstream.stream.SectionKey;

/** Compares two arrays of numbers by element. The elements are read from the states, in blocks. */
final class NumberArrayComparison {
    /** Maximum number of differing elements of an array that are listed; the rest is compared as bytes. */
    static final int MAX_LISTED = 16;

    private static final int BLOCK_BYTES = 1 << 15;

    private final @Nullable SectionKey section;
    private final ByteRangeComparison contents;
    private final DifferenceCollector differences;

    NumberArrayComparison(@Nullable SectionKey section, ByteRangeComparison contents, DifferenceCollector differences) {
        this.section = section;
        this.contents = contents;
        this.differences = differences;
    }

    /** Returns the form of the elements if both fields are arrays of the same form, whatever their lengths are. */
    static FieldDetail.@Nullable Elements commonForm(StateField a, StateField b) {
        return a.detail() instanceof FieldDetail.Elements first
                        && b.detail() instanceof FieldDetail.Elements second
                        && first.width() == second.width()
                        && first.bigEndian() == second.bigEndian()
                ? first
                : null;
    }

    void compare(StateField a, StateField b, FieldDetail.Elements form) throws IOException {
        int width = form.width();
        if (a.length() != b.length()) {
            differences.add(Difference.of(
                    DifferenceArea.STATE,
                    section,
                    a.path(),
                    a.length() / width + " numbers",
                    b.length() / width + " numbers"));
        }
        long common = Math.min(a.length(), b.length());
        int listed = 0;
        for (long at = 0; at < common; at += BLOCK_BYTES) {
            int count = (int) Math.min(BLOCK_BYTES, common - at);
            byte[] blockA = contents.readA(a.offset() + at, count);
            byte[] blockB = contents.readB(b.offset() + at, count);
            for (int i = 0; i + width <= Math.min(blockA.length, blockB.length); i += width) {
                long numberA = number(blockA, i, form);
                long numberB = number(blockB, i, form);
                if (numberA != numberB && listed++ == MAX_LISTED) {
                    compareRest(a, b, at + i, common, width);
                    return;
                }
                if (numberA != numberB) {
                    differences.add(Difference.of(
                            DifferenceArea.STATE,
                            section,
                            a.path() + "[" + (at + i) / width + "]",
                            format(numberA, form),
                            format(numberB, form)));
                }
            }
        }
    }

    private void compareRest(StateField a, StateField b, long from, long end, int width) throws IOException {
        contents.compareRange(
                a.path() + "[" + from / width + " and following]",
                a.offset() + from,
                end - from,
                b.offset() + from,
                end - from,
                null);
    }

    private static long number(byte[] bytes, int at, FieldDetail.Elements form) {
        ByteBuffer buffer =
                ByteBuffer.wrap(bytes).order(form.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        switch (form.width()) {
            case Short.BYTES:
                return Short.toUnsignedLong(buffer.getShort(at));
            case Integer.BYTES:
                return Integer.toUnsignedLong(buffer.getInt(at));
            default:
                return buffer.getLong(at);
        }
    }

    private static String format(long number, FieldDetail.Elements form) {
        if (!form.hexadecimal()) {
            return Long.toUnsignedString(number);
        }
        String digits = Long.toHexString(number);
        return "0x" + "0".repeat(2 * form.width() - digits.length()) + digits;
    }
}
