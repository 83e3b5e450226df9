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
final class DecodeSession implements Closeable {
    /** The code of the finding that a decoder left bytes over without a word. */
    private static final String UNREAD_BYTES = "UNREAD_BYTES";

    /**
     * How a decoder ended.
     *
     * @param returned what it returned; empty if it threw {@code thrown}
     * @param thrown the end of what it could make sense of
     * @param truncation where the state ended too early, whether or not the decoder says so
     * @param unread how many bytes it left over
     */
    private record DecoderResult(
            Optional<Completeness> returned,
            Optional<StateException> thrown,
            Optional<StateException> truncation,
            long unread) {}

    private final String name;
    private final StateDecoder decoder;
    private final NamedPluginExecutor executor;
    private final SpillList<StateField> fields = new SpillList<>(StateField.CODEC);
    private final StateFieldCollector collector;
    private final PluginCall<DecoderResult> call;

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
    DecodeSession(
            String name,
            StateDecoder decoder,
            NamedPluginExecutor calls,
            InputStream state,
            BooleanSupplier hungry,
            boolean digests) {
        this.name = name;
        this.decoder = decoder;
        this.executor = calls;
        PluginThread host = new PluginThread();
        collector = new StateFieldCollector(host, digests, fields);
        call = calls.prepareCall(host, () -> runDecoder(new PluginInput(state, hungry, host)));
    }

    /**
     * Reads as far as there are bytes.
     *
     * @return the end of it; empty if the decoder is hungry, so that this is to be called again when there are more
     * @throws IOException if the state cannot be read or its fields not be kept, for reasons that are not the plugin's
     */
    Optional<DecodedState> resume() throws IOException {
        try {
            return call.resume().map(this::evaluate);
        } catch (UncheckedIOException e) {
            close();
            throw e.getCause();
        }
    }

    private DecodedState evaluate(CallResult<DecoderResult> outcome) {
        Optional<String> fault = collector.close();
        call.close();
        BoundedFindings findings = collector.findings();
        Optional<Completeness> completeness = Optional.empty();
        if (outcome instanceof CallResult.Failed<DecoderResult> failed) {
            fault = fault.or(() -> Optional.of(failed.reason()));
        } else if (outcome instanceof CallResult.Returned<DecoderResult> returned && fault.isEmpty()) {
            completeness = Optional.of(evaluate(returned.value(), findings));
        }
        Optional<Finding> failure = fault.map(how -> failureFinding(how, collector.position()));
        return new DecodedState(
                name,
                completeness,
                fields,
                collector.droppedFields(),
                collector.facts(),
                findings.toList(failure),
                failure);
    }

    /** Gives up what has not ended, and frees the fields. */
    @Override
    public void close() throws IOException {
        call.close();
        fields.close();
    }

    /** In the plugin's thread. */
    private DecoderResult runDecoder(InputStream state) throws IOException {
        FieldReader in = FieldReader.of(state, collector);
        Optional<Completeness> said = Optional.empty();
        Optional<StateException> thrown = Optional.empty();
        try {
            said = Optional.of(PluginFault.requireNonNull(decoder.decode(in), "a Completeness"));
        } catch (StateException e) {
            thrown = Optional.of(e);
        }
        collector.leaveGroups();
        long unread = in.finish();
        return new DecoderResult(said, thrown, in.truncation(), unread);
    }

    private static Completeness evaluate(DecoderResult ending, BoundedFindings findings) {
        boolean blameless = findings.worstSeverity() == Severity.INFO;
        if (ending.thrown().isPresent()) {
            findings.add(ending.thrown().get().toFinding());
            return Completeness.INCOMPLETE;
        }
        if (ending.truncation().isPresent()) {
            // The decoder has caught it. It may have said it in its own words.
            if (blameless) {
                findings.add(ending.truncation().get().toFinding());
            }
            return Completeness.INCOMPLETE;
        }
        if (ending.unread() > 0 && blameless) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    UNREAD_BYTES,
                    "the decoder left " + ending.unread() + " bytes at the end unread and does not say why"));
        }
        return ending.returned().orElseThrow();
    }

    private Finding failureFinding(String how, long position) {
        Finding failure = executor.failureFinding(how);
        return Finding.at(position, failure.severity(), failure.code(), failure.message());
    }
}
