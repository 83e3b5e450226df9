// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.spi.Field;
import org.migstream.spi.FieldValue;

/**
 * A field of a device's state as plain data, or a mark that all earlier fields are void.
 *
 * @param path the names of the groups around the field and of the field, such as {@code ports[0].lcr}; empty for a
 *     restart
 * @param offset the offset of the first byte, in bytes from the start of the state
 * @param length in bytes; 0 for a restart
 * @param kind the meaning of {@code text}
 * @param text the value, as {@link Kind} describes; may contain any characters, so renderers must escape it; truncated
 *     to {@value #MAX_TEXT_LENGTH} characters
 * @param symbol the name of the number or of its bits; empty if it has none
 * @param detail what the text lacks; null if that is nothing
 */
public record StateField(
        String path,
        long offset,
        long length,
        Kind kind,
        String text,
        Optional<String> symbol,
        @Nullable FieldDetail detail) {
    /** The maximum length of a text, in characters. */
    public static final int MAX_TEXT_LENGTH = 4096;

    private static final int MAX_NAME_LENGTH = 64;

    /** What the text of a field contains. */
    public enum Kind {
        /** A number, decimal or hexadecimal with {@code 0x} and all digits, as its decoder formats it. */
        NUMBER,
        /** A signed number, as with {@link #NUMBER}. */
        SIGNED,
        /** A floating-point number, in decimal, or {@code NaN}, {@code Infinity} or {@code -Infinity}. */
        REAL,
        /** The first numbers of an array, each as with {@link #NUMBER}, separated by spaces. */
        NUMBERS,
        /** A UUID or an address in its usual form. */
        IDENTIFIER,
        /** Characters. */
        TEXT,
        /** Bytes, in hexadecimal. */
        BYTES,
        /** The SHA-256 of bytes that only the device understands; empty if digests were not requested. */
        OPAQUE,
        /** The text is empty: the field is padding or uninitialised bytes. */
        FILLER,
        /** The reason why all earlier fields and facts are void. */
        RESTART
    }

    /**
     * Converts a field of a decoder.
     *
     * @param prefix the names of the groups around the field, each with a dot
     */
    static StateField of(String prefix, Field field) {
        FieldValue value = field.value();
        Optional<String> symbol = value instanceof FieldValue.Number number ? number.symbol() : Optional.empty();
        return new StateField(
                prefix + truncateName(field.name()),
                field.offset(),
                field.length(),
                kindOf(value),
                truncate(textOf(value), MAX_TEXT_LENGTH),
                symbol.map(name -> truncate(name, MAX_TEXT_LENGTH)),
                FieldDetail.of(value));
    }

    /** Returns a number with its unit, scaled if it has a scale; empty if it has neither. */
    public Optional<String> quantity() {
        if (detail instanceof FieldDetail.Real real && !real.unit().isEmpty()) {
            return Optional.of(text + " " + real.unit());
        }
        return detail instanceof FieldDetail.Unit unit ? Optional.of(unit.quantity()) : Optional.empty();
    }

    /** Returns the text, and the {@link #quantity} if there is one. */
    public String textWithUnit() {
        return quantity()
                .map(quantity -> quantity.startsWith(text + " ") ? quantity : text + " (" + quantity + ")")
                .orElse(text);
    }

    /** Returns a mark that all earlier fields are void. */
    static StateField restart(long offset, String reason) {
        return new StateField("", offset, 0, Kind.RESTART, truncate(reason, MAX_TEXT_LENGTH), Optional.empty(), null);
    }

    /** Returns whether an offset in the state is that of a byte of this field, or the start of a field without bytes. */
    public boolean covers(long position) {
        long distance = position - offset;
        return kind != Kind.RESTART && (distance == 0 || distance > 0 && distance < length);
    }

    /** Truncates the name of a field or group to {@value #MAX_NAME_LENGTH} characters. */
    static String truncateName(String name) {
        return truncate(name, MAX_NAME_LENGTH);
    }

    private static Kind kindOf(FieldValue value) {
        if (value instanceof FieldValue.Number number) {
            return number.signed() ? Kind.SIGNED : Kind.NUMBER;
        } else if (value instanceof FieldValue.Real) {
            return Kind.REAL;
        } else if (value instanceof FieldValue.Numbers) {
            return Kind.NUMBERS;
        } else if (value instanceof FieldValue.Identifier) {
            return Kind.IDENTIFIER;
        } else if (value instanceof FieldValue.Text) {
            return Kind.TEXT;
        } else if (value instanceof FieldValue.Bytes) {
            return Kind.BYTES;
        }
        return value instanceof FieldValue.Opaque ? Kind.OPAQUE : Kind.FILLER;
    }

    private static String textOf(FieldValue value) {
        if (value instanceof FieldValue.Opaque opaque) {
            return opaque.sha256().orElse("");
        }
        return value instanceof FieldValue.Filler ? "" : value.toString();
    }

    private static String truncate(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength);
    }

    /** Writes fields to files and reads them. */
    static final SpillList.Codec<StateField> CODEC = new SpillList.Codec<>() {
        @Override
        public void write(StateField field, DataOutput out) throws IOException {
            out.writeUTF(field.path);
            out.writeLong(field.offset);
            out.writeLong(field.length);
            out.writeByte(field.kind.ordinal());
            out.writeUTF(field.text);
            out.writeBoolean(field.symbol.isPresent());
            if (field.symbol.isPresent()) {
                out.writeUTF(field.symbol.get());
            }
            FieldDetail.write(field.detail, out);
        }

        @Override
        public StateField read(DataInput in) throws IOException {
            return new StateField(
                    in.readUTF(),
                    in.readLong(),
                    in.readLong(),
                    Kind.values()[in.readByte()],
                    in.readUTF(),
                    in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty(),
                    FieldDetail.read(in));
        }
    };
}
