// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.migstream.spi.Completeness;
import org.migstream.spi.Facts;
import org.migstream.spi.Field;
import org.migstream.spi.FieldReader;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.StateException;

/** The result of decoding a state with the same {@link FieldReader} calls that migstream makes. */
public final class DecodeResult {
    private final RecordingFieldSink recorder;
    private final Optional<Completeness> completeness;
    private final Optional<StateException> damage;
    private final long unread;

    /**
     * A field with its group.
     *
     * @param group names of the enclosing groups, each followed by {@code .}; empty if there are none
     * @param field the field
     */
    public record DecodedField(String group, Field field) {
        /** Returns the full name: {@code ports[1].fifo.head}. */
        public String path() {
            return group + field.name();
        }

        @Override
        public String toString() {
            String digest = field.value() instanceof FieldValue.Opaque opaque
                    ? opaque.sha256().orElse("")
                    : "";
            return path() + ": " + field + digest;
        }
    }

    private DecodeResult(
            RecordingFieldSink recorder,
            Optional<Completeness> completeness,
            Optional<StateException> damage,
            long unread) {
        this.recorder = recorder;
        this.completeness = completeness;
        this.damage = damage;
        this.unread = unread;
    }

    /** Decodes the state; passes on all exceptions of the decoder except {@link StateException}. */
    public static DecodeResult of(StateDecoder decoder, byte[] state) {
        return of(decoder, new ByteArrayInputStream(state), false);
    }

    static DecodeResult of(StateDecoder decoder, InputStream state, boolean digests) {
        RecordingFieldSink recorder = new RecordingFieldSink(digests);
        FieldReader in = FieldReader.of(state, recorder);
        Optional<Completeness> completeness = Optional.empty();
        Optional<StateException> damage = Optional.empty();
        try {
            try {
                Completeness returned = decoder.decode(in);
                // The state is truncated even if the decoder caught the exception.
                completeness =
                        Optional.of(in.truncation().isPresent() ? Completeness.INCOMPLETE : proven(decoder, returned));
            } catch (StateException e) {
                recorder.finding(e.toFinding());
                damage = Optional.of(e);
            }
            return new DecodeResult(recorder, completeness, damage, in.finish());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Completeness proven(StateDecoder decoder, Completeness returned) {
        return returned == Completeness.COMPLETE && !decoder.provesCompleteness() ? Completeness.UNKNOWN : returned;
    }

    /** Returns all fields in the order of the bytes, also those before a restart. */
    public List<DecodedField> fields() {
        return recorder.fields;
    }

    /**
     * Returns the value of a field as a number.
     *
     * @param path full name; if restarts made several such fields, the last one is used
     * @throws NoSuchElementException if no such field exists, or its value is not a number
     */
    public long number(String path) {
        return recorder.fields.stream()
                .filter(leaf -> leaf.path().equals(path))
                .map(leaf -> leaf.field().value())
                .filter(FieldValue.Number.class::isInstance)
                .reduce((before, last) -> last)
                .map(value -> ((FieldValue.Number) value).value())
                .orElseThrow(() -> new NoSuchElementException(path + " in\n" + this));
    }

    /** Returns the facts since the last restart. */
    public Facts facts() {
        return Facts.of(recorder.facts);
    }

    /** Returns all findings; the last one describes the damage, if there is any. */
    public List<Finding> findings() {
        return recorder.findings;
    }

    /** Returns the codes of all findings. */
    public Set<String> codes() {
        return recorder.findings.stream().map(Finding::code).collect(Collectors.toSet());
    }

    /** Returns the worst severity of all findings; {@link Severity#INFO} if there are none. */
    public Severity worst() {
        return recorder.findings.stream()
                .map(Finding::severity)
                .max(Severity::compareTo)
                .orElse(Severity.INFO);
    }

    /**
     * Returns the result of the decoder, as migstream uses it: COMPLETE counts only if the format proves it. Empty if
     * the decoder threw a {@link StateException}.
     */
    public Optional<Completeness> completeness() {
        return completeness;
    }

    /** Returns the exception of the decoder; empty if it threw none. */
    public Optional<StateException> damage() {
        return damage;
    }

    /** Returns the offsets of the restarts, which make everything before them void. */
    public List<Long> restarts() {
        return recorder.restarts;
    }

    /** Returns the number of bytes at the end that the decoder did not read. */
    long unread() {
        return unread;
    }

    /** Returns the names of all fields and groups, without those of the enclosing groups. */
    Set<String> names() {
        return recorder.names;
    }

    /** Returns full names that occur twice. */
    List<String> repeated() {
        return recorder.repeated;
    }

    /** Returns all results, one on each line. */
    @Override
    public String toString() {
        return Stream.of(recorder.fields, recorder.findings, recorder.facts.entrySet(), recorder.restarts)
                        .flatMap(lines -> lines.stream().map(line -> line + "\n"))
                        .collect(Collectors.joining())
                + completeness.map(Completeness::name).orElse("exception");
    }
}
