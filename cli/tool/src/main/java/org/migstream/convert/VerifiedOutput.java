// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.output.TeeOutputStream;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.io.CommittableOutput;
import org.migstream.io.SparseFile;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.MigrationWriter;

/**
 * Writes a changed stream and proves it: what was written is inspected like any stream, and must have no fault that the
 * input has not. A file is read back before it gets its name; what goes into a pipe is inspected while it passes.
 */
final class VerifiedOutput {
    private static final int BUFFER_SIZE = 1 << 16;

    private final PipelineSource source;
    private final Transform transform;
    private final CommittableOutput output;

    /**
     * Writes nothing yet.
     *
     * @param changes made on the way; {@link Transform#IDENTITY} for a faithful copy
     * @param output is complete when one of the methods returns
     */
    VerifiedOutput(PipelineSource pass, Transform changes, CommittableOutput output) {
        this.source = pass;
        this.transform = changes;
        this.output = output;
    }

    /**
     * Writes the elements one behind the other.
     *
     * @param packing what they are packed in
     * @param note that stands in front of a packed stream
     */
    void writeRecords(Compression packing, byte[] note) throws IOException {
        try (InspectingTee after = output.sparseFile().isPresent() ? null : new InspectingTee()) {
            OutputStream packed = packing.compress(output.stream(), note);
            OutputStream stream = new BufferedOutputStream(
                    after == null ? packed : new TeeOutputStream(packed, after.outputStream()), BUFFER_SIZE);
            MigrationWriter writer = new MigrationWriter(stream);
            Optional<FindingBaseline> before = transformTo(writer::write);
            stream.flush();
            packed.close();
            verify(before, after == null ? inspectWrittenFile() : after.awaitBaseline(), writer.position());
        }
        output.commit();
    }

    /** Writes the pages of guest memory at places of their own. */
    void writeMappedRam() throws IOException {
        SparseFile file = output.sparseFile()
                .orElseThrow(() -> ConversionException.unsupported(
                        "convert.no-file", "pages can have places in a file only: name one with -o"));
        MappedRamSink sink = new MappedRamSink(file, source.pageSize());
        Optional<FindingBaseline> before = transformTo(sink);
        verify(before, inspectWrittenFile(), sink.position());
        output.commit();
    }

    /** Passes the input through all changes; returns what was wrong with it, or null if nothing is changed. */
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
        Optional<Path> written = output.flushedFile();
        try (Input input = Input.open(written.orElseThrow(), Long.MAX_VALUE)) {
            return FindingBaseline.inspect(input, List.of());
        }
    }

    private static void verify(Optional<FindingBaseline> before, FindingBaseline after, long bytes)
            throws ConversionException {
        if (after.outcome() != ReadOutcome.COMPLETE || after.parsedBytes() != bytes) {
            throw ConversionException.unsupported(
                    "convert.unsound",
                    "what was written cannot be read again: "
                            + after.findings().stream()
                                    .findFirst()
                                    .map(VerifiedOutput::format)
                                    .orElse(after.parsedBytes() + " bytes instead of " + bytes));
        }
        Optional<LocatedFinding> fault = before.flatMap(after::firstNotIn);
        if (fault.isPresent()) {
            throw ConversionException.unsupported(
                    "convert.unsound", "the result has a fault that the input has not: " + format(fault.get()));
        }
    }

    private static String format(LocatedFinding located) {
        String section = located.section() == null ? "" : located.section().idstr() + ": ";
        return section + located.finding().message() + " [" + located.finding().code() + "]";
    }
}
