// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The open groups and records of a {@link FieldReader}. It limits reads to the innermost record, turns unread bytes into
 * fields, and reports a record or state that ends too early.
 */
final class RecordStack {
    private final StateInput in;
    private final FieldSink sink;
    private OpenRecord innermost;
    private int depth;
    private long lastFieldOffset;
    private StateException truncation;

    /** A record that is being read; {@code outer} is null for the outermost. */
    private record OpenRecord(String name, long end, OpenRecord outer) {}

    RecordStack(StateInput in, FieldSink sink) {
        this.in = in;
        this.sink = sink;
    }

    boolean isExhausted() throws IOException {
        return innermost == null ? in.isAtEnd() : in.position() == innermost.end;
    }

    long remaining() {
        return innermost == null ? Long.MAX_VALUE : innermost.end - in.position();
    }

    /** Returns the offset of the last field that was read or could not be read. */
    long lastFieldOffset() {
        return lastFieldOffset;
    }

    Optional<StateException> truncation() {
        return Optional.ofNullable(truncation);
    }

    /** Checks that the record has {@code count} bytes left, 64 bits unsigned. The length of the state is not known. */
    private long startField(String name, long count) throws StateException {
        long offset = in.position();
        lastFieldOffset = offset;
        if (exceedsRecord(count)) {
            throw new StateException(
                    StateException.NESTED_TRUNCATED,
                    offset,
                    name + " takes " + Long.toUnsignedString(count) + " bytes, but " + innermost.name + " has only "
                            + remaining() + " left");
        }
        return offset;
    }

    private boolean exceedsRecord(long count) {
        return innermost != null && Long.compareUnsigned(count, remaining()) > 0;
    }

    /**
     * Checks also that the bytes are there, because memory will be taken for them.
     *
     * @return the offset of the first
     */
    long requireBytes(String name, long count) throws IOException {
        long offset = startField(name, count);
        if (count > FieldReader.MAX_BYTES) {
            throw new StateException(
                    StateException.TOO_LONG,
                    offset,
                    name + " takes " + count + " bytes, more than the " + FieldReader.MAX_BYTES
                            + " that are read at a time");
        }
        int there = in.available((int) count);
        if (there < count) {
            throw truncated(name, offset + there, count - there);
        }
        return offset;
    }

    /** Passes over that many bytes, 64 bits unsigned. */
    void skipField(String name, long count, boolean meaningless, Consumer<ByteBuffer> visitor) throws IOException {
        long offset = startField(name, count);
        long there = in.visitAndSkip(count < 0 ? Long.MAX_VALUE : count, meaningless, visitor);
        if (there != count) {
            in.takeDigest();
            emitUnread(offset, there);
            throw truncated(name, offset + there, count - there);
        }
        emitSkipped(name, offset, there, meaningless);
    }

    /** Skips the rest of the record or state and returns its length in bytes. */
    long skipRest(String name, boolean meaningless, Consumer<ByteBuffer> visitor) throws IOException {
        if (innermost != null) {
            long count = remaining();
            skipField(name, count, meaningless, visitor);
            return count;
        }
        long offset = startField(name, 0);
        long count = in.visitAndSkip(Long.MAX_VALUE, meaningless, visitor);
        emitSkipped(name, offset, count, meaningless);
        return count;
    }

    private void emitSkipped(String name, long offset, long count, boolean meaningless) {
        if (count > 0) {
            FieldValue value = meaningless ? new FieldValue.Filler() : new FieldValue.Opaque(in.takeDigest());
            sink.field(Field.of(name, offset, count, value));
        }
    }

    /** Reports bytes that the decoder has not read. They may be uninitialised, so they get no digest. */
    private void emitUnread(long offset, long count) {
        if (count > 0) {
            sink.field(Field.of("unread", offset, count, new FieldValue.Opaque(Optional.empty())));
        }
    }

    private StateException truncated(String name, long end, long missing) {
        truncation = new StateException(
                StateException.TRUNCATED,
                end,
                "the state ends inside " + name + (innermost == null ? "" : " of " + innermost.name) + ", "
                        + Long.toUnsignedString(missing) + (missing == 1 ? " byte" : " bytes") + " too early");
        return truncation;
    }

    void group(String name, FieldReader.Body body) throws IOException {
        if (depth == FieldReader.MAX_DEPTH) {
            throw new StateException(
                    StateException.NESTED_TOO_DEEP,
                    in.position(),
                    "more than " + FieldReader.MAX_DEPTH + " groups within each other");
        }
        sink.beginGroup(name, in.position());
        depth++;
        try {
            body.read();
        } finally {
            depth--;
            sink.endGroup(in.position());
        }
    }

    boolean record(String name, long length, FieldReader.Body body) throws IOException {
        if (exceedsRecord(length)) {
            throw new StateException(
                    StateException.NESTED_OVERRUN,
                    lastFieldOffset,
                    name + " claims " + Long.toUnsignedString(length) + " bytes, but " + innermost.name + " has only "
                            + remaining() + " left");
        }
        boolean[] whole = {true};
        group(name, () -> whole[0] = readBody(name, length, body));
        return whole[0];
    }

    /** Whether the body came to its end; if not, the damage has been reported. */
    private boolean readBody(String name, long length, FieldReader.Body body) throws IOException {
        OpenRecord outer = innermost;
        long most = Long.MAX_VALUE - in.position();
        innermost = new OpenRecord(name, in.position() + (length < 0 ? most : Math.min(length, most)), outer);
        try {
            body.read();
            return true;
        } catch (StateException damage) {
            if (damage.code().equals(StateException.TRUNCATED)) {
                throw damage;
            }
            sink.finding(damage.toFinding());
            return false;
        } finally {
            long end = innermost.end;
            innermost = outer;
            skipRecordRest(name, end);
        }
    }

    /** Passes over what a record's body has left; if the state has not that much, that is the worse news. */
    private void skipRecordRest(String name, long end) throws IOException {
        long offset = in.position();
        emitUnread(offset, in.visitAndSkip(end - offset, true, StateInput.NO_VISITOR));
        if (in.position() < end) {
            throw truncated(name, in.position(), end - in.position());
        }
    }

    /** Leaves all records and the rest of the state, and returns the length of that rest in bytes. */
    long finish() throws IOException {
        innermost = null;
        long offset = in.position();
        long count = in.visitAndSkip(Long.MAX_VALUE, true, StateInput.NO_VISITOR);
        emitUnread(offset, count);
        return count;
    }
}
