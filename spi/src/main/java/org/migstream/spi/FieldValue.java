// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What the bytes of a {@link Field} say. How it looks is up to who shows it; {@code toString} is one way, and escapes
 * nothing.
 */
public sealed interface FieldValue {
    /**
     * An integer.
     *
     * @param value sign- or zero-extended to 64 bits
     * @param width in bytes: 1, 2, 4 or 8
     * @param signed whether {@code value} is to be read as signed
     * @param order in which the bytes stood
     * @param symbols how people want it written
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

    /** Characters, one for each byte, up to the first NUL. Hostile until shown otherwise: escape before printing. */
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
     * Bytes that nobody but the device understands; they were measured, not kept.
     *
     * @param sha256 of all of them, in hexadecimal; empty if nobody asked for it
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

    /** Bytes without meaning, perhaps not even initialised: never shown, digested or compared. */
    record Filler() implements FieldValue {
        @Override
        public String toString() {
            return "filler";
        }
    }
}
