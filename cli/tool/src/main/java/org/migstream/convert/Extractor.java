// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_MAIN;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.io.CommittableOutput;
import org.migstream.io.SparseFile;
import org.migstream.stream.StreamKind;

/** Extracts one part of a stream. */
public final class Extractor {
    private final PipelineSource source;
    private final Transform joinTransform;
    private final ExtractRequest request;
    private final CommittableOutput output;

    private Extractor(PipelineSource source, Transform join, ExtractRequest request, CommittableOutput output) {
        this.source = source;
        this.joinTransform = join;
        this.request = request;
        this.output = output;
    }

    /**
     * Extracts a part and commits the output.
     *
     * @param channels recordings of the multifd channels of the input, in any order
     * @param output the output; this method commits it after a successful extraction
     * @throws ConversionException if the input is damaged or does not contain the part
     * @throws IOException if a read or write fails
     */
    public static void extract(Input input, List<Input> channels, ExtractRequest request, CommittableOutput output)
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
        new Extractor(source, join, request, output).run();
    }

    private void run() throws IOException {
        switch (request.part()) {
            case STREAM ->
                new VerifiedOutput(source, new VmDescUpdater(null).wrap(deviceTransform()), false, List::of, output)
                        .writeRecords(Compression.NONE, new byte[0]);
            case DATA -> writePart(deviceTransform(), PartSink::deviceData);
            case CONFIG -> writePart(deviceTransform(), PartSink::configSpace);
            case VMDESC -> writePart(Transform.IDENTITY, PartSink::vmDesc);
            case RAM -> writeRam();
        }
    }

    private Transform deviceTransform() {
        SectionSelector name = request.device() == null ? null : new SectionSelector(request.device());
        return new SelectDevice(name).andThen(joinTransform).andThen(SelectDevice.requireConfig());
    }

    private void writePart(Transform transform, Function<OutputStream, ElementSink> part) throws IOException {
        OutputStream out = new BufferedOutputStream(output.stream(), 1 << 16);
        try (ElementSink sink = transform.createSink(part.apply(out))) {
            source.transferTo(sink);
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
        try (ElementSink sink = joinTransform.createSink(image)) {
            source.transferTo(sink);
        }
        return image.length();
    }
}
