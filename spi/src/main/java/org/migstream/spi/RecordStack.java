// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The open groups and records of a {@link FieldReader}. It limits reads to the innermost record, turns unread bytes into
 * fields, and reports a record or state that ends too early.
 */
final class RecordStack {
    /** Makes the value of bytes without meaning. They are not digested. */
    static final Function<Optional<String>, FieldValue> FILLER = sha256 -> new FieldValue.Filler();

    private final StateInput in;
    private final FieldSink sink;
    private final RecordKeys keys = new RecordKeys();
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

    /** Returns the keys of the records in the innermost group. */
    RecordKeys keys() {
        return keys;
    }

    Optional<StateException> truncation() {
        return Optional.ofNullable(truncation);
    }

    /**
     * Checks that the innermost record has {@code count} bytes left (64 bits unsigned). The length of the state is
     * unknown, so this method does not check it.
     */
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
     * Checks that record and state have these bytes. The caller allocates memory only for existing bytes.
     *
     * @return the offset of the first byte
     */
    long requireBytes(String name, long count) throws IOException {
        long offset = startField(name, count);
        if (Long.compareUnsigned(count, FieldReader.MAX_BYTES) > 0) {
            throw new StateException(
                    StateException.TOO_LONG,
                    offset,
                    name + " takes " + Long.toUnsignedString(count) + " bytes, more than the " + FieldReader.MAX_BYTES
                            + " that are read at a time");
        }
        int existing = in.available((int) count);
        if (existing < count) {
            throw truncated(name, offset + existing, count - existing);
        }
        return offset;
    }

    /**
     * Reads {@code count} bytes (64 bits unsigned) as one field without keeping them.
     *
     * @param value makes the value of the field from the SHA-256 of the bytes; {@link #FILLER} needs none
     */
    void skipField(String name, long count, Function<Optional<String>, FieldValue> value, Consumer<ByteBuffer> visitor)
            throws IOException {
        long offset = startField(name, count);
        long existing = in.visitAndSkip(count < 0 ? Long.MAX_VALUE : count, value == FILLER, visitor);
        if (existing != count) {
            in.takeDigest();
            emitUnread(offset, existing);
            throw truncated(name, offset + existing, count - existing);
        }
        emitSkipped(name, offset, existing, value);
    }

    /** Reads the rest of the record or state as one field: see {@link #skipField}. Returns the number of bytes. */
    long skipRest(String name, Function<Optional<String>, FieldValue> value, Consumer<ByteBuffer> visitor)
            throws IOException {
        if (innermost != null) {
            long count = remaining();
            skipField(name, count, value, visitor);
            return count;
        }
        long offset = startField(name, 0);
        long count = in.visitAndSkip(Long.MAX_VALUE, value == FILLER, visitor);
        emitSkipped(name, offset, count, value);
        return count;
    }

    /** Reads pieces as one opaque field until one has no bytes. Returns the number of bytes. */
    long skipRun(String name, OpaquePieces pieces) throws IOException {
        long start = in.position();
        long fieldStart = start;
        try {
            for (long count = pieces.nextLength(); count != 0; count = pieces.nextLength()) {
                startField(name, count);
                emitStructure(pieces.structureLength(), count);
                long existing = in.visitAndSkip(count < 0 ? Long.MAX_VALUE : count, false, pieces::visit);
                if (existing != count) {
                    in.takeDigest();
                    fieldStart = in.position();
                    emitUnread(start, fieldStart - start);
                    throw truncated(name, fieldStart, count - existing);
                }
            }
        } finally {
            emitSkipped(name, fieldStart, in.position() - fieldStart, FieldValue.Opaque::new);
        }
        return in.position() - start;
    }

    private void emitSkipped(String name, long offset, long count, Function<Optional<String>, FieldValue> value) {
        if (count > 0) {
            Optional<String> sha256 = value == FILLER ? Optional.empty() : in.takeDigest();
            sink.field(Field.of(name, offset, count, value.apply(sha256)));
        }
    }

    private void emitStructure(long length, long pieceLength) {
        if (length > 0) {
            sink.structure(in.position(), Long.compareUnsigned(length, pieceLength) < 0 ? length : pieceLength);
        }
    }

    /** Emits bytes that the decoder did not read. They may be uninitialised, so they get no digest. */
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
                    "groups and records are nested more than " + FieldReader.MAX_DEPTH + " levels deep");
        }
        sink.beginGroup(name, in.position());
        depth++;
        keys.beginGroup();
        try {
            body.read();
        } finally {
            keys.endGroup();
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
        boolean[] complete = {true};
        group(name, () -> complete[0] = readBody(name, length, body));
        return complete[0];
    }

    /** Reads the content of a record. Returns false after damage, which this method reports. */
    private boolean readBody(String name, long length, FieldReader.Body body) throws IOException {
        OpenRecord outer = innermost;
        long maxLength = Long.MAX_VALUE - in.position();
        long end = in.position() + (length < 0 ? maxLength : Math.min(length, maxLength));
        innermost = new OpenRecord(name, end, outer);
        StateException damage = null;
        try {
            body.read();
        } catch (StateException e) {
            damage = e;
        } finally {
            innermost = outer;
        }
        boolean ended = damage != null && damage.code().equals(StateException.TRUNCATED);
        if (damage != null && !ended) {
            sink.finding(damage.toFinding());
        }
        skipRecordRest(name, end);
        if (ended) {
            throw damage;
        }
        return damage == null;
    }

    /**
     * Skips the bytes of a record that its body did not read. If the state ends before the record does, the truncation
     * replaces the damage that the body reported. No other exception may be replaced: it is a defect of the decoder.
     */
    private void skipRecordRest(String name, long end) throws IOException {
        long offset = in.position();
        emitUnread(offset, in.visitAndSkip(end - offset, true, StateInput.NO_VISITOR));
        if (in.position() < end) {
            throw truncated(name, in.position(), end - in.position());
        }
    }

    /** Closes all records and skips the rest of the state. Returns the number of skipped bytes. */
    long finish() throws IOException {
        innermost = null;
        long offset = in.position();
        long count = in.visitAndSkip(Long.MAX_VALUE, true, StateInput.NO_VISITOR);
        emitUnread(offset, count);
        return count;
    }
}
