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
 * needs random access is read with {@link #bytes}, up to {@link #MAX_BYTES}. How QEMU had cut the state into pieces is
 * not to be seen here; linux/vfio.h says that it means nothing.
 *
 * <p>Every length that stands in a state is a claim. Given to {@link #record} or {@link #opaque} it is harmless, however
 * large; a length of {@link #bytes} has a limit.
 *
 * <p>Names are those of the driver's source: letters, digits and {@code _}, with an index where they repeat ({@code
 * ports[1]}). Numbers are little-endian unless {@link #order} says otherwise.
 *
 * <p>A read that reaches behind the end throws a {@link StateException}. Within a {@link #record} only the record is
 * lost: the damage is reported, and reading goes on behind it.
 */
public final class FieldReader {
    /** The longest array that {@link #bytes} and {@link #text} give. */
    public static final int MAX_BYTES = 1 << 16;

    /** How deep groups and records may nest. */
    public static final int MAX_DEPTH = 64;

    private final StateInput in;
    private final FieldSink sink;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private Frame frame;
    private int depth;
    private long last;
    private StateException truncation;

    /** A record that is being read; {@code outer} is null for the outermost. */
    private record Frame(String name, long end, Frame outer) {}

    /** What stands in a group or record. */
    @FunctionalInterface
    public interface Body {
        /** Reads it. */
        void read() throws IOException;
    }

    private FieldReader(StateInput in, FieldSink sink) {
        this.in = in;
        this.sink = sink;
    }

    /**
     * A reader of a whole state.
     *
     * @param state from its first byte to its last; need not be buffered, and should be quick at skipping, but must not
     *     skip behind the end, as {@link java.io.FileInputStream} does
     * @param sink takes the fields
     */
    public static FieldReader of(InputStream state, FieldSink sink) {
        return new FieldReader(new StateInput(state, sink.wantsDigests()), Objects.requireNonNull(sink));
    }

    /** How many bytes have been read. */
    public long position() {
        return in.position();
    }

    /** From here on numbers have that byte order. */
    public void order(ByteOrder next) {
        order = Objects.requireNonNull(next);
    }

    /** Whether nothing is left: of the record, or outside of records of the state. */
    public boolean exhausted() throws IOException {
        return frame == null ? in.atEnd() : position() == frame.end;
    }

    /** How much the innermost record has left; {@link Long#MAX_VALUE} outside of records, where nobody knows. */
    public long remaining() {
        return frame == null ? Long.MAX_VALUE : frame.end - position();
    }

    /**
     * Looks ahead without reading, in order to decide what comes.
     *
     * @param count of bytes, at most {@link StateDecoder#HEAD}
     * @return as many, or fewer at the end of the record or state
     */
    public byte[] peek(int count) throws IOException {
        if (count > StateDecoder.HEAD) {
            throw new IllegalArgumentException("no more than " + StateDecoder.HEAD + " bytes can be looked ahead");
        }
        return in.peek((int) Math.min(count, remaining()));
    }

    /** One byte, 0 to 255. */
    public int u8(String name) throws IOException {
        return u8(name, Symbols.DECIMAL);
    }

    /** One byte, 0 to 255. */
    public int u8(String name, Symbols symbols) throws IOException {
        return (int) number(name, 1, false, symbols);
    }

    /** Two bytes, unsigned. */
    public int u16(String name) throws IOException {
        return u16(name, Symbols.DECIMAL);
    }

    /** Two bytes, unsigned. */
    public int u16(String name, Symbols symbols) throws IOException {
        return (int) number(name, 2, false, symbols);
    }

    /** Four bytes, unsigned. */
    public long u32(String name) throws IOException {
        return u32(name, Symbols.DECIMAL);
    }

    /** Four bytes, unsigned. */
    public long u32(String name, Symbols symbols) throws IOException {
        return number(name, 4, false, symbols);
    }

    /** Four bytes, signed. */
    public int i32(String name, Symbols symbols) throws IOException {
        return (int) number(name, 4, true, symbols);
    }

    /** Eight bytes, all 64 bits of them: compare with {@link Long#compareUnsigned}. */
    public long u64(String name) throws IOException {
        return u64(name, Symbols.DECIMAL);
    }

    /** Eight bytes, all 64 bits of them: compare with {@link Long#compareUnsigned}. */
    public long u64(String name, Symbols symbols) throws IOException {
        return number(name, 8, false, symbols);
    }

    private long number(String name, int width, boolean signed, Symbols symbols) throws IOException {
        long offset = beginHeld(name, width);
        long value = in.number(width, order);
        if (signed) {
            int unused = Long.SIZE - width * Byte.SIZE;
            value = value << unused >> unused;
        }
        emit(name, offset, new FieldValue.Number(value, width, signed, order, symbols));
        return value;
    }

    /** Bytes to be shown as they are; at most {@link #MAX_BYTES}. */
    public byte[] bytes(String name, int count) throws IOException {
        long offset = beginHeld(name, Integer.toUnsignedLong(count));
        byte[] bytes = in.bytes(count);
        emit(name, offset, new FieldValue.Bytes(bytes));
        return bytes;
    }

    /** A string in an array of {@code count} bytes; what stands behind the first NUL is nobody's business. */
    public String text(String name, int count) throws IOException {
        long offset = beginHeld(name, Integer.toUnsignedLong(count));
        String all = new String(in.bytes(count), StandardCharsets.ISO_8859_1);
        int end = all.indexOf('\0');
        String text = end < 0 ? all : all.substring(0, end);
        emit(name, offset, new FieldValue.Text(text));
        return text;
    }

    /** Bytes that only the device understands: measured, never kept. */
    public void opaque(String name, long count) throws IOException {
        pass(name, count, false, StateInput.UNSEEN);
    }

    /** The same for all that the record, or outside of records the state, has left. */
    public long opaqueRest(String name) throws IOException {
        return opaqueRest(name, StateInput.UNSEEN);
    }

    /**
     * The same, with a look at the bytes while they pass, for instance whether all of them are zero. It costs that they
     * have to be read, where otherwise they are skipped.
     *
     * @param visitor gets them in order, in pieces of any size, each of which it can read only until it returns
     */
    public long opaqueRest(String name, Consumer<ByteBuffer> visitor) throws IOException {
        return passed(name, false, visitor);
    }

    /** Bytes without meaning, such as what a compiler or an uninitialised buffer leaves: never shown or compared. */
    public void filler(String name, long count) throws IOException {
        pass(name, count, true, StateInput.UNSEEN);
    }

    /** The same for all that the record, or outside of records the state, has left. */
    public long fillerRest(String name) throws IOException {
        return passed(name, true, StateInput.UNSEEN);
    }

    private long passed(String name, boolean meaningless, Consumer<ByteBuffer> visitor) throws IOException {
        if (frame == null) {
            return rest(name, meaningless, visitor);
        }
        long count = remaining();
        pass(name, count, meaningless, visitor);
        return count;
    }

    private void pass(String name, long count, boolean meaningless, Consumer<ByteBuffer> visitor) throws IOException {
        long offset = begin(name, count);
        long there = in.pass(count < 0 ? Long.MAX_VALUE : count, meaningless, visitor);
        if (there != count) {
            in.takeDigest();
            emitUnread(offset, there);
            throw ended(name, offset + there, count - there);
        }
        emitPassed(name, offset, there, meaningless);
    }

    private long rest(String name, boolean meaningless, Consumer<ByteBuffer> visitor) throws IOException {
        long offset = begin(name, 0);
        long count = in.pass(Long.MAX_VALUE, meaningless, visitor);
        emitPassed(name, offset, count, meaningless);
        return count;
    }

    private void emitPassed(String name, long offset, long count, boolean meaningless) {
        if (count > 0) {
            FieldValue value = meaningless ? new FieldValue.Filler() : new FieldValue.Opaque(in.takeDigest());
            sink.field(Field.of(name, offset, count, value));
        }
    }

    /** Nobody has said what these bytes are: they may be uninitialised, so they get no digest either. */
    private void emitUnread(long offset, long count) {
        if (count > 0) {
            sink.field(Field.of("unread", offset, count, new FieldValue.Opaque(Optional.empty())));
        }
    }

    /** Checks that the record has as many bytes left, 64 bits unsigned; how many the state has, only its end tells. */
    private long begin(String name, long count) throws StateException {
        long offset = position();
        last = offset;
        if (overruns(count)) {
            throw new StateException(
                    StateException.NESTED_TRUNCATED,
                    offset,
                    name + " takes " + Long.toUnsignedString(count) + " bytes, but " + frame.name + " has only "
                            + remaining() + " left");
        }
        return offset;
    }

    private boolean overruns(long count) {
        return frame != null && Long.compareUnsigned(count, remaining()) > 0;
    }

    /** Checks also that they are there, because memory will be taken for them. */
    private long beginHeld(String name, long count) throws IOException {
        long offset = begin(name, count);
        if (count > MAX_BYTES) {
            throw new StateException(
                    StateException.TOO_LONG,
                    offset,
                    name + " takes " + count + " bytes, more than the " + MAX_BYTES + " that are read at a time");
        }
        int there = in.available((int) count);
        if (there < count) {
            throw ended(name, offset + there, count - there);
        }
        return offset;
    }

    private StateException ended(String name, long end, long missing) {
        truncation = new StateException(
                StateException.TRUNCATED,
                end,
                "the state ends inside " + name + (frame == null ? "" : " of " + frame.name) + ", "
                        + Long.toUnsignedString(missing) + (missing == 1 ? " byte" : " bytes") + " too early");
        return truncation;
    }

    private void emit(String name, long offset, FieldValue value) {
        sink.field(Field.of(name, offset, position() - offset, value));
    }

    /** What {@code body} reads belongs together. */
    public void group(String name, Body body) throws IOException {
        if (depth == MAX_DEPTH) {
            throw new StateException(
                    StateException.NESTED_TOO_DEEP, position(), "more than " + MAX_DEPTH + " groups within each other");
        }
        sink.beginGroup(name, position());
        depth++;
        try {
            body.read();
        } finally {
            depth--;
            sink.endGroup(position());
        }
    }

    /**
     * A stretch of known length, which {@code body} cannot leave. What it does not read becomes a field {@code unread}.
     * If it throws a {@link StateException}, that is reported and only the rest of the record is given up; unless it is
     * the state itself that has ended.
     *
     * @param length in bytes, 64 bits unsigned
     * @return whether the body read all that it wanted
     * @throws StateException if the record around it has fewer bytes left, or the state ends
     */
    public boolean record(String name, long length, Body body) throws IOException {
        if (overruns(length)) {
            throw new StateException(
                    StateException.NESTED_OVERRUN,
                    last,
                    name + " claims " + Long.toUnsignedString(length) + " bytes, but " + frame.name + " has only "
                            + remaining() + " left");
        }
        Frame outer = frame;
        boolean[] whole = {true};
        group(name, () -> {
            long most = Long.MAX_VALUE - position();
            frame = new Frame(name, position() + (length < 0 ? most : Math.min(length, most)), outer);
            try {
                body.read();
            } catch (StateException damage) {
                if (damage.code().equals(StateException.TRUNCATED)) {
                    throw damage;
                }
                whole[0] = false;
                sink.finding(damage.finding());
            } finally {
                long end = frame.end;
                frame = outer;
                unread(name, end);
            }
        });
        return whole[0];
    }

    /** Passes over what a record's body has left; if the state has not that much, that is the worse news. */
    private void unread(String name, long end) throws IOException {
        long offset = position();
        emitUnread(offset, in.pass(end - offset, true, StateInput.UNSEEN));
        if (position() < end) {
            throw ended(name, position(), end - position());
        }
    }

    /** A value that decides where the state can be loaded, under the key that profiles use. */
    public void fact(String key, String value) {
        sink.fact(key, value);
    }

    /** A number that decides where the state can be loaded. */
    public void fact(String key, long value) {
        sink.fact(key, Long.toString(value));
    }

    /** Reports what must not be, about the field that was read last. */
    public void error(String code, String message) {
        report(Finding.at(last, Severity.ERROR, code, message));
    }

    /** Reports what is suspicious, about the field that was read last. */
    public void warning(String code, String message) {
        report(Finding.at(last, Severity.WARNING, code, message));
    }

    /** Reports what is worth knowing, about the field that was read last. */
    public void info(String code, String message) {
        report(Finding.at(last, Severity.INFO, code, message));
    }

    /** Reports something about another place, or about the whole. */
    public void report(Finding finding) {
        sink.finding(finding);
    }

    /** The exception for a state that makes no sense from the field on that was read last. */
    public StateException malformed(String code, String message) {
        return new StateException(code, last, message);
    }

    /**
     * A sequence header: everything before the place that has been reached is void, because the device drops it. A
     * stream may hold several complete states of which the last counts.
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
        return Optional.ofNullable(truncation);
    }

    /**
     * Ends the reading; whoever called the decoder calls this too. What has not been read becomes a field {@code
     * unread}.
     *
     * @return how many bytes that were
     */
    public long finish() throws IOException {
        frame = null;
        long offset = position();
        long count = in.pass(Long.MAX_VALUE, true, StateInput.UNSEEN);
        emitUnread(offset, count);
        return count;
    }
}
