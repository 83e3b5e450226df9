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

/** What a decoder made of a state, read by the same {@link FieldReader} and in the same way as migstream does it. */
public final class DecodeResult {
    private final RecordingFieldSink recorder;
    private final Optional<Completeness> completeness;
    private final Optional<StateException> damage;
    private final long unread;

    /**
     * A field and where it belongs.
     *
     * @param group names of the groups around it, each with a {@code .} behind it; empty if there is none
     * @param field itself
     */
    public record DecodedField(String group, Field field) {
        /** Its full name: {@code ports[1].fifo.head}. */
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

    /** Decodes; whatever the decoder throws beside {@link StateException} is passed on. */
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
                Completeness said = decoder.decode(in);
                // A decoder may catch the exception that says so, but the state is cut nevertheless.
                completeness = Optional.of(in.truncation().isPresent() ? Completeness.INCOMPLETE : said);
            } catch (StateException e) {
                recorder.finding(e.toFinding());
                damage = Optional.of(e);
            }
            return new DecodeResult(recorder, completeness, damage, in.finish());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All fields in the order of the bytes; those before a restart too. */
    public List<DecodedField> fields() {
        return recorder.fields;
    }

    /**
     * The value of a field as a number.
     *
     * @param path full name; the last of that name if restarts made several
     * @throws NoSuchElementException if there is no such number
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

    /** Those told since the last restart. */
    public Facts facts() {
        return Facts.of(recorder.facts);
    }

    /** All of them, with the damage, if there is any, as the last. */
    public List<Finding> findings() {
        return recorder.findings;
    }

    /** The codes of all findings. */
    public Set<String> codes() {
        return recorder.findings.stream().map(Finding::code).collect(Collectors.toSet());
    }

    /** The worst of all findings; {@link Severity#INFO} if there is none. */
    public Severity worst() {
        return recorder.findings.stream()
                .map(Finding::severity)
                .max(Severity::compareTo)
                .orElse(Severity.INFO);
    }

    /** What the decoder answered; empty if it gave up. */
    public Optional<Completeness> completeness() {
        return completeness;
    }

    /** Why the decoder gave up; empty if it did not. */
    public Optional<StateException> damage() {
        return damage;
    }

    /** Where the states begin that make everything before them void. */
    public List<Long> restarts() {
        return recorder.restarts;
    }

    /** How many bytes at the end it left to nobody. */
    long unread() {
        return unread;
    }

    /** The names of all fields and groups, without those of the groups around them. */
    Set<String> names() {
        return recorder.names;
    }

    /** Full names that were given twice. */
    List<String> repeated() {
        return recorder.repeated;
    }

    /** All of it, a line for each thing. */
    @Override
    public String toString() {
        return Stream.of(recorder.fields, recorder.findings, recorder.facts.entrySet(), recorder.restarts)
                        .flatMap(things -> things.stream().map(thing -> thing + "\n"))
                        .collect(Collectors.joining())
                + completeness.map(Completeness::name).orElse("given up");
    }
}
