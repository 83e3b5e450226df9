// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.util.Objects;

/** A decoded value of a payload. */
public sealed interface VmStateValue {
    /** Returns the number of bytes on the wire. */
    long length();

    /**
     * An integer or a timer (signed nanoseconds, -1 if not pending).
     *
     * @param value sign-extended or zero-extended to 64 bits
     * @param width bytes on the wire: 1, 2, 4 or 8
     * @param signed whether the type in QEMU is signed
     */
    record Int(long value, int width, boolean signed) implements VmStateValue {
        @Override
        public long length() {
            return width;
        }

        /** Returns all digits in hexadecimal, after {@code 0x}. */
        public String toHexString() {
            long mask = width == Long.BYTES ? -1 : (1L << Byte.SIZE * width) - 1;
            return ("0x%0" + 2 * width + "x").formatted(value & mask);
        }

        @Override
        public String toString() {
            return signed ? Long.toString(value) : Long.toUnsignedString(value);
        }
    }

    /** A boolean; every byte except 0 is true. */
    record Bool(boolean value) implements VmStateValue {
        @Override
        public long length() {
            return 1;
        }
    }

    /**
     * A {@code float64} or {@code CPU_Double_U}.
     *
     * @param bits IEEE 754 binary64; the bits are kept because a NaN of a guest may have a payload
     */
    record FloatingPoint(long bits) implements VmStateValue {
        @Override
        public long length() {
            return Double.BYTES;
        }

        /** Returns the number. */
        public double value() {
            return Double.longBitsToDouble(bits);
        }
    }

    /** A name after a length byte, one Latin-1 character per byte. */
    record Text(String value) implements VmStateValue {
        /** Rejects null. */
        public Text {
            Objects.requireNonNull(value);
        }

        @Override
        public long length() {
            return 1L + value.length();
        }
    }

    /** A null pointer in an array of pointers: the byte 0x30 (type {@code nullptr}, or {@code ptr-marker} since 11.1). */
    record NullPointer() implements VmStateValue {
        @Override
        public long length() {
            return 1;
        }
    }

    /**
     * Raw bytes in wire order: buffers, arrays of {@code uint8}, PCI configuration, and every unknown type. A
     * {@code bitmap} consists of be64 words; bit i of the map is bit i % 64 of word i / 64.
     *
     * @param length number of bytes
     * @param head the first bytes in hexadecimal; {@link VmStateDecoder} limits their number
     */
    record Bytes(long length, String head) implements VmStateValue {
        /** Rejects null. */
        public Bytes {
            Objects.requireNonNull(head);
        }

        /** Returns whether the head has all bytes. */
        public boolean isHeadComplete() {
            return head.length() == 2 * length;
        }
    }
}
