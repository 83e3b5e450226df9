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
 * Reads a device's state from front to back, once. Reading is naming: every byte that is consumed becomes part of a
 * {@link Field}, so what is shown cannot differ from what was read.
 *
 * <pre>{@code
 * in.record("fw_data", size, () -> {
 *     in.u32("version");
 *     in.opaque("image", in.remaining());
 * });
 * }</pre>
 *
 * <p>The bytes come from a file or a pipe, and there may be gigabytes: there is no going back, and nothing is kept. What
 * needs random access is read with {@link #bytes}, up to {@link #MAX_BYTES}. The pieces in which QEMU sent the state
 * are not visible; linux/vfio.h gives them no meaning.
 *
 * <p>All lengths, counts and offsets are bytes, offsets from the start of the state. Names are those of the driver's
 * source: letters, digits and {@code _}, with an index where they repeat ({@code ports[1]}), and unique within their
 * group. Numbers are little-endian unless {@link #order} says otherwise.
 *
 * <p>Every length that stands in a state is a claim. Given to {@link #record} or {@link #opaque} it is harmless, however
 * large; a length of {@link #bytes} has a limit. What ends a read is always a {@link StateException}; within a {@link
 * #record} only the record is lost: the damage is reported, and reading continues after it.
 *
 * <pre>
 *   TRUNCATED         the state ends inside a field or record     nothing can follow; passes through every record
 *   NESTED_TRUNCATED  a field reaches over the end of its record  the record around it is given up
 *   NESTED_OVERRUN    a record reaches over the end of its own    the record around it is given up
 *   NESTED_TOO_DEEP   more than {@value #MAX_DEPTH} groups                        the record around it is given up
 *   TOO_LONG          more than {@value #MAX_BYTES} bytes to be held           the record around it is given up
 * </pre>
 *
 * <p>An {@link IOException} that is none of these is not the state's fault; a decoder lets it pass. A reader belongs to
 * one decoding, in one thread.
 */
public final class FieldReader {
    /** The longest array that {@link #bytes} and {@link #text} give, in bytes. */
    public static final int MAX_BYTES = 1 << 16;

    /** How deep groups and records may nest. */
    public static final int MAX_DEPTH = 64;

    private final StateInput in;
    private final FieldSink sink;
    private final RecordStack recordStack;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    /** What stands in a group or record. */
    @FunctionalInterface
    public interface Body {
        /**
         * Reads it, with the reader of the decoder around it.
         *
         * @throws StateException if it ends too early or makes no sense
         * @throws IOException if the bytes cannot be read for reasons that are not the state's
         */
        void read() throws IOException;
    }

    private FieldReader(StateInput in, FieldSink sink) {
        this.in = in;
        this.sink = sink;
        recordStack = new RecordStack(in, sink);
    }

    /**
     * A reader of a whole state. Decoders get theirs; this is for programs that call them.
     *
     * @param state from its first byte to its last; need not be buffered, and should be quick at skipping, but must not
     *     skip behind the end, as {@link java.io.FileInputStream} does
     * @param sink takes the fields
     */
    public static FieldReader of(InputStream state, FieldSink sink) {
        return new FieldReader(new StateInput(Objects.requireNonNull(state), sink.requiresDigests()), sink);
    }

    /** How many bytes have been read: the offset of the next. */
    public long position() {
        return in.position();
    }

    /** From here on numbers have that byte order, in records around this one too. */
    public void order(ByteOrder next) {
        order = Objects.requireNonNull(next);
    }

    /**
     * Whether nothing is left: of the innermost record, or outside of records of the state. A record whose state is cut
     * is not exhausted where the state ends: the next read tells.
     */
    public boolean isExhausted() throws IOException {
        return recordStack.isExhausted();
    }

    /**
     * Returns the bytes that the innermost record has left by its own length; {@link Long#MAX_VALUE} outside of records,
     * where the number is not known.
     */
    public long remaining() {
        return recordStack.remaining();
    }

    /**
     * Looks ahead without reading, in order to decide what comes.
     *
     * @param count of bytes, at most {@link StateDecoder#HEAD_LENGTH}
     * @return a copy of as many, or fewer at the end of the record or state
     * @throws IllegalArgumentException if more are wanted
     */
    public byte[] peek(int count) throws IOException {
        if (count > StateDecoder.HEAD_LENGTH) {
            throw new IllegalArgumentException(
                    "no more than " + StateDecoder.HEAD_LENGTH + " bytes can be looked ahead");
        }
        return in.peek((int) Math.min(count, remaining()));
    }

    /** One byte, written in decimal: see {@link #u8(String, Symbols)}. */
    public int u8(String name) throws IOException {
        return u8(name, Symbols.DECIMAL);
    }

    /**
     * One byte.
     *
     * @param symbols the form for people
     * @return 0 to 255
     * @throws StateException if the record or state ends before it
     */
    public int u8(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 1, false, symbols);
    }

    /** Two bytes, unsigned, written in decimal: see {@link #u16(String, Symbols)}. */
    public int u16(String name) throws IOException {
        return u16(name, Symbols.DECIMAL);
    }

    /**
     * Two bytes, unsigned.
     *
     * @param symbols the form for people
     * @return 0 to 65,535
     * @throws StateException if the record or state ends before or within it
     */
    public int u16(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 2, false, symbols);
    }

    /** Four bytes, unsigned, written in decimal: see {@link #u32(String, Symbols)}. */
    public long u32(String name) throws IOException {
        return u32(name, Symbols.DECIMAL);
    }

    /**
     * Four bytes, unsigned.
     *
     * @param symbols the form for people
     * @return 0 to 2^32 - 1, for which an {@code int} is too small
     * @throws StateException if the record or state ends before or within it
     */
    public long u32(String name, Symbols symbols) throws IOException {
        return readNumber(name, 4, false, symbols);
    }

    /**
     * Four bytes, signed: two's complement.
     *
     * @param symbols the form for people
     * @return -2^31 to 2^31 - 1
     * @throws StateException if the record or state ends before or within it
     */
    public int i32(String name, Symbols symbols) throws IOException {
        return (int) readNumber(name, 4, true, symbols);
    }

    /** Eight bytes, unsigned, written in decimal: see {@link #u64(String, Symbols)}. */
    public long u64(String name) throws IOException {
        return u64(name, Symbols.DECIMAL);
    }

    /**
     * Eight bytes, unsigned.
     *
     * @param symbols the form for people
     * @return all 64 bits of them: compare with {@link Long#compareUnsigned}, for the state chooses the sign
     * @throws StateException if the record or state ends before or within it
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
     * Bytes to be shown as they are, in hexadecimal. This array is the one place for random access.
     *
     * @param count of bytes; one above {@link #MAX_BYTES}, or a negative one, ends the record or state with {@link
     *     StateException#TOO_LONG}
     * @throws StateException if the record or state has fewer, or they are too many
     */
    public byte[] bytes(String name, int count) throws IOException {
        long offset = recordStack.requireBytes(name, Integer.toUnsignedLong(count));
        byte[] bytes = in.bytes(count);
        emitField(name, offset, new FieldValue.Bytes(bytes));
        return bytes;
    }

    /**
     * A string in an array; the bytes after the first NUL are ignored.
     *
     * @param count of bytes in the array, at most {@link #MAX_BYTES}
     * @return a character for each byte (ISO 8859-1), NUL and what follows it left out; control characters are the
     *     state's, so it does not belong into a message
     * @throws StateException if the record or state has fewer, or they are too many
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
     * Bytes that only the device understands: measured and, where wanted, digested, but never kept. None are no field.
     *
     * @param count of bytes, 64 bits unsigned; may be as large as the state claims
     * @throws StateException if the record or state has fewer; those that are there become a field {@code unread}
     */
    public void opaque(String name, long count) throws IOException {
        recordStack.skipField(name, count, false, StateInput.NO_VISITOR);
    }

    /**
     * Reads the rest of the record, or outside of records of the state, as opaque bytes.
     *
     * @return the number of bytes
     * @throws StateException if the state ends before the record does
     */
    public long opaqueRest(String name) throws IOException {
        return opaqueRest(name, StateInput.NO_VISITOR);
    }

    /**
     * Reads the rest of the record, or outside of records of the state, as opaque bytes and shows them to a visitor, for
     * instance to test whether all are zero. The bytes are read, not skipped, which takes more time.
     *
     * @param visitor gets them in order, in pieces of any size, each of which it can read only until it returns
     * @return how many bytes that were
     * @throws StateException if the state ends before the record does; the visitor has seen what was there
     */
    public long opaqueRest(String name, Consumer<ByteBuffer> visitor) throws IOException {
        return recordStack.skipRest(name, false, visitor);
    }

    /**
     * Bytes without meaning, such as what a compiler or an uninitialised buffer leaves: never shown, digested or
     * compared, because they differ from run to run and may be memory of the source that nobody should see. None are no
     * field.
     *
     * @param count of bytes, 64 bits unsigned; may be as large as the state claims
     * @throws StateException if the record or state has fewer; those that are there become a field {@code unread}
     */
    public void filler(String name, long count) throws IOException {
        recordStack.skipField(name, count, true, StateInput.NO_VISITOR);
    }

    /**
     * Reads the rest of the record, or outside of records of the state, as filler.
     *
     * @return how many bytes that were
     * @throws StateException if the state ends before the record does
     */
    public long fillerRest(String name) throws IOException {
        return recordStack.skipRest(name, true, StateInput.NO_VISITOR);
    }

    /**
     * What {@code body} reads belongs together, under a name; its length is whatever it reads.
     *
     * @throws StateException what the body throws, or if there are {@link #MAX_DEPTH} groups around it already
     */
    public void group(String name, Body body) throws IOException {
        recordStack.group(name, body);
    }

    /**
     * A group of known length, which {@code body} cannot leave. What it does not read becomes a field {@code unread}. If
     * it throws a {@link StateException}, that is reported and only the rest of the record is given up; unless it is the
     * state itself that has ended.
     *
     * @param length in bytes, 64 bits unsigned; may be as large as the state claims
     * @return whether the body read all that it wanted
     * @throws StateException if the record around it has fewer bytes left, or the state ends
     */
    public boolean record(String name, long length, Body body) throws IOException {
        return recordStack.record(name, length, body);
    }

    /**
     * A value that decides where the state can be loaded. A later one of the same key replaces it.
     *
     * @param key the one that profiles use; see {@link Facts} for those of structures
     * @param value decimal, {@code 0x} and hexadecimal, or text
     */
    public void fact(String key, String value) {
        sink.fact(key, value);
    }

    /** Reports a signed number as a fact; use {@link #hexFact} or text for unsigned numbers of 64 bits. */
    public void fact(String key, long value) {
        sink.fact(key, Long.toString(value));
    }

    /**
     * Reports a number as a fact, in hexadecimal with {@code 0x}: ids, masks, and values of 64 bits without a sign.
     *
     * @param key as of {@link #fact(String, String)}
     */
    public void hexFact(String key, long value) {
        sink.fact(key, "0x" + Long.toHexString(value));
    }

    /** Returns the offset of the last field that was read, or that could not be read. */
    long lastFieldOffset() {
        return recordStack.lastFieldOffset();
    }

    /**
     * Reports what must not be, about the field that was read last: the state is damaged, or the kernel will refuse it.
     *
     * @param code stable, for scripts: {@code BAD_MAGIC}
     * @param message for people, in lower case and without a full stop; no text of the state belongs into it
     */
    public void error(String code, String message) {
        report(Finding.at(recordStack.lastFieldOffset(), Severity.ERROR, code, message));
    }

    /** Reports what is suspicious, or accepted although it should not be, about the field that was read last. */
    public void warning(String code, String message) {
        report(Finding.at(recordStack.lastFieldOffset(), Severity.WARNING, code, message));
    }

    /** Reports what is worth knowing though nothing is wrong, about the field that was read last. */
    public void info(String code, String message) {
        report(Finding.at(recordStack.lastFieldOffset(), Severity.INFO, code, message));
    }

    /** Reports something about another place, or about the whole. */
    public void report(Finding finding) {
        sink.finding(finding);
    }

    /**
     * The exception for a state that makes no sense from the field on that was read last; which the decoder throws. If reading can continue, {@link #error} helps more.
     */
    public StateException malformed(String code, String message) {
        return new StateException(code, recordStack.lastFieldOffset(), message);
    }

    /**
     * A sequence header: everything before the place that has been reached is void, because the device drops it, facts
     * included. A stream may hold several complete states of which the last counts.
     *
     * @param reason for people
     */
    public void restart(String reason) {
        sink.restart(position(), reason);
    }

    /**
     * Where the state ended too early for a read; empty if it did not. A decoder may catch the exception, but not undo
     * what it says.
     */
    public Optional<StateException> truncation() {
        return recordStack.truncation();
    }

    /**
     * Ends the reading; whoever called the decoder calls this too. What has not been read becomes a field {@code
     * unread}.
     *
     * @return how many bytes that were
     */
    public long finish() throws IOException {
        return recordStack.finish();
    }
}
