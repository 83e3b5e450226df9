// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * The methods of {@link FieldReader} that read one value: numbers, strings, identifiers and arrays. Each throws a {@link
 * StateException} if the record or state has fewer bytes than the value; then nothing is read.
 */
abstract sealed class ValueReader permits FieldReader {
    private static final int UUID_LENGTH = 16;
    private static final int MAC_LENGTH = 6;

    final StateInput in;
    final FieldSink sink;
    final RecordStack recordStack;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    ValueReader(StateInput in, FieldSink sink) {
        this.in = in;
        this.sink = sink;
        recordStack = new RecordStack(in, sink);
    }

    /** Returns the number of bytes read so far, which is the offset of the next byte. */
    public long position() {
        return in.position();
    }

    /** Sets the byte order of all following numbers, also those in enclosing records. */
    public void order(ByteOrder next) {
        order = Objects.requireNonNull(next);
    }

    /** Returns the byte order of the following numbers. */
    public ByteOrder order() {
        return order;
    }

    /** Reads an unsigned number of one byte with decimal output: see {@link #u8(String, Symbols)}. */
    public int u8(String name) throws IOException {
        return u8(name, Symbols.DECIMAL);
    }

    /** Reads an unsigned number of one byte: 0 to 255. */
    public int u8(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 1, false, symbols);
    }

    /** Reads an unsigned number of two bytes with decimal output: see {@link #u16(String, Symbols)}. */
    public int u16(String name) throws IOException {
        return u16(name, Symbols.DECIMAL);
    }

    /** Reads an unsigned number of two bytes: 0 to 65,535. */
    public int u16(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 2, false, symbols);
    }

    /** Reads an unsigned number of four bytes with decimal output: see {@link #u32(String, Symbols)}. */
    public long u32(String name) throws IOException {
        return u32(name, Symbols.DECIMAL);
    }

    /** Reads an unsigned number of four bytes: 0 to 2^32 - 1, for which an {@code int} is too small. */
    public long u32(String name, Symbols symbols) throws IOException {
        return readNumber(name, 4, false, symbols);
    }

    /** Reads an unsigned number of eight bytes with decimal output: see {@link #u64(String, Symbols)}. */
    public long u64(String name) throws IOException {
        return u64(name, Symbols.DECIMAL);
    }

    /**
     * Reads an unsigned number of eight bytes.
     *
     * @return all 64 bits; compare them with {@link Long#compareUnsigned}, because the result may be negative
     */
    public long u64(String name, Symbols symbols) throws IOException {
        return readNumber(name, 8, false, symbols);
    }

    /** Reads a signed number of one byte with decimal output: see {@link #i8(String, Symbols)}. */
    public int i8(String name) throws IOException {
        return i8(name, Symbols.DECIMAL);
    }

    /** Reads a signed number of one byte, in two's complement: -128 to 127. */
    public int i8(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 1, true, symbols);
    }

    /** Reads a signed number of two bytes with decimal output: see {@link #i16(String, Symbols)}. */
    public int i16(String name) throws IOException {
        return i16(name, Symbols.DECIMAL);
    }

    /** Reads a signed number of two bytes, in two's complement: -32,768 to 32,767. */
    public int i16(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 2, true, symbols);
    }

    /** Reads a signed number of four bytes with decimal output: see {@link #i32(String, Symbols)}. */
    public int i32(String name) throws IOException {
        return i32(name, Symbols.DECIMAL);
    }

    /** Reads a signed number of four bytes, in two's complement: -2^31 to 2^31 - 1. */
    public int i32(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 4, true, symbols);
    }

    /** Reads a signed number of eight bytes with decimal output: see {@link #i64(String, Symbols)}. */
    public long i64(String name) throws IOException {
        return i64(name, Symbols.DECIMAL);
    }

    /** Reads a signed number of eight bytes, in two's complement: -2^63 to 2^63 - 1. */
    public long i64(String name, Symbols symbols) throws IOException {
        return readNumber(name, 8, true, symbols);
    }

    private long readNumber(String name, int width, boolean signed, Symbols symbols) throws IOException {
        long offset = recordStack.requireBytes(name, width);
        long value = in.number(width, order);
        if (signed) {
            int unused = Long.SIZE - width * Byte.SIZE;
            value = value << unused >> unused;
        }
        emitField(name, offset, new FieldValue.Number(value, width, signed, order, symbols));
        return value;
    }

    /** Reads a floating-point number of four bytes without a unit: see {@link #f32(String, Symbols)}. */
    public float f32(String name) throws IOException {
        return f32(name, Symbols.DECIMAL);
    }

    /**
     * Reads a floating-point number of four bytes, IEEE 754 binary32.
     *
     * @param symbols only {@link Symbols#unit} is used
     * @return any float, also an infinity or NaN; a comparison with NaN is false
     */
    public float f32(String name, Symbols symbols) throws IOException {
        return (float) readReal(name, Float.BYTES, symbols);
    }

    /** Reads a floating-point number of eight bytes without a unit: see {@link #f64(String, Symbols)}. */
    public double f64(String name) throws IOException {
        return f64(name, Symbols.DECIMAL);
    }

    /**
     * Reads a floating-point number of eight bytes, IEEE 754 binary64.
     *
     * @param symbols only {@link Symbols#unit} is used
     * @return any double, also an infinity or NaN; a comparison with NaN is false
     */
    public double f64(String name, Symbols symbols) throws IOException {
        return readReal(name, Double.BYTES, symbols);
    }

    private double readReal(String name, int width, Symbols symbols) throws IOException {
        long offset = recordStack.requireBytes(name, width);
        FieldValue.Real real = new FieldValue.Real(in.number(width, order), width, order, symbols);
        emitField(name, offset, real);
        return real.value();
    }

    /**
     * Reads an array of bytes, which is shown in hexadecimal.
     *
     * @param count number of bytes, at most {@link FieldReader#MAX_BYTES}; a negative count is read as unsigned
     * @throws StateException {@link StateException#NESTED_TRUNCATED} if the record has fewer bytes; otherwise {@link
     *     StateException#TOO_LONG} if count is above the limit; otherwise {@link StateException#TRUNCATED} if the state
     *     has fewer bytes
     */
    public byte[] bytes(String name, int count) throws IOException {
        long offset = recordStack.requireBytes(name, Integer.toUnsignedLong(count));
        byte[] bytes = in.bytes(count);
        emitField(name, offset, new FieldValue.Bytes(bytes));
        return bytes;
    }

    /**
     * Reads an ISO 8859-1 string from a fixed array. The bytes after the first NUL are ignored.
     *
     * @param count length of the array in bytes; maximum {@link FieldReader#MAX_BYTES}
     * @return the characters before the first NUL; they may be control characters, so do not put them into a message
     * @throws StateException if the record or state has fewer bytes, or count is too large
     */
    public String text(String name, int count) throws IOException {
        long offset = recordStack.requireBytes(name, Integer.toUnsignedLong(count));
        String all = new String(in.bytes(count), StandardCharsets.ISO_8859_1);
        int end = all.indexOf('\0');
        return emitText(name, offset, end < 0 ? all : all.substring(0, end));
    }

    /**
     * Reads a UTF-8 string from a fixed array. The bytes after the first NUL are ignored. Bytes that are not valid UTF-8
     * become U+FFFD.
     *
     * @param count length of the array in bytes; maximum {@link FieldReader#MAX_BYTES}
     * @return the characters before the first NUL; they may be control characters, so do not put them into a message
     * @throws StateException if the record or state has fewer bytes, or count is too large
     */
    public String utf8(String name, int count) throws IOException {
        long offset = recordStack.requireBytes(name, Integer.toUnsignedLong(count));
        byte[] bytes = in.bytes(count);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return emitText(name, offset, new String(bytes, 0, end, StandardCharsets.UTF_8));
    }

    /**
     * Reads a UTF-8 string after its length, as a group of the fields {@code length} and {@code text}. The length counts
     * bytes and has the current byte order. A NUL does not end the string. An empty string has no field {@code text}.
     *
     * @param lengthWidth width of the length in bytes: 1, 2, 4 or 8
     * @return the characters; they may be control characters, so do not put them into a message
     * @throws StateException if the record or state has fewer bytes, or the string has more than {@link
     *     FieldReader#MAX_BYTES}
     */
    public String prefixedUtf8(String name, int lengthWidth) throws IOException {
        if (lengthWidth != 1 && lengthWidth != 2 && lengthWidth != 4 && lengthWidth != 8) {
            throw new IllegalArgumentException("a length has 1, 2, 4 or 8 bytes, not " + lengthWidth);
        }
        String[] text = {""};
        recordStack.group(name, () -> {
            long count = readNumber("length", lengthWidth, false, Symbols.BYTES);
            if (count != 0) {
                long offset = recordStack.requireBytes("text", count);
                text[0] = emitText("text", offset, new String(in.bytes((int) count), StandardCharsets.UTF_8));
            }
        });
        return text[0];
    }

    private String emitText(String name, long offset, String text) {
        emitField(name, offset, new FieldValue.Text(text));
        return text;
    }

    /** Reads a UUID of 16 bytes in the order of RFC 9562, like {@code uuid_t} of Linux; {@link #order} has no effect. */
    public UUID uuid(String name) throws IOException {
        return readUuid(name, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a UUID of 16 bytes whose first three numbers are little-endian, like {@code guid_t} of Linux and EFI; {@link
     * #order} has no effect.
     */
    public UUID guid(String name) throws IOException {
        return readUuid(name, ByteOrder.LITTLE_ENDIAN);
    }

    private UUID readUuid(String name, ByteOrder numbers) throws IOException {
        long offset = recordStack.requireBytes(name, UUID_LENGTH);
        ByteBuffer bytes = ByteBuffer.wrap(in.bytes(UUID_LENGTH)).order(numbers);
        long high = Integer.toUnsignedLong(bytes.getInt()) << 32
                | Short.toUnsignedLong(bytes.getShort()) << 16
                | Short.toUnsignedLong(bytes.getShort());
        UUID uuid = new UUID(high, bytes.order(ByteOrder.BIG_ENDIAN).getLong());
        emitField(name, offset, new FieldValue.Identifier(uuid.toString()));
        return uuid;
    }

    /** Reads an Ethernet address of 6 bytes. Returns it as {@code 52:54:00:12:34:56}, in lower case. */
    public String mac(String name) throws IOException {
        long offset = recordStack.requireBytes(name, MAC_LENGTH);
        String address = HexFormat.ofDelimiter(":").formatHex(in.bytes(MAC_LENGTH));
        emitField(name, offset, new FieldValue.Identifier(address));
        return address;
    }

    /** Reads an array of decimal numbers of two bytes: see {@link #u64s(String, long, Symbols, LongConsumer)}. */
    public void u16s(String name, long count) throws IOException {
        u16s(name, count, Symbols.DECIMAL, ValueReader::ignore);
    }

    /** Reads an array of numbers of two bytes: see {@link #u64s(String, long, Symbols, LongConsumer)}. */
    public void u16s(String name, long count, Symbols symbols, LongConsumer visitor) throws IOException {
        readNumbers(name, count, 2, symbols, visitor);
    }

    /** Reads an array of decimal numbers of four bytes: see {@link #u64s(String, long, Symbols, LongConsumer)}. */
    public void u32s(String name, long count) throws IOException {
        u32s(name, count, Symbols.DECIMAL, ValueReader::ignore);
    }

    /** Reads an array of numbers of four bytes: see {@link #u64s(String, long, Symbols, LongConsumer)}. */
    public void u32s(String name, long count, Symbols symbols, LongConsumer visitor) throws IOException {
        readNumbers(name, count, 4, symbols, visitor);
    }

    /** Reads an array of decimal numbers of eight bytes: see {@link #u64s(String, long, Symbols, LongConsumer)}. */
    public void u64s(String name, long count) throws IOException {
        u64s(name, count, Symbols.DECIMAL, ValueReader::ignore);
    }

    /**
     * Reads an array of unsigned numbers of eight bytes as one field. The elements are not kept: migstream shows the first
     * ones and a digest, and {@code migstream diff} compares the arrays by element. A count of 0 creates no field.
     *
     * @param count number of elements, 64 bits unsigned; may be any number that the state claims
     * @param symbols only the base of the numbers is used
     * @param visitor receives each element, zero-extended; do not collect elements without a limit
     * @throws StateException if the record or state has fewer bytes; of a truncated state the existing bytes become a
     *     field {@code unread}, and the visitor has received the elements in them
     */
    public void u64s(String name, long count, Symbols symbols, LongConsumer visitor) throws IOException {
        readNumbers(name, count, 8, symbols, visitor);
    }

    private static void ignore(long element) {}

    private void readNumbers(String name, long count, int width, Symbols symbols, LongConsumer visitor)
            throws IOException {
        boolean overflows = Long.compareUnsigned(count, Long.MAX_VALUE / width) > 0;
        NumberCollector elements = new NumberCollector(width, order, visitor);
        recordStack.skipField(
                name,
                overflows ? -1 : count * width,
                sha256 -> new FieldValue.Numbers(count, width, order, symbols, elements.first(), sha256),
                elements);
    }

    private void emitField(String name, long offset, FieldValue value) {
        sink.field(Field.of(name, offset, position() - offset, value));
    }

    /**
     * Declares a number that depends on other bytes, such as a checksum, whether or not it is right. If migstream
     * replaces content by zeros ({@link StateDecoder#isContent}), it also writes the number that the decoder expects
     * then; a number that was wrong stays wrong.
     *
     * @param offset of the first byte of the number, in bytes from the start of the state
     * @param width in bytes: 1 to 8
     * @param order the byte order of the number
     * @param value the number in the state
     * @param expected the number that it should be
     */
    public void expectNumber(long offset, int width, ByteOrder order, long value, long expected) {
        sink.expectedNumber(offset, width, Objects.requireNonNull(order), value, expected);
    }
}
