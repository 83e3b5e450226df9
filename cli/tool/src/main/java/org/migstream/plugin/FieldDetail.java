// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.FieldValue;

/** What a {@link StateField} has besides its text. */
public sealed interface FieldDetail {
    /**
     * The unit of a number, and its scale.
     *
     * @param unit written after the number; empty if there is none
     * @param scale factor between the number and the quantity, such as {@code 1/16}; empty if it is 1
     * @param quantity the scaled number with its unit, for people; may be rounded
     */
    record Unit(String unit, String scale, String quantity) implements FieldDetail {}

    /**
     * The parts of a floating-point number that its text lacks.
     *
     * @param unit written after the number; empty if there is none
     * @param bits all bits, in hexadecimal with {@code 0x}
     */
    record Real(String unit, String bits) implements FieldDetail {}

    /**
     * The form of an array. The text of the field has its first elements.
     *
     * @param count number of elements
     * @param width of an element, in bytes
     * @param bigEndian whether the most significant byte of an element is the first
     * @param hexadecimal whether elements are shown in hexadecimal
     * @param sha256 SHA-256 of all bytes; empty if digests were not requested
     */
    record Elements(long count, int width, boolean bigEndian, boolean hexadecimal, String sha256)
            implements FieldDetail {}

    /** Returns the detail of a value; null if it has none. */
    static @Nullable FieldDetail of(FieldValue value) {
        if (value instanceof FieldValue.Number number && number.quantity().isPresent()) {
            return new Unit(
                    truncate(number.symbols().unit().orElse("")),
                    number.symbols().scale().orElse(""),
                    truncate(number.quantity().get()));
        }
        if (value instanceof FieldValue.Real real) {
            return new Real(truncate(real.unit().orElse("")), real.toHexString());
        }
        if (value instanceof FieldValue.Numbers numbers) {
            return new Elements(
                    numbers.count(),
                    numbers.width(),
                    numbers.order() == ByteOrder.BIG_ENDIAN,
                    numbers.symbols().isHexadecimal(),
                    numbers.sha256().orElse(""));
        }
        return null;
    }

    private static String truncate(String text) {
        return StateField.truncateName(text);
    }

    /** Writes a detail to a file. */
    static void write(@Nullable FieldDetail detail, DataOutput out) throws IOException {
        if (detail instanceof Unit unit) {
            out.writeByte(1);
            out.writeUTF(unit.unit);
            out.writeUTF(unit.scale);
            out.writeUTF(unit.quantity);
        } else if (detail instanceof Real real) {
            out.writeByte(2);
            out.writeUTF(real.unit);
            out.writeUTF(real.bits);
        } else if (detail instanceof Elements elements) {
            out.writeByte(3);
            out.writeLong(elements.count);
            out.writeByte(elements.width);
            out.writeBoolean(elements.bigEndian);
            out.writeBoolean(elements.hexadecimal);
            out.writeUTF(elements.sha256);
        } else {
            out.writeByte(0);
        }
    }

    /** Reads a detail from a file. */
    static @Nullable FieldDetail read(DataInput in) throws IOException {
        switch (in.readByte()) {
            case 1:
                return new Unit(in.readUTF(), in.readUTF(), in.readUTF());
            case 2:
                return new Real(in.readUTF(), in.readUTF());
            case 3:
                return new Elements(in.readLong(), in.readByte(), in.readBoolean(), in.readBoolean(), in.readUTF());
            default:
                return null;
        }
    }
}
