// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.nio.ByteOrder;
import java.util.HexFormat;
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
            long mask = width == Long.BYTES ? -1 : (1L << width * Byte.SIZE) - 1;
            return String.format(Locale.ROOT, "0x%0" + 2 * width + "x", value & mask);
        }

        /** Returns the value in decimal, with a minus sign if it is {@link #signed} and negative. */
        public String toDecimalString() {
            return signed ? Long.toString(value) : Long.toUnsignedString(value);
        }

        /**
         * Returns the name of the value, or the names of its bits; empty if there is none. See {@link Symbols#name}.
         */
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
