// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The value of a {@link Field}. {@code toString} returns a readable form without escaping. */
public sealed interface FieldValue {
    /**
     * An integer.
     *
     * @param value sign- or zero-extended to 64 bits
     * @param width in bytes: 1, 2, 4 or 8
     * @param signed whether {@code value} is to be read as signed
     * @param order the byte order in the state
     * @param symbols defines the output form for people
     */
    @SuppressWarnings("JavaLangClash") // Always used as FieldValue.Number.
    record Number(long value, int width, boolean signed, ByteOrder order, Symbols symbols) implements FieldValue {
        /**
         * Returns the value in hexadecimal, with {@code 0x} and all digits of its width; two's complement if it is
         * negative.
         */
        public String toHexString() {
            return String.format(Locale.ROOT, "0x%0" + 2 * width + "x", value & mask());
        }

        private long mask() {
            return width == Long.BYTES ? -1 : (1L << width * Byte.SIZE) - 1;
        }

        /** Returns the value in decimal, with a minus sign if it is {@link #signed} and negative. */
        public String toDecimalString() {
            return signed ? Long.toString(value) : Long.toUnsignedString(value);
        }

        /**
         * Returns the name of the value, or the names of its bits; empty if there is none. See {@link Symbols#name}.
         */
        public Optional<String> symbol() {
            return symbols.name(value, mask());
        }

        /** Returns the value with its unit, for people; empty if it has neither unit nor scale. */
        public Optional<String> quantity() {
            return symbols.quantity(value, signed);
        }

        @Override
        public String toString() {
            return symbols.isHexadecimal() ? toHexString() : toDecimalString();
        }
    }

    /**
     * A floating-point number, IEEE 754.
     *
     * @param bits as in the state, zero-extended: no bit of a NaN is lost
     * @param width in bytes: 4 or 8
     * @param order the byte order in the state
     * @param symbols has the unit
     */
    record Real(long bits, int width, ByteOrder order, Symbols symbols) implements FieldValue {
        /** Returns the value; a number of four bytes is widened without loss, but for the bits of a NaN. */
        public double value() {
            return width == Float.BYTES ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
        }

        /** Returns all bits in hexadecimal, with {@code 0x} and all digits of its width. */
        public String toHexString() {
            return new Number(bits, width, false, order, Symbols.HEXADECIMAL).toHexString();
        }

        /** Returns the unit; empty if there is none. */
        public Optional<String> unit() {
            return symbols.unit();
        }

        /** Returns the shortest decimal number that only this value is closest to, or {@code NaN} or {@code Infinity}. */
        @Override
        public String toString() {
            return width == Float.BYTES ? Float.toString((float) value()) : Double.toString(value());
        }
    }

    /**
     * An array of unsigned numbers. Only the first ones are kept.
     *
     * @param count number of elements
     * @param width of an element, in bytes: 2, 4 or 8
     * @param order the byte order in the state
     * @param symbols has the base in which the elements are shown
     * @param first the first elements, zero-extended; at most {@value #MAX_FIRST}
     * @param sha256 SHA-256 digest of all bytes, in hexadecimal; empty if no digest was requested
     */
    record Numbers(long count, int width, ByteOrder order, Symbols symbols, List<Long> first, Optional<String> sha256)
            implements FieldValue {
        /** The maximum number of elements that are kept. */
        public static final int MAX_FIRST = 16;

        /** Copies the list. */
        public Numbers {
            first = List.copyOf(first);
        }

        /** Returns the first elements, separated by spaces. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (long element : first) {
                text.append(text.length() == 0 ? "" : " ").append(new Number(element, width, false, order, symbols));
            }
            return text.toString();
        }
    }

    /**
     * A UUID or an address.
     *
     * @param text its usual form, such as {@code 52:54:00:12:34:56}: hexadecimal digits, {@code -} and {@code :}
     */
    record Identifier(String text) implements FieldValue {
        @Override
        public String toString() {
            return text;
        }
    }

    /** Characters, decoded as the decoder chose. The state may be hostile: escape the text before printing. */
    record Text(String text) implements FieldValue {
        @Override
        public String toString() {
            return text;
        }
    }

    /** An array of bytes. Its maximum length is {@link FieldReader#MAX_BYTES}. */
    final class Bytes implements FieldValue {
        private final byte[] bytes;

        /** Copies the given bytes. */
        public Bytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        /** Returns a copy of the bytes. */
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return HexFormat.of().formatHex(bytes);
        }
    }

    /**
     * Bytes that only the device understands. The bytes themselves are not kept.
     *
     * @param sha256 SHA-256 digest of all bytes, in hexadecimal; empty if no digest was requested
     */
    record Opaque(Optional<String> sha256) implements FieldValue {
        /** Rejects null. */
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
