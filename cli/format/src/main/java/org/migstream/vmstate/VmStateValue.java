// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.util.Objects;

/** A decoded value of a payload. */
public sealed interface VmStateValue {
    /** How many bytes it takes on the wire. */
    long length();

    /**
     * An integer or a timer (signed nanoseconds, -1 when not pending).
     *
     * @param value sign-extended or zero-extended to 64 bits
     * @param width bytes on the wire: 1, 2, 4 or 8
     * @param signed whether QEMU's type is signed
     */
    record Int(long value, int width, boolean signed) implements VmStateValue {
        @Override
        public long length() {
            return width;
        }

        /** All of its digits in hexadecimal, behind {@code 0x}. */
        public String toHexString() {
            long mask = width == Long.BYTES ? -1 : (1L << Byte.SIZE * width) - 1;
            return ("0x%0" + 2 * width + "x").formatted(value & mask);
        }

        @Override
        public String toString() {
            return signed ? Long.toString(value) : Long.toUnsignedString(value);
        }
    }

    /** A truth value; every byte but 0 is true. */
    record Bool(boolean value) implements VmStateValue {
        @Override
        public long length() {
            return 1;
        }
    }

    /**
     * A {@code float64} or {@code CPU_Double_U}.
     *
     * @param bits IEEE 754 binary64: a guest's NaN may carry a payload
     */
    record FloatingPoint(long bits) implements VmStateValue {
        @Override
        public long length() {
            return Double.BYTES;
        }

        /** The number itself. */
        public double value() {
            return Double.longBitsToDouble(bits);
        }
    }

    /** A name with its length in front, one Latin-1 character per byte. */
    record Text(String value) implements VmStateValue {
        /** Refuses null. */
        public Text {
            Objects.requireNonNull(value);
        }

        @Override
        public long length() {
            return 1L + value.length();
        }
    }

    /** The byte 0x30 that stands for a null pointer in an array of pointers. */
    record NullPointer() implements VmStateValue {
        @Override
        public long length() {
            return 1;
        }
    }

    /**
     * Raw bytes in wire order: buffers, arrays of {@code uint8}, PCI configuration, and every type not known here. A
     * {@code bitmap} is one of them: be64 words, bit i of the map being bit i % 64 of word i / 64.
     *
     * @param length how many there are
     * @param head the first of them in hexadecimal, as far as the decoder was told to keep them
     */
    record Bytes(long length, String head) implements VmStateValue {
        /** Refuses null. */
        public Bytes {
            Objects.requireNonNull(head);
        }

        /** Whether the head is all of them. */
        public boolean isHeadComplete() {
            return head.length() == 2 * length;
        }
    }
}
