// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.zip.Checksum;

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
public final class FieldReader extends ValueReader {
    /** The maximum length of {@link #bytes} and {@link #text}, in bytes. */
    public static final int MAX_BYTES = 1 << 16;

    /** The maximum nesting depth of groups and records. */
    public static final int MAX_DEPTH = 64;

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
        super(in, sink);
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

    /**
     * Returns an unsigned number that follows, in the current byte order, without reading it: for instance the key of a
     * record, for {@link #keyedName}.
     *
     * @param at offset of the number from the next byte, at most {@link StateDecoder#HEAD_LENGTH} less the width
     * @param width in bytes: 1 to 8
     * @return zero-extended; empty if the record or state ends before the number does
     * @throws IllegalArgumentException if the number is too wide or too far away
     */
    public OptionalLong peekNumber(int at, int width) throws IOException {
        if (at < 0 || at > StateDecoder.HEAD_LENGTH || width < 1 || width > Long.BYTES) {
            throw new IllegalArgumentException("a number has 1 to 8 bytes, at 0 to " + StateDecoder.HEAD_LENGTH);
        }
        byte[] bytes = peek(at + width);
        return bytes.length < at + width
                ? OptionalLong.empty()
                : OptionalLong.of(StateInput.number(bytes, at, width, order()));
    }

    /**
     * Reads bytes that only the device understands. The reader counts the bytes and, if requested, computes their
     * digest, but does not keep them. A count of 0 creates no field.
     *
     * @param count number of bytes, 64 bits unsigned; may be any length that the state claims
     * @throws StateException if the record or state has fewer bytes; the existing bytes become a field {@code unread}
     */
    public void opaque(String name, long count) throws IOException {
        opaque(name, count, StateInput.NO_VISITOR);
    }

    /**
     * Reads bytes that only the device understands and passes them to a visitor: see {@link #opaque(String, long)}.
     *
     * @param visitor receives the bytes in order, in pieces of any size; a piece is valid only during the call
     * @throws StateException if the record or state has fewer bytes; the visitor may have received the existing ones
     */
    public void opaque(String name, long count, Consumer<ByteBuffer> visitor) throws IOException {
        recordStack.skipField(name, count, FieldValue.Opaque::new, visitor);
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
        return recordStack.skipRest(name, FieldValue.Opaque::new, visitor);
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
        recordStack.skipField(name, count, RecordStack.FILLER, StateInput.NO_VISITOR);
    }

    /**
     * Reads the rest of the innermost record (outside of records, of the state) as filler and returns its length.
     *
     * @throws StateException if the state ends before the record does
     */
    public long fillerRest(String name) throws IOException {
        return recordStack.skipRest(name, RecordStack.FILLER, StateInput.NO_VISITOR);
    }

    /**
     * Reads filler up to the next multiple of a boundary; none if the position is one.
     *
     * @param boundary in bytes, from the start of the state, also inside a record; at least 1
     * @throws StateException if the record or state ends before the boundary
     */
    public void align(String name, int boundary) throws IOException {
        if (boundary < 1) {
            throw new IllegalArgumentException("a boundary is at least 1, not " + boundary);
        }
        long past = position() % boundary;
        filler(name, past == 0 ? 0 : boundary - past);
    }

    /**
     * Passes all bytes that {@code body} reads to a checksum: those of every field, also of filler, of opaque bytes, of
     * text after its NUL, and of the unread rest of a record. Bytes that are only peeked at do not count. Checksums nest.
     *
     * <pre>{@code
     * CRC32 sum = new CRC32();
     * in.checksum(sum, () -> readHeaderAndImage());
     * if (in.u32("crc", Symbols.HEXADECIMAL) != sum.getValue()) {
     *     in.error("BAD_CRC", "the checksum does not fit the record; the driver refuses the state");
     * }
     * }</pre>
     *
     * @param checksum not reset by this method
     * @throws StateException if the body throws one
     */
    public void checksum(Checksum checksum, Body body) throws IOException {
        tap(checksum::update, body);
    }

    /** Passes all bytes that {@code body} reads to a digest: see {@link #checksum(Checksum, Body)}. */
    public void checksum(MessageDigest digest, Body body) throws IOException {
        tap(digest::update, body);
    }

    /**
     * Passes all bytes that {@code body} reads to a receiver: see {@link #checksum(Checksum, Body)}.
     *
     * @param receiver gets the bytes in order, in pieces of any size; a piece is valid only during the call
     */
    public void tap(Consumer<ByteBuffer> receiver, Body body) throws IOException {
        in.addTap(receiver);
        try {
            body.read();
        } finally {
            in.removeTap();
        }
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
     * Returns a name for one of several records, made of a key: {@code context[id=7]}. Unlike an index, it stays the same
     * if another record is inserted before it, so {@code migstream diff} reports the inserted record and no other.
     *
     * <pre>{@code
     * long id = in.peekNumber(4, 4).orElse(0);
     * in.group(in.keyedName("context", "id", id), () -> readContext());
     * }</pre>
     *
     * <p>The second record of a key in the same group is {@code context[id=7,2]}. After {@value RecordKeys#MAX_KEYS} keys,
     * records get indexes.
     *
     * @param name the name of all these records
     * @param key the name of the field that identifies a record
     * @param value of the key; letters, digits and {@code _.:-} of the first 32 characters are kept, others become
     *     {@code _}
     */
    public String keyedName(String name, String key, String value) {
        return recordStack.keys().uniqueName(name, key, value);
    }

    /** Returns a name made of an unsigned number in decimal: see {@link #keyedName(String, String, String)}. */
    public String keyedName(String name, String key, long value) {
        return keyedName(name, key, Long.toUnsignedString(value));
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

    /**
     * Reports an error about another field than the last: see {@link #error}.
     *
     * @param offset of the field, in bytes from the start of the state: {@link #position} before it was read
     */
    public void errorAt(long offset, String code, String message) {
        report(Finding.at(offset, Severity.ERROR, code, message));
    }

    /** Reports a warning about another field than the last: see {@link #warning} and {@link #errorAt}. */
    public void warningAt(long offset, String code, String message) {
        report(Finding.at(offset, Severity.WARNING, code, message));
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
        recordStack.keys().clear();
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
