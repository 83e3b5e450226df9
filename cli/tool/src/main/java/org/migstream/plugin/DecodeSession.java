// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.plugin.PluginThread.CallResult;
import org.migstream.report.InspectionFindingCodes;
import org.migstream.report.PrintableText;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.StateException;

/** Decodes one state, and evaluates the result of the decoder. */
final class DecodeSession implements Closeable {
    /**
     * The result of a decoder.
     *
     * @param returned the completeness that the decoder returned; empty if it threw {@code thrown}
     * @param thrown the exception with which the decoder stopped at malformed or missing bytes
     * @param truncation the early end of the state, also if the decoder did not report it
     * @param unread the number of bytes after the last byte that the decoder read
     * @param needsStopCopyData the answer of {@link StateDecoder#alwaysSendsStopCopyData}
     */
    private record DecoderResult(
            Optional<Completeness> returned,
            Optional<StateException> thrown,
            Optional<StateException> truncation,
            long unread,
            boolean needsStopCopyData) {}

    private final String name;
    private final StateDecoder decoder;
    private final PluginExecutor executor;
    private final SpillList<StateField> fields = new SpillList<>(StateField.CODEC);
    private final PluginThread<DecoderResult> thread;
    private final StateFieldCollector collector;
    private final @Nullable StructureCollector structureCollector;
    private final PluginInput input;

    /**
     * Creates a session; {@link #resume} starts it.
     *
     * @param name the name of the decoder
     * @param decoder the decoder
     * @param executor calls the decoder
     * @param state the state from its first byte
     * @param waitingForInput returns whether no bytes of the state are available now but more may come
     * @param digests whether opaque fields get a SHA-256
     * @param structure receives the structure of the state; null if it is not needed
     */
    DecodeSession(
            String name,
            StateDecoder decoder,
            PluginExecutor executor,
            InputStream state,
            BooleanSupplier waitingForInput,
            boolean digests,
            @Nullable StateStructure structure) {
        this.name = name;
        this.decoder = decoder;
        this.executor = executor;
        thread = new PluginThread<>(executor, this::runDecoder);
        collector = new StateFieldCollector(thread, digests, fields);
        structureCollector = structure == null ? null : new StructureCollector(decoder, thread, collector, structure);
        input = new PluginInput(state, waitingForInput, thread);
    }

    /**
     * Decodes as far as bytes are available.
     *
     * @return the decoded state; empty if the decoder waits for bytes, in which case the caller calls this again when
     *     more bytes are available
     * @throws IOException if the state cannot be read or the fields cannot be stored
     */
    Optional<DecodedState> resume() throws IOException {
        try {
            Optional<DecodedState> decoded = thread.resume().map(this::evaluate);
            if (decoded.isPresent() && structureCollector != null) {
                structureCollector.close();
            }
            return decoded;
        } catch (UncheckedIOException e) {
            close();
            throw e.getCause();
        }
    }

    /** Runs in the plugin's thread. */
    private DecoderResult runDecoder() throws IOException {
        FieldReader in = FieldReader.of(input, structureCollector == null ? collector : structureCollector);
        Optional<Completeness> returned = Optional.empty();
        Optional<StateException> thrown = Optional.empty();
        try {
            returned = Optional.of(requireProof(PluginFault.requireNonNull(decoder.decode(in), "a Completeness")));
        } catch (StateException e) {
            thrown = Optional.of(e);
        }
        collector.leaveGroups();
        long unread = in.finish();
        return new DecoderResult(returned, thrown, in.truncation(), unread, decoder.alwaysSendsStopCopyData());
    }

    private Completeness requireProof(Completeness returned) {
        return returned == Completeness.COMPLETE && !decoder.provesCompleteness() ? Completeness.UNKNOWN : returned;
    }

    private DecodedState evaluate(CallResult<DecoderResult> result) {
        Optional<String> failure = collector.close().or(result::failure);
        thread.close();
        BoundedFindings findings = collector.findings();
        Optional<Completeness> completeness =
                failure.isPresent() ? Optional.empty() : result.value().map(end -> evaluate(end, findings));
        Optional<Finding> failureFinding = failure.map(this::failureFinding);
        return new DecodedState(
                name,
                completeness,
                fields,
                collector.droppedFields(),
                collector.facts(),
                findings.toList(failureFinding),
                failureFinding,
                result.value().map(DecoderResult::needsStopCopyData).orElse(false));
    }

    private static Completeness evaluate(DecoderResult end, BoundedFindings findings) {
        boolean problemReported = findings.worstSeverity() != Severity.INFO;
        if (end.thrown().isPresent()) {
            findings.add(end.thrown().get().toFinding());
            return Completeness.INCOMPLETE;
        }
        if (end.truncation().isPresent()) {
            // The decoder has caught the exception, and may have reported the end in its own words.
            if (!problemReported) {
                findings.add(end.truncation().get().toFinding());
            }
            return Completeness.INCOMPLETE;
        }
        if (end.unread() > 0 && !problemReported) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    InspectionFindingCodes.UNREAD_BYTES,
                    "the decoder left " + PrintableText.formatCount(end.unread(), "byte")
                            + " at the end unread and reported no reason"));
        }
        return end.returned().orElseThrow();
    }

    private Finding failureFinding(String failure) {
        Finding finding = executor.failureFinding(failure);
        return Finding.at(collector.position(), finding.severity(), finding.code(), finding.message());
    }

    /** Stops the decoder if it has not ended, and frees the fields. */
    @Override
    public void close() throws IOException {
        thread.close();
        fields.close();
    }
}
