// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.stream.SectionKey;

/**
 * One difference between two inputs. The texts come from the inputs and may contain any character; escape them before
 * printing.
 *
 * @param area the area of the difference
 * @param section the device; null if the difference does not belong to one device
 * @param name name of the value
 * @param a the value in the first input; null if missing
 * @param b the value in the second input; null if missing
 * @param note explanation in addition to the two values; null for most differences
 * @param ignoreCategory the category of the difference for {@code --ignore}; null if the difference always counts
 * @param decidesLoad whether QEMU refuses to load the first input into the machine of the second because of this
 */
public record Difference(
        DifferenceArea area,
        @Nullable SectionKey section,
        String name,
        @Nullable String a,
        @Nullable String b,
        @Nullable String note,
        @Nullable IgnoreCategory ignoreCategory,
        boolean decidesLoad) {
    /** Maximum length of a text in characters. */
    private static final int MAX_TEXT_LENGTH = 4096;

    /** Truncates long texts. */
    public Difference {
        name = name.length() <= MAX_TEXT_LENGTH ? name : name.substring(0, MAX_TEXT_LENGTH);
        a = truncate(a);
        b = truncate(b);
        note = truncate(note);
    }

    /** Creates a difference that is not known to decide whether QEMU loads the first input. */
    public Difference(
            DifferenceArea area,
            @Nullable SectionKey section,
            String name,
            @Nullable String a,
            @Nullable String b,
            @Nullable String note,
            @Nullable IgnoreCategory ignoreCategory) {
        this(area, section, name, a, b, note, ignoreCategory, false);
    }

    /** Creates a difference between two values. It has no category, so it always counts. */
    public static Difference of(
            DifferenceArea area, @Nullable SectionKey section, String name, @Nullable String a, @Nullable String b) {
        return new Difference(area, section, name, a, b, null, null, false);
    }

    /** Returns a copy with this category; null if the difference always counts. */
    public Difference withIgnoreCategory(@Nullable IgnoreCategory other) {
        return new Difference(area, section, name, a, b, note, other, decidesLoad);
    }

    /** Returns a copy that decides whether QEMU loads the first input, if {@code decides} is true. */
    public Difference withDecidesLoad(boolean decides) {
        return new Difference(area, section, name, a, b, note, ignoreCategory, decides);
    }

    private static @Nullable String truncate(@Nullable String text) {
        return text == null || text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH);
    }

    /** Stores differences in a {@link SpillList}. */
    public static final SpillList.Codec<Difference> CODEC = new SpillList.Codec<>() {
        @Override
        public void write(Difference difference, DataOutput out) throws IOException {
            out.writeByte(difference.area.ordinal());
            writeText(difference.section == null ? null : difference.section.idstr(), out);
            out.writeLong(difference.section == null ? 0 : difference.section.instanceId());
            writeText(difference.name, out);
            writeText(difference.a, out);
            writeText(difference.b, out);
            writeText(difference.note, out);
            out.writeByte(difference.ignoreCategory == null ? -1 : difference.ignoreCategory.ordinal());
            out.writeBoolean(difference.decidesLoad);
        }

        @Override
        public Difference read(DataInput in) throws IOException {
            DifferenceArea area = DifferenceArea.values()[in.readByte()];
            @Nullable String idstr = readText(in);
            long instance = in.readLong();
            String name = Objects.requireNonNull(readText(in));
            @Nullable String a = readText(in);
            @Nullable String b = readText(in);
            @Nullable String note = readText(in);
            byte categoryIndex = in.readByte();
            return new Difference(
                    area,
                    idstr == null ? null : new SectionKey(idstr, instance),
                    name,
                    a,
                    b,
                    note,
                    categoryIndex < 0 ? null : IgnoreCategory.values()[categoryIndex],
                    in.readBoolean());
        }

        private void writeText(@Nullable String text, DataOutput out) throws IOException {
            out.writeBoolean(text != null);
            if (text != null) {
                out.writeUTF(text);
            }
        }

        private @Nullable String readText(DataInput in) throws IOException {
            return in.readBoolean() ? in.readUTF() : null;
        }
    };
}
