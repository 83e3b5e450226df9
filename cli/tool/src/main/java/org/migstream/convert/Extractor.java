// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_MAIN;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.inspect.checks.RedactionMark;
import org.migstream.io.CommittableOutput;
import org.migstream.io.SparseFile;
import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.MigrationWriter;
import org.migstream.stream.StreamKind;

/** Extracts one part of a stream. */
public final class Extractor {
    private final PipelineSource source;
    private final Transform joinTransform;
    private final ExtractRequest request;
    private final CommittableOutput output;
    private final PartEnd partEnd;
    private final RedactionNote redactionNote;
    private @Nullable ConversionException damage;

    private Extractor(
            PipelineSource source, Transform join, ExtractRequest request, FindingLog marks, CommittableOutput output) {
        this.source = source;
        this.joinTransform = join;
        this.request = request;
        this.output = output;
        partEnd = new PartEnd(request.part());
        redactionNote = new RedactionNote(marks);
    }

    /**
     * Extracts a part and commits the output.
     *
     * @param channels recordings of the multifd channels of the input, in any order
     * @param marks receives the finding that the stream was redacted, if the part cannot say so itself
     * @param output the output; this method commits it after a successful extraction
     * @return why the input could not be read to its end, and whether the part is complete nevertheless; empty if the
     *     input was read to its end. Only a request that accepts damage has this result.
     * @throws ConversionException if the input is damaged or does not contain the part
     * @throws IOException if a read or write fails
     */
    public static Optional<ConversionException> extract(
            Input input, List<Input> channels, ExtractRequest request, FindingLog marks, CommittableOutput output)
            throws IOException {
        PipelineSource source = new PipelineSource(input, false);
        if (source.reader().kind() != StreamKind.MAIN) {
            throw ConversionException.unsupported(
                    CONVERT_NO_MAIN,
                    "extract requires a main stream, but this input is a "
                            + source.reader().kind().label().replace('-', ' '));
        }
        Transform join = channels.isEmpty()
                ? Transform.IDENTITY
                : new JoinChannels(channels, request.part() == ExtractRequest.Part.RAM);
        Extractor extractor = new Extractor(source, join, request, marks, output);
        if (request.part() != ExtractRequest.Part.VMDESC) {
            RedactionMark.report(input.metadata(), marks);
        }
        extractor.run();
        return Optional.ofNullable(extractor.damage).map(extractor::withCompleteness);
    }

    private ConversionException withCompleteness(ConversionException stop) {
        return stop.withClause(
                partEnd.isReached()
                        ? "the extracted part is complete: the stream has all of it before"
                        : "the extracted part is incomplete: what follows in the stream is missing");
    }

    private void run() throws IOException {
        switch (request.part()) {
            case STREAM -> writeStream();
            case DATA -> writePart(redactionNote.andThen(deviceTransform()), PartSink::deviceData);
            case CONFIG -> writePart(redactionNote.andThen(deviceTransform()), PartSink::configSpace);
            case VMDESC -> writePart(partEnd, PartSink::vmDesc);
            case RAM -> writeRam();
        }
    }

    private Transform deviceTransform() {
        return new SelectDevice(request.device())
                .andThen(joinTransform)
                .andThen(SelectDevice.requireConfig(() -> damage == null))
                .andThen(partEnd);
    }

    /** Writes a stream with one device. The end of a damaged one is missing, so it is not verified. */
    private void writeStream() throws IOException {
        Transform transform = new VmDescUpdater(null, section -> true).wrap(deviceTransform());
        if (request.acceptsDamage()) {
            writePart(transform.andThen(new PackageLengthFixer()), out -> new MigrationWriter(out)::write);
        } else {
            new VerifiedOutput(source, transform, false, List::of, output).writeRecords(Compression.NONE, new byte[0]);
        }
    }

    /** Passes all elements to a sink and finishes it; up to the damage of the input if the request accepts damage. */
    private void transferTo(ElementSink sink) throws IOException {
        try {
            source.transferTo(sink);
        } catch (ConversionException e) {
            if (!request.acceptsDamage() || e.outcome() == ReadOutcome.COMPLETE) {
                throw e;
            }
            damage = e;
            finishAfterDamage(sink, e);
        }
    }

    /** Writes what a sink has held back. Fails with the damage if nothing of the part was read. */
    private static void finishAfterDamage(ElementSink sink, ConversionException stop) throws IOException {
        try {
            sink.finish();
        } catch (ConversionException nothing) {
            throw stop.withClause("up to there, " + nothing.reason().finding().message());
        }
    }

    private void writePart(Transform transform, Function<OutputStream, ElementSink> part) throws IOException {
        OutputStream out = new BufferedOutputStream(output.stream(), 1 << 16);
        try (ElementSink sink = transform.createSink(part.apply(out))) {
            transferTo(sink);
        }
        out.flush();
        output.commit();
    }

    /**
     * Writes the image directly to a file. For a pipe, builds the image in a temporary file first, because pages arrive
     * in any order.
     */
    private void writeRam() throws IOException {
        Optional<SparseFile> file = output.sparseFile();
        if (file.isPresent()) {
            writeRamImage(file.get());
        } else {
            try (SparseFile temporary = SparseFile.createTemporary()) {
                long length = writeRamImage(temporary);
                temporary.openRange(0, length).transferTo(output.stream());
            }
        }
        output.commit();
    }

    private long writeRamImage(SparseFile file) throws IOException {
        RamImageSink image = new RamImageSink(request.block(), file, source.pageSize());
        try (ElementSink sink = redactionNote.andThen(joinTransform).createSink(image)) {
            transferTo(sink);
        }
        return image.length();
    }
}
