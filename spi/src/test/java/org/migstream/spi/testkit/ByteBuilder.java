// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Builds states, one value after the other.
 *
 * <pre>{@code
 * byte[] state = ByteBuilder.le().u32(MAGIC).u16(1).zeros(2).text("acme", 8).toArray();
 * byte[] newer = ByteBuilder.le(state).at(4).u16(2).toArray();
 * }</pre>
 */
public final class ByteBuilder {
    private final ByteOrder order;
    private byte[] bytes;
    private int position;

    private ByteBuilder(ByteOrder order, byte[] start) {
        this.order = order;
        bytes = start.clone();
        position = start.length;
    }

    /** Starts with a copy of {@code start}; numbers are little-endian. */
    public static ByteBuilder le(byte... start) {
        return new ByteBuilder(ByteOrder.LITTLE_ENDIAN, start);
    }

    /** Starts with a copy of {@code start}; numbers are big-endian. */
    public static ByteBuilder be(byte... start) {
        return new ByteBuilder(ByteOrder.BIG_ENDIAN, start);
    }

    /** Writes one byte. */
    public ByteBuilder u8(int value) {
        return number(value, 1);
    }

    /** Writes two bytes. */
    public ByteBuilder u16(int value) {
        return number(value, 2);
    }

    /** Writes four bytes. */
    public ByteBuilder u32(long value) {
        return number(value, 4);
    }

    /** Writes eight bytes. */
    public ByteBuilder u64(long value) {
        return number(value, 8);
    }

    /** Writes a floating-point number of four bytes. */
    public ByteBuilder f32(float value) {
        return u32(Float.floatToRawIntBits(value));
    }

    /** Writes a floating-point number of eight bytes. */
    public ByteBuilder f64(double value) {
        return u64(Double.doubleToRawLongBits(value));
    }

    /** Returns the CRC-32 of bytes, as {@link java.util.zip.CRC32} computes it. */
    public static long crc32(byte... bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }

    /** Writes zeros up to the next multiple of {@code boundary}. */
    public ByteBuilder align(int boundary) {
        return zeros(Math.floorMod(-position, boundary));
    }

    private ByteBuilder number(long value, int width) {
        byte[] number = new byte[width];
        for (int i = 0; i < width; i++) {
            int digit = order == ByteOrder.BIG_ENDIAN ? width - 1 - i : i;
            number[i] = (byte) (value >>> digit * Byte.SIZE);
        }
        return bytes(number);
    }

    /** Writes the characters, truncated or padded with zeros to {@code width} bytes. */
    public ByteBuilder text(String text, int width) {
        return bytes(Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), width));
    }

    /** Writes this number of zeros. */
    public ByteBuilder zeros(int count) {
        return bytes(new byte[count]);
    }

    /** Writes this number of bytes with this value. */
    public ByteBuilder fill(int count, int value) {
        byte[] same = new byte[count];
        Arrays.fill(same, (byte) value);
        return bytes(same);
    }

    /** Writes these bytes. */
    public ByteBuilder bytes(byte... more) {
        int end = Math.addExact(position, more.length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, end);
        }
        System.arraycopy(more, 0, bytes, position, more.length);
        position = end;
        return this;
    }

    /** Moves to {@code offset}; the next values overwrite the existing bytes. */
    public ByteBuilder at(int offset) {
        position = offset;
        return this;
    }

    /** Returns the number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** Returns a copy of the bytes. */
    public byte[] toArray() {
        return bytes.clone();
    }
}
