// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.io.CommittableOutput;
import org.migstream.io.SparseFile;
import org.migstream.stream.StreamKind;

/** Takes a part out of a stream. */
public final class Extractor {
    private final StreamPass pass;
    private final Transform channels;
    private final ExtractRequest request;
    private final CommittableOutput output;

    private Extractor(StreamPass pass, Transform channels, ExtractRequest request, CommittableOutput output) {
        this.pass = pass;
        this.channels = channels;
        this.request = request;
        this.output = output;
    }

    /**
     * Extracts a part.
     *
     * @param channels recordings of the multifd channels of the input, in any order
     * @param output is complete when this returns
     * @throws RefusedException if the input is damaged, or has not what was asked for
     * @throws IOException if something could not be read or written
     */
    public static void extract(Input input, List<Input> channels, ExtractRequest request, CommittableOutput output)
            throws IOException {
        StreamPass pass = new StreamPass(input, false);
        if (pass.reader().kind() != StreamKind.MAIN) {
            throw RefusedException.unsupported(
                    "convert.no-main",
                    "a part is taken out of a main stream, and this is of the kind "
                            + pass.reader().kind().label());
        }
        Transform join = channels.isEmpty()
                ? Transform.NOTHING
                : new JoinChannels(channels, request.part() == ExtractRequest.Part.RAM);
        new Extractor(pass, join, request, output).run();
    }

    private void run() throws IOException {
        switch (request.part()) {
            case STREAM ->
                new Production(pass, new Describe(null).around(device()), output)
                        .inOrder(Compression.NONE, new byte[0]);
            case DATA -> bytes(device(), PartSink::data);
            case CONFIG -> bytes(device(), PartSink::configurationSpace);
            case VMDESC -> bytes(Transform.NOTHING, PartSink::description);
            case RAM -> memory();
        }
    }

    private Transform device() {
        SectionName name = request.device() == null ? null : new SectionName(request.device());
        return new OnlyDevice(name).then(channels).then(new WholeDevice());
    }

    private interface Part {
        ElementSink into(OutputStream out);
    }

    private void bytes(Transform changes, Part part) throws IOException {
        OutputStream out = new BufferedOutputStream(output.stream(), 1 << 16);
        try (ElementSink all = changes.into(part.into(out))) {
            pass.into(all);
        }
        out.flush();
        output.commit();
    }

    /** Into a file at once; for a pipe the image is made in a temporary file, because pages come in any order. */
    private void memory() throws IOException {
        Optional<SparseFile> file = output.sparseFile();
        if (file.isPresent()) {
            image(file.get());
        } else {
            try (SparseFile temporary = SparseFile.createTemporary()) {
                long length = image(temporary);
                temporary.read(0, length).transferTo(output.stream());
            }
        }
        output.commit();
    }

    private long image(SparseFile file) throws IOException {
        RamImage image = new RamImage(request.block(), file, pass.pageSize());
        try (ElementSink all = channels.into(image)) {
            pass.into(all);
        }
        return image.length();
    }
}
