// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import org.migstream.io.SpillList;
import org.migstream.spi.Field;
import org.migstream.spi.FieldValue;

/**
 * A field of a device's state as plain data, or a mark that everything before it is void.
 *
 * @param path its name behind those of the groups around it, {@code ports[0].lcr}; empty for a restart
 * @param offset of its first byte, from the start of the state
 * @param length in bytes; 0 for a restart
 * @param kind what {@code text} is
 * @param text as {@link Kind} says; hostile until shown otherwise, and cut at {@value #MAX_TEXT_LENGTH} characters
 * @param symbol the name of the number or of its bits; empty if it has none
 */
public record StateField(String path, long offset, long length, Kind kind, String text, Optional<String> symbol) {
    /** More than that is not kept of a text. */
    public static final int MAX_TEXT_LENGTH = 4096;

    private static final int MAX_NAME_LENGTH = 64;

    /** What the text of an {@link StateField} is. */
    public enum Kind {
        /** A number as people want it written: decimal, or hexadecimal with {@code 0x} and all digits. */
        NUMBER,
        /** Characters. */
        TEXT,
        /** Bytes, in hexadecimal. */
        BYTES,
        /** Nothing but the SHA-256 of bytes that only the device understands; empty if nobody asked for it. */
        OPAQUE,
        /** Empty: bytes without meaning. */
        FILLER,
        /** The reason why everything before is void, fields and facts. */
        RESTART
    }

    /** A field within groups; {@code prefix} is theirs. */
    static StateField of(String prefix, Field field) {
        FieldValue value = field.value();
        Kind kind = kindOf(value);
        Optional<String> symbol = value instanceof FieldValue.Number number ? number.symbol() : Optional.empty();
        return new StateField(
                prefix + truncateName(field.name()),
                field.offset(),
                field.length(),
                kind,
                truncate(textOf(value), MAX_TEXT_LENGTH),
                symbol.map(name -> truncate(name, MAX_TEXT_LENGTH)));
    }

    /** A sequence header. */
    static StateField restart(long offset, String reason) {
        return new StateField("", offset, 0, Kind.RESTART, truncate(reason, MAX_TEXT_LENGTH), Optional.empty());
    }

    /** The name of a field or group, which is a short one if its decoder is well behaved. */
    static String truncateName(String name) {
        return truncate(name, MAX_NAME_LENGTH);
    }

    private static Kind kindOf(FieldValue value) {
        if (value instanceof FieldValue.Number) {
            return Kind.NUMBER;
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

    private static String truncate(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    /** For lists of them. */
    static final SpillList.Codec<StateField> CODEC = new SpillList.Codec<>() {
        @Override
        public void write(StateField entry, DataOutput out) throws IOException {
            out.writeUTF(entry.path);
            out.writeLong(entry.offset);
            out.writeLong(entry.length);
            out.writeByte(entry.kind.ordinal());
            out.writeUTF(entry.text);
            out.writeBoolean(entry.symbol.isPresent());
            if (entry.symbol.isPresent()) {
                out.writeUTF(entry.symbol.get());
            }
        }

        @Override
        public StateField read(DataInput in) throws IOException {
            return new StateField(
                    in.readUTF(),
                    in.readLong(),
                    in.readLong(),
                    Kind.values()[in.readByte()],
                    in.readUTF(),
                    in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty());
        }
    };
}
