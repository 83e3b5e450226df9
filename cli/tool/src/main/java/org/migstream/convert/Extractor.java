// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

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

/** Takes a part out of a stream. */
public final class Extractor {
    private final PipelineSource source;
    private final Transform joinTransform;
    private final ExtractRequest request;
    private final CommittableOutput output;

    private Extractor(PipelineSource pass, Transform channels, ExtractRequest request, CommittableOutput output) {
        this.source = pass;
        this.joinTransform = channels;
        this.request = request;
        this.output = output;
    }

    /**
     * Extracts a part.
     *
     * @param channels recordings of the multifd channels of the input, in any order
     * @param output is complete when this returns
     * @throws ConversionException if the input is damaged, or has not what was asked for
     * @throws IOException if something could not be read or written
     */
    public static void extract(Input input, List<Input> channels, ExtractRequest request, CommittableOutput output)
            throws IOException {
        PipelineSource pass = new PipelineSource(input, false);
        if (pass.reader().kind() != StreamKind.MAIN) {
            throw ConversionException.unsupported(
                    "convert.no-main",
                    "a part is taken out of a main stream, and this is of the kind "
                            + pass.reader().kind().label());
        }
        Transform join = channels.isEmpty()
                ? Transform.IDENTITY
                : new JoinChannels(channels, request.part() == ExtractRequest.Part.RAM);
        new Extractor(pass, join, request, output).run();
    }

    private void run() throws IOException {
        switch (request.part()) {
            case STREAM ->
                new VerifiedOutput(source, new VmDescUpdater(null).wrap(deviceTransform()), output)
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

    private void writePart(Transform changes, Function<OutputStream, ElementSink> part) throws IOException {
        OutputStream out = new BufferedOutputStream(output.stream(), 1 << 16);
        try (ElementSink all = changes.createSink(part.apply(out))) {
            source.transferTo(all);
        }
        out.flush();
        output.commit();
    }

    /** Into a file at once; for a pipe the image is made in a temporary file, because pages come in any order. */
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
        try (ElementSink all = joinTransform.createSink(image)) {
            source.transferTo(all);
        }
        return image.length();
    }
}
