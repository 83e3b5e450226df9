// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.io.CommittableOutput;
import org.migstream.io.SparseFile;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;

/**
 * Writes a changed stream and proves it: what was written is inspected like any stream, and must have no fault that the
 * input has not. A file is read back before it gets its name; what goes into a pipe is inspected while it passes.
 */
final class Production {
    private static final int BUFFER = 1 << 16;

    private final StreamPass pass;
    private final Transform changes;
    private final CommittableOutput output;

    /**
     * Writes nothing yet.
     *
     * @param changes made on the way; {@link Transform#NOTHING} for a faithful copy
     * @param output is complete when one of the methods returns
     */
    Production(StreamPass pass, Transform changes, CommittableOutput output) {
        this.pass = pass;
        this.changes = changes;
        this.output = output;
    }

    /**
     * Writes the elements one behind the other.
     *
     * @param packing what they are packed in
     * @param note that stands in front of a packed stream
     */
    void inOrder(Compression packing, byte[] note) throws IOException {
        try (PassingInspection after = output.sparseFile().isPresent() ? null : new PassingInspection()) {
            OutputStream packed = packing.compress(output.stream(), note);
            OutputStream stream =
                    new BufferedOutputStream(after == null ? packed : new Twofold(packed, after.stream()), BUFFER);
            StreamSink sink = new StreamSink(stream);
            Faults before = pass(sink);
            stream.flush();
            packed.close();
            prove(before, after == null ? readBack() : after.faults(), sink.position());
        }
        output.commit();
    }

    /** Writes the pages of guest memory at places of their own. */
    void mapped() throws IOException {
        SparseFile file = output.sparseFile()
                .orElseThrow(() -> RefusedException.unsupported(
                        "convert.no-file", "pages can have places in a file only: name one with -o"));
        MappedSink sink = new MappedSink(file, pass.pageSize());
        Faults before = pass(sink);
        prove(before, readBack(), sink.position());
        output.commit();
    }

    /** Passes the input through all changes; returns what was wrong with it, or null if nothing is changed. */
    private Faults pass(ElementSink end) throws IOException {
        if (changes == Transform.NOTHING) {
            pass.into(end);
            return null;
        }
        try (PassingInspection before = new PassingInspection();
                ElementSink all =
                        before.watching().then(changes).then(new Packages()).into(end)) {
            pass.into(all);
            return before.faults();
        }
    }

    private Faults readBack() throws IOException {
        Optional<Path> written = output.flushedFile();
        try (Input input = Input.open(written.orElseThrow(), Long.MAX_VALUE)) {
            return Faults.of(input, List.of());
        }
    }

    private static void prove(Faults before, Faults after, long bytes) throws RefusedException {
        if (after.outcome() != ReadOutcome.COMPLETE || after.bytes() != bytes) {
            throw RefusedException.unsupported(
                    "convert.unsound",
                    "what was written cannot be read again: "
                            + after.findings().stream()
                                    .findFirst()
                                    .map(Production::text)
                                    .orElse(after.bytes() + " bytes instead of " + bytes));
        }
        Optional<LocatedFinding> fault = before == null ? Optional.empty() : after.notIn(before);
        if (fault.isPresent()) {
            throw RefusedException.unsupported(
                    "convert.unsound", "the result has a fault that the input has not: " + text(fault.get()));
        }
    }

    private static String text(LocatedFinding located) {
        String section = located.section() == null ? "" : located.section().idstr() + ": ";
        return section + located.finding().message() + " [" + located.finding().code() + "]";
    }
}
