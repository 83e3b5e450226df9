// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The value of a {@link Field}. {@code toString} is one form of it and escapes nothing.
 */
public sealed interface FieldValue {
    /**
     * An integer.
     *
     * @param value sign- or zero-extended to 64 bits
     * @param width in bytes: 1, 2, 4 or 8
     * @param signed whether {@code value} is to be read as signed
     * @param order the byte order in the state
     * @param symbols the form for people
     */
    record Number(long value, int width, boolean signed, ByteOrder order, Symbols symbols) implements FieldValue {
        /** The value in hexadecimal, with {@code 0x} and all digits of its width; two's complement if it is negative. */
        public String toHexString() {
            long mask = width == Long.BYTES ? -1 : (1L << width * Byte.SIZE) - 1;
            return String.format(Locale.ROOT, "0x%0" + 2 * width + "x", value & mask);
        }

        /** The value in decimal, with a minus if it is {@link #signed} and negative. */
        public String toDecimalString() {
            return signed ? Long.toString(value) : Long.toUnsignedString(value);
        }

        /** The name of the value, or the names of its bits, see {@link Symbols#name}; empty if it has none. */
        public Optional<String> symbol() {
            return symbols.name(value);
        }

        @Override
        public String toString() {
            return symbols.isHexadecimal() ? toHexString() : toDecimalString();
        }
    }

    /** Characters, one for each byte, up to the first NUL. The state may be hostile: escape the text before printing. */
    record Text(String text) implements FieldValue {
        @Override
        public String toString() {
            return text;
        }
    }

    /** A few bytes as they are, at most {@link FieldReader#MAX_BYTES}. */
    final class Bytes implements FieldValue {
        private final byte[] bytes;

        /** Takes a copy. */
        public Bytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        /** A copy. */
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return HexFormat.of().formatHex(bytes);
        }
    }

    /**
     * Bytes that only the device understands; only their number is kept.
     *
     * @param sha256 of all of them, in hexadecimal; empty if no digest was requested
     */
    record Opaque(Optional<String> sha256) implements FieldValue {
        /** Refuses null. */
        public Opaque {
            Objects.requireNonNull(sha256);
        }

        @Override
        public String toString() {
            return "opaque";
        }
    }

    /** Padding and uninitialised bytes: never shown, digested or compared. */
    record Filler() implements FieldValue {
        @Override
        public String toString() {
            return "filler";
        }
    }
}
