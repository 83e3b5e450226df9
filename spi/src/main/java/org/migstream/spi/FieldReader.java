// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the state of a device once, from front to back. Each read names its bytes: every consumed byte becomes part of
 * a {@link Field}, so the shown fields cannot differ from the bytes that were read.
 *
 * <p>A state may have gigabytes and may come from a pipe, so a reader cannot go back and keeps no bytes. For random
 * access, read an array of up to {@link #MAX_BYTES} with {@link #bytes}. QEMU sends a state in chunks, but linux/vfio.h
 * gives the chunks no meaning, so the reader does not show them.
 *
 * <p>All lengths, counts and offsets are bytes; offsets start at the start of the state. Names are those of the
 * driver's source: letters, digits and {@code _}, with an index where they repeat ({@code ports[1]}), and unique within
 * their group. Numbers are little-endian unless {@link #order} changes that. {@link Symbols} define how numbers are
 * shown to people.
 *
 * <p>A length in a state is only a claim. Pass it to {@link #record} or {@link #opaque}, which accept any length;
 * {@link #bytes} has a limit. A failed read always throws a {@link StateException}. If a {@link #record} is damaged,
 * the reader reports the damage and continues after the record.
 *
 * <pre>
 *   TRUNCATED         the state ends inside a field or record     ends all records and the state
 *   NESTED_TRUNCATED  a field exceeds its record                  ends the record around it
 *   NESTED_OVERRUN    a record exceeds the record around it       ends the outer record
 *   NESTED_TOO_DEEP   more than {@value #MAX_DEPTH} groups                        ends the record around it
 *   TOO_LONG          an array of more than {@value #MAX_BYTES} bytes         ends the record around it
 * </pre>
 *
 * <p>Any other {@link IOException} is not caused by the state; a decoder must not catch it. Use a reader for one
 * decoding, in one thread.
 */
public final class FieldReader {
    /** The maximum length of {@link #bytes} and {@link #text}, in bytes. */
    public static final int MAX_BYTES = 1 << 16;

    /** The maximum nesting depth of groups and records. */
    public static final int MAX_DEPTH = 64;

    private final StateInput in;
    private final FieldSink sink;
    private final RecordStack recordStack;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    /** Reads the content of a group or record. */
    @FunctionalInterface
    public interface Body {
        /**
         * Reads the content with the reader of the enclosing decoder.
         *
         * @throws StateException if the content ends too early or is invalid
         * @throws IOException if the input fails
         */
        void read() throws IOException;
    }

    private FieldReader(StateInput in, FieldSink sink) {
        this.in = in;
        this.sink = sink;
        recordStack = new RecordStack(in, sink);
    }

    /**
     * Creates a reader for a whole state. Decoders receive a reader; programs that call decoders create one.
     *
     * @param state the whole state; need not be buffered. {@code skip} should be fast and, unlike that of {@link
     * java.io.FileInputStream}, must not go past the end of the state
     * @param sink receives the fields
     */
    public static FieldReader of(InputStream state, FieldSink sink) {
        return new FieldReader(new StateInput(Objects.requireNonNull(state), sink.requiresDigests()), sink);
    }

    /** Returns the number of bytes read so far, which is the offset of the next byte. */
    public long position() {
        return in.position();
    }

    /** Sets the byte order of all following numbers, also those in enclosing records. */
    public void order(ByteOrder next) {
        order = Objects.requireNonNull(next);
    }

    /**
     * Returns whether the innermost record has no bytes left; outside of records, whether the state has none left. If
     * the state ends inside a record, the record is not exhausted there: the next read throws.
     */
    public boolean isExhausted() throws IOException {
        return recordStack.isExhausted();
    }

    /**
     * Returns the number of bytes left in the innermost record, computed from the length of the record. Outside of
     * records the number is unknown and the result is {@link Long#MAX_VALUE}.
     */
    public long remaining() {
        return recordStack.remaining();
    }

    /**
     * Returns a copy of the next bytes without reading them.
     *
     * @param count number of bytes; maximum {@link StateDecoder#HEAD_LENGTH}
     * @return fewer bytes at the end of the record or state
     * @throws IllegalArgumentException if count is too large
     */
    public byte[] peek(int count) throws IOException {
        if (count > StateDecoder.HEAD_LENGTH) {
            throw new IllegalArgumentException("peek() returns at most " + StateDecoder.HEAD_LENGTH + " bytes");
        }
        return in.peek((int) Math.min(count, remaining()));
    }

    /** Reads an unsigned number of one byte with decimal output: see {@link #u8(String, Symbols)}. */
    public int u8(String name) throws IOException {
        return u8(name, Symbols.DECIMAL);
    }

    /**
     * Reads an unsigned number of one byte.
     *
     * @return 0 to 255
     * @throws StateException if the record or state has no more bytes
     */
    public int u8(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 1, false, symbols);
    }

    /** Reads an unsigned number of two bytes with decimal output: see {@link #u16(String, Symbols)}. */
    public int u16(String name) throws IOException {
        return u16(name, Symbols.DECIMAL);
    }

    /**
     * Reads an unsigned number of two bytes.
     *
     * @return 0 to 65,535
     * @throws StateException if the record or state ends before the number does
     */
    public int u16(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 2, false, symbols);
    }

    /** Reads an unsigned number of four bytes with decimal output: see {@link #u32(String, Symbols)}. */
    public long u32(String name) throws IOException {
        return u32(name, Symbols.DECIMAL);
    }

    /**
     * Reads an unsigned number of four bytes.
     *
     * @return 0 to 2^32 - 1, for which an {@code int} is too small
     * @throws StateException if the record or state ends before the number does
     */
    public long u32(String name, Symbols symbols) throws IOException {
        return readNumber(name, 4, false, symbols);
    }

    /**
     * Reads a signed number of four bytes, in two's complement.
     *
     * @return -2^31 to 2^31 - 1
     * @throws StateException if the record or state ends before the number does
     */
    public int i32(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 4, true, symbols);
    }

    /** Reads an unsigned number of eight bytes with decimal output: see {@link #u64(String, Symbols)}. */
    public long u64(String name) throws IOException {
        return u64(name, Symbols.DECIMAL);
    }

    /**
     * Reads an unsigned number of eight bytes.
     *
     * @return all 64 bits; compare them with {@link Long#compareUnsigned}, because the result may be negative
     * @throws StateException if the record or state ends before the number does
     */
    public long u64(String name, Symbols symbols) throws IOException {
        return readNumber(name, 8, false, symbols);
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

    /**
     * Reads an array of bytes, which is shown in hexadecimal.
     *
     * @param count number of bytes, at most {@link #MAX_BYTES}; a negative count is read as unsigned
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
     * Reads a string from a fixed array. The bytes after the first NUL are ignored.
     *
     * @param count length of the array in bytes; maximum {@link #MAX_BYTES}
     * @return the characters (ISO 8859-1) before the first NUL; they may be control characters, so do not put them into
     *     a message
     * @throws StateException if the record or state has fewer bytes, or count is too large
     */
    public String text(String name, int count) throws IOException {
        long offset = recordStack.requireBytes(name, Integer.toUnsignedLong(count));
        String all = new String(in.bytes(count), StandardCharsets.ISO_8859_1);
        int end = all.indexOf('\0');
        String text = end < 0 ? all : all.substring(0, end);
        emitField(name, offset, new FieldValue.Text(text));
        return text;
    }

    private void emitField(String name, long offset, FieldValue value) {
        sink.field(Field.of(name, offset, position() - offset, value));
    }

    /**
     * Reads bytes that only the device understands. The reader counts the bytes and, if requested, computes their
     * digest, but does not keep them. A count of 0 creates no field.
     *
     * @param count number of bytes, 64 bits unsigned; may be any length that the state claims
     * @throws StateException if the record or state has fewer bytes; the existing bytes become a field {@code unread}
     */
    public void opaque(String name, long count) throws IOException {
        recordStack.skipField(name, count, false, StateInput.NO_VISITOR);
    }

    /** Reads the rest of the record or state as opaque bytes: see {@link #opaqueRest(String, Consumer)}. */
    public long opaqueRest(String name) throws IOException {
        return opaqueRest(name, StateInput.NO_VISITOR);
    }

    /**
     * Reads the rest of the innermost record (outside of records, the rest of the state) as opaque bytes and passes
     * them to a visitor, for instance to test whether all are zero. Without visitor and digest the bytes are skipped.
     *
     * @param visitor receives the bytes in order, in pieces of any size; a piece is valid only during the call
     * @return the number of bytes
     * @throws StateException if the state ends before the record does; the visitor has received the existing bytes
     */
    public long opaqueRest(String name, Consumer<ByteBuffer> visitor) throws IOException {
        return recordStack.skipRest(name, false, visitor);
    }

    /** Reads pieces of the innermost record as one opaque field and returns their length; without pieces, none. */
    public long opaqueRun(String name, OpaquePieces pieces) throws IOException {
        return recordStack.skipRun(name, pieces);
    }

    /**
     * Reads bytes without meaning, such as padding or an uninitialised buffer. Filler is never shown, digested or
     * compared: it differs between runs and may be private memory of the source. A count of 0 creates no field.
     *
     * @param count number of bytes, 64 bits unsigned; may be any length that the state claims
     * @throws StateException if the record or state has fewer bytes; the existing bytes become a field {@code unread}
     */
    public void filler(String name, long count) throws IOException {
        recordStack.skipField(name, count, true, StateInput.NO_VISITOR);
    }

    /**
     * Reads the rest of the innermost record (outside of records, of the state) as filler and returns its length.
     *
     * @throws StateException if the state ends before the record does
     */
    public long fillerRest(String name) throws IOException {
        return recordStack.skipRest(name, true, StateInput.NO_VISITOR);
    }

    /**
     * Groups the fields that {@code body} reads under a name. The group is as long as the bytes that the body reads.
     *
     * @throws StateException if the body throws one, or if {@link #MAX_DEPTH} groups are already open
     */
    public void group(String name, Body body) throws IOException {
        recordStack.group(name, body);
    }

    /**
     * Reads a group of known length, which {@code body} cannot leave. Bytes that the body does not read become a field
     * {@code unread}. If the body throws a {@link StateException}, the reader reports it and continues after the
     * record, unless the state itself has ended.
     *
     * @param length in bytes, 64 bits unsigned; may be any length that the state claims
     * @return whether the body ended without an exception
     * @throws StateException if the enclosing record has fewer bytes left, or the state ends
     */
    public boolean record(String name, long length, Body body) throws IOException {
        return recordStack.record(name, length, body);
    }

    /**
     * Reports a value that decides into which devices the state can be loaded. A later value replaces an earlier value
     * of the same key.
     *
     * @param key the key in profiles; see {@link Facts} for the keys of structures
     * @param value a decimal number, {@code 0x} followed by a hexadecimal number, or text
     */
    public void fact(String key, String value) {
        sink.fact(key, value);
    }

    /** Reports a signed number as a fact; use {@link #hexFact} or text for unsigned numbers of 64 bits. */
    public void fact(String key, long value) {
        sink.fact(key, Long.toString(value));
    }

    /** Reports a number as a fact in hexadecimal with {@code 0x}, as for ids, masks and unsigned values of 64 bits. */
    public void hexFact(String key, long value) {
        sink.fact(key, "0x" + Long.toHexString(value));
    }

    /** Returns the offset of the last field that was read, or that could not be read. */
    long lastFieldOffset() {
        return recordStack.lastFieldOffset();
    }

    /**
     * Reports an error about the last field: the state is damaged, or the kernel will refuse it.
     *
     * @param code a stable name for scripts: {@code BAD_MAGIC}
     * @param message for people, in lower case and without a full stop; must not contain text from the state
     */
    public void error(String code, String message) {
        report(Finding.at(recordStack.lastFieldOffset(), Severity.ERROR, code, message));
    }

    /**
     * Reports a warning about the last field: a value that is suspicious, or that the driver accepts although it is
     * wrong.
     */
    public void warning(String code, String message) {
        report(Finding.at(recordStack.lastFieldOffset(), Severity.WARNING, code, message));
    }

    /** Reports useful information about the last field, which is not an error. */
    public void info(String code, String message) {
        report(Finding.at(recordStack.lastFieldOffset(), Severity.INFO, code, message));
    }

    /** Reports a finding at another offset, or about the whole state. */
    public void report(Finding finding) {
        sink.finding(finding);
    }

    /**
     * Returns an exception about the last field. A decoder throws it if it cannot continue to read; otherwise use
     * {@link #error}.
     */
    public StateException malformed(String code, String message) {
        return new StateException(code, recordStack.lastFieldOffset(), message);
    }

    /**
     * Marks the start of another complete state. The device drops everything before the current position, so all
     * earlier fields and facts are void. A stream may contain several complete states; only the last one counts.
     *
     * @param reason why the earlier bytes are void, for people
     */
    public void restart(String reason) {
        sink.restart(position(), reason);
    }

    /**
     * Returns the exception that reported the end of the state inside a field or record; empty if there was none. It is
     * returned even if the decoder caught it.
     */
    public Optional<StateException> truncation() {
        return recordStack.truncation();
    }

    /** Ends the decoding and returns the number of unread bytes, a field {@code unread}. Decoders do not call it. */
    public long finish() throws IOException {
        return recordStack.finish();
    }
}
