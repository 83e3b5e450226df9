// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.StreamOutline.VmDescSummary;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.SectionKey;

/**
 * A stream as a row of {@value #SLOTS} slots of equal length. Each slot has the most important kind of its bytes, so that also
 * the smallest VFIO section is visible; neighbours of the same kind and device are one block. A picture can leave out the
 * sections with guest memory, which are most of a stream.
 */
final class StreamScale {
    /** The number of slots of a row. */
    static final int SLOTS = 300;

    private final boolean withMemory;
    private final long length;
    private final long[] marks;
    private final long[] foldedBeforeMarks;
    private long folded;
    private final Slot[] slots = new Slot[SLOTS];

    /** What bytes of a stream belong to, the least important first. */
    enum Kind {
        /** No section: headers and commands. */
        BETWEEN("outside of the sections"),
        /** The vmdescription. */
        DESCRIPTION("vmdescription"),
        /** Guest memory. */
        MEMORY("guest memory"),
        /** Another section. */
        SECTION("other sections"),
        /** A VFIO device. */
        VFIO("VFIO devices"),
        /** Bytes that were not read. */
        UNREAD("not read");

        private final String label;

        Kind(String words) {
            label = words;
        }

        /** Returns the words of the legend. */
        String label() {
            return label;
        }

        /** Returns the class of the style sheet. */
        String styleClass() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final class Slot {
        private Kind kind = Kind.BETWEEN;
        private @Nullable SectionKey key;
        private long from = -1;
        private long end;
    }

    /**
     * A block of the picture.
     *
     * @param kind of its bytes
     * @param key of the only section; null if there are several
     * @param firstSlot its first slot
     * @param endSlot the slot after its last one
     * @param from the offset of its first section in the stream; -1 without sections
     * @param end the offset after its last section
     */
    record Block(Kind kind, @Nullable SectionKey key, int firstSlot, int endSlot, long from, long end) {}

    private StreamScale(boolean withMemory, long length, long... marks) {
        this.withMemory = withMemory;
        this.length = length;
        this.marks = marks.clone();
        foldedBeforeMarks = new long[marks.length];
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
    }

    /**
     * Lays out a stream.
     *
     * @param total the length of the stream, in bytes
     * @param withMemory whether the sections with guest memory are to scale; otherwise they are left out
     * @param marks offsets in the stream whose places are needed
     */
    static StreamScale of(StreamReport report, long total, boolean withMemory, long... marks) throws IOException {
        StreamScale scale = new StreamScale(withMemory, withMemory ? total : total - memoryBytes(report), marks);
        report.outline().sections().forEach(entry -> scale.add(entry, report.parsedBytes()));
        VmDescSummary description = report.outline().vmdesc();
        if (description != null) {
            long end = description.offset() + description.length();
            scale.fill(Kind.DESCRIPTION, null, description.offset(), end);
        }
        if (report.parsedBytes() < total) {
            scale.fill(Kind.UNREAD, null, report.parsedBytes(), total);
        }
        return scale;
    }

    /** Returns the number of bytes in sections with guest memory. */
    static long memoryBytes(StreamReport report) throws IOException {
        long[] bytes = {0};
        report.outline().sections().forEach(entry -> {
            if (entry.head().isRam()) {
                bytes[0] += endOf(entry, report.parsedBytes()) - entry.head().offset();
            }
        });
        return bytes[0];
    }

    private static long endOf(SectionEntry entry, long parsedBytes) {
        return entry.isComplete()
                ? entry.end()
                : Math.max(parsedBytes, entry.head().offset());
    }

    private void add(SectionEntry entry, long parsedBytes) {
        long from = entry.head().offset();
        long end = endOf(entry, parsedBytes);
        if (entry.head().isRam()) {
            if (withMemory) {
                fill(Kind.MEMORY, null, from, end);
            } else {
                fold(from, end);
            }
            return;
        }
        boolean isVfio = entry.head().isVfio();
        fill(isVfio ? Kind.VFIO : Kind.SECTION, isVfio ? entry.head().key() : null, from, end);
    }

    private void fold(long from, long end) {
        folded += end - from;
        for (int i = 0; i < marks.length; i++) {
            foldedBeforeMarks[i] += Math.max(0, Math.min(marks[i], end) - from);
        }
    }

    private void fill(Kind kind, @Nullable SectionKey key, long from, long end) {
        int first = slotOf(from);
        int last = end > from ? slotOf(end - 1) : first;
        for (int i = first; i <= last; i++) {
            Slot slot = slots[i];
            if (slot.kind.compareTo(kind) <= 0 && slot.kind != Kind.VFIO) {
                slot.kind = kind;
                slot.key = key;
            }
            slot.from = slot.from < 0 ? from : slot.from;
            slot.end = end;
        }
    }

    /** Returns the slot of an offset; all guest memory that is left out is before it. */
    private int slotOf(long offset) {
        return (int) Math.min(SLOTS - 1L, (long) (place(offset - folded) * SLOTS));
    }

    private double place(long shown) {
        return length <= 0 ? 0 : Math.min(1, Math.max(0, (double) shown / length));
    }

    /** Returns the place of a mark, from 0 to 1. */
    double placeOfMark(int index) {
        return place(marks[index] - foldedBeforeMarks[index]);
    }

    /** Returns the blocks from left to right. */
    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= SLOTS; i++) {
            if (i < SLOTS && isSameBlock(slots[start], slots[i])) {
                continue;
            }
            Slot first = slots[start];
            blocks.add(new Block(first.kind, first.key, start, i, first.from, slots[i - 1].end));
            start = i;
        }
        return blocks;
    }

    private static boolean isSameBlock(Slot one, Slot other) {
        return one.kind == other.kind && (one.key == null ? other.key == null : one.key.equals(other.key));
    }
}
