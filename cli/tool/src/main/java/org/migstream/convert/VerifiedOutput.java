// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_FILE;
import static org.migstream.report.ConversionFindingCodes.CONVERT_UNSOUND;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.io.output.TeeOutputStream;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.io.CommittableOutput;
import org.migstream.io.SparseFile;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.MigrationWriter;

/**
 * Writes a changed stream and verifies it: the result is inspected like any stream and must not have findings that
 * the input does not have. A file is read back before it gets its final name. A pipe is inspected while the stream is
 * written.
 */
final class VerifiedOutput {
    private static final int BUFFER_SIZE = 1 << 16;

    private final PipelineSource source;
    private final Transform transform;
    private final boolean isRedacted;
    private final Supplier<List<LocatedFinding>> accepted;
    private final CommittableOutput output;

    /**
     * Prepares the output.
     *
     * @param transform the changes; {@link Transform#IDENTITY} for an exact copy
     * @param isRedacted whether the changes replace data by zeroes
     * @param accepted returns, after all changes, the findings that the changes take from another stream; the result
     *     may have them
     * @param output the output; each write method commits it after a successful check
     */
    VerifiedOutput(
            PipelineSource source,
            Transform transform,
            boolean isRedacted,
            Supplier<List<LocatedFinding>> accepted,
            CommittableOutput output) {
        this.source = source;
        this.transform = transform;
        this.isRedacted = isRedacted;
        this.accepted = accepted;
        this.output = output;
    }

    /**
     * Writes the elements as a plain stream.
     *
     * @param compression compression of the output
     * @param metadata metadata to write before a compressed stream; may be empty
     */
    void writeRecords(Compression compression, byte[] metadata) throws IOException {
        try (InspectingTee after = output.sparseFile().isPresent() ? null : new InspectingTee()) {
            OutputStream compressed = compression.compress(output.stream(), metadata);
            OutputStream stream = new BufferedOutputStream(
                    after == null ? compressed : new TeeOutputStream(compressed, after.outputStream()), BUFFER_SIZE);
            MigrationWriter writer = new MigrationWriter(stream);
            Optional<FindingBaseline> before = transformTo(new MappedRamOffsetFixer().createSink(writer::write));
            stream.flush();
            compressed.close();
            verify(before, after == null ? inspectWrittenFile() : after.awaitBaseline(), writer.position());
        }
        output.commit();
    }

    /** Writes a mapped-ram file, in which each page has a fixed offset. */
    void writeMappedRam() throws IOException {
        SparseFile file = output.sparseFile()
                .orElseThrow(() -> ConversionException.unsupported(
                        CONVERT_NO_FILE, "mapped-ram needs an output file: name one with -o"));
        MappedRamFileSink sink = new MappedRamFileSink(file, source.pageSize());
        Optional<FindingBaseline> before = transformTo(sink);
        verify(before, inspectWrittenFile(), sink.position());
        output.commit();
    }

    /** Passes the input through all changes; returns the inspection of the input, empty if nothing changes. */
    private Optional<FindingBaseline> transformTo(ElementSink end) throws IOException {
        if (transform == Transform.IDENTITY) {
            source.transferTo(end);
            return Optional.empty();
        }
        try (InspectingTee before = new InspectingTee();
                ElementSink all = before.teeTransform()
                        .andThen(transform)
                        .andThen(new PackageLengthFixer())
                        .createSink(end)) {
            source.transferTo(all);
            return Optional.of(before.awaitBaseline());
        }
    }

    private FindingBaseline inspectWrittenFile() throws IOException {
        Optional<Path> file = output.flushedFile();
        try (Input input = Input.open(file.orElseThrow(), OutputLimit.NONE)) {
            return FindingBaseline.inspect(input, List.of());
        }
    }

    private void verify(Optional<FindingBaseline> before, FindingBaseline after, long bytes)
            throws ConversionException {
        if (after.outcome() != ReadOutcome.COMPLETE || after.parsedBytes() != bytes) {
            throw ConversionException.unsupported(
                    CONVERT_UNSOUND,
                    "the result is not readable: "
                            + after.findings().stream()
                                    .findFirst()
                                    .map(VerifiedOutput::format)
                                    .orElse(after.parsedBytes() + " bytes instead of " + bytes));
        }
        FindingBaseline compared = isRedacted ? after.withoutRedaction() : after;
        Optional<LocatedFinding> fault = before.flatMap(found -> compared.firstNotIn(found.plus(accepted.get())));
        if (fault.isPresent()) {
            throw ConversionException.unsupported(
                    CONVERT_UNSOUND, "the result has a fault that the input does not have: " + format(fault.get()));
        }
    }

    private static String format(LocatedFinding located) {
        String section = located.section() == null ? "" : located.section().idstr() + ": ";
        return section + located.finding().message() + " [" + located.finding().code() + "]";
    }
}
