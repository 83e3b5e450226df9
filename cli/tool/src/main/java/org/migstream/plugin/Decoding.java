// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.migstream.io.SpillList;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.StateException;

/** One reading of a state, and the judgement of how it ended. */
final class Decoding implements Closeable {
    /** The code of the finding that a decoder left bytes over without a word. */
    private static final String UNREAD_BYTES = "UNREAD_BYTES";

    /**
     * How a decoder ended.
     *
     * @param said what it returned; empty if it threw {@code thrown}
     * @param thrown the end of what it could make sense of
     * @param truncation where the state ended too early, whether or not the decoder says so
     * @param unread how many bytes it left over
     */
    private record Ending(
            Optional<Completeness> said,
            Optional<StateException> thrown,
            Optional<StateException> truncation,
            long unread) {}

    private final String name;
    private final StateDecoder decoder;
    private final PluginCalls calls;
    private final SpillList<Entry> fields = new SpillList<>(Entry.CODEC);
    private final Collector collector;
    private final Call<Ending> call;

    /**
     * A reading that has not begun.
     *
     * @param name the decoder's
     * @param decoder what reads
     * @param calls how it is called
     * @param state what it reads
     * @param hungry whether nothing is there to be read, but more may come
     * @param digests whether what is opaque gets a digest
     */
    Decoding(
            String name,
            StateDecoder decoder,
            PluginCalls calls,
            InputStream state,
            BooleanSupplier hungry,
            boolean digests) {
        this.name = name;
        this.decoder = decoder;
        this.calls = calls;
        Host host = new Host();
        collector = new Collector(host, digests, fields);
        call = calls.prepare(host, () -> read(new Feed(state, hungry, host)));
    }

    /**
     * Reads as far as there are bytes.
     *
     * @return the end of it; empty if the decoder is hungry, so that this is to be called again when there are more
     * @throws IOException if the state cannot be read or its fields not be kept, for reasons that are not the plugin's
     */
    Optional<DecodedState> proceed() throws IOException {
        try {
            return call.proceed().map(this::judge);
        } catch (UncheckedIOException e) {
            close();
            throw e.getCause();
        }
    }

    private DecodedState judge(Outcome<Ending> outcome) {
        Optional<String> fault = collector.close();
        call.close();
        FindingList findings = collector.findings();
        Optional<Completeness> completeness = Optional.empty();
        if (outcome instanceof Outcome.Failed<Ending> failed) {
            fault = fault.or(() -> Optional.of(failed.how()));
        } else if (outcome instanceof Outcome.Returned<Ending> returned && fault.isEmpty()) {
            completeness = Optional.of(judge(returned.value(), findings));
        }
        Optional<Finding> failure = fault.map(how -> failure(how, collector.position()));
        return new DecodedState(
                name, completeness, fields, collector.dropped(), collector.facts(), findings.all(failure), failure);
    }

    /** Gives up what has not ended, and frees the fields. */
    @Override
    public void close() throws IOException {
        call.close();
        fields.close();
    }

    /** In the plugin's thread. */
    private Ending read(InputStream state) throws IOException {
        FieldReader in = FieldReader.of(state, collector);
        Optional<Completeness> said = Optional.empty();
        Optional<StateException> thrown = Optional.empty();
        try {
            said = Optional.of(PluginFault.unlessNull(decoder.decode(in), "a Completeness"));
        } catch (StateException e) {
            thrown = Optional.of(e);
        }
        collector.leaveGroups();
        long unread = in.finish();
        return new Ending(said, thrown, in.truncation(), unread);
    }

    private static Completeness judge(Ending ending, FindingList findings) {
        boolean blameless = findings.worst() == Severity.INFO;
        if (ending.thrown().isPresent()) {
            findings.add(ending.thrown().get().finding());
            return Completeness.INCOMPLETE;
        }
        if (ending.truncation().isPresent()) {
            // The decoder has caught it. It may have said it in its own words.
            if (blameless) {
                findings.add(ending.truncation().get().finding());
            }
            return Completeness.INCOMPLETE;
        }
        if (ending.unread() > 0 && blameless) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    UNREAD_BYTES,
                    "the decoder left " + ending.unread() + " bytes at the end unread and does not say why"));
        }
        return ending.said().orElseThrow();
    }

    private Finding failure(String how, long position) {
        Finding failure = calls.failure(how);
        return Finding.at(position, failure.severity(), failure.code(), failure.message());
    }
}
