// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.container.Input;
import org.migstream.inspect.TruncationMessages;
import org.migstream.inspect.VmDescLocator;
import org.migstream.io.StreamException;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.OpaqueBytes;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;
import org.migstream.stream.SectionSizes;

/** A stream on its way from an input into a pipeline; what ends it early is explained as everywhere. */
final class StreamPass {
    private final Input input;
    private final String channel;
    private final SectionSizes known;
    private final MigrationReader reader;
    private Section section;
    private Element last;
    private boolean alone;

    /**
     * Begins to read an input.
     *
     * @param channel whether it is a multifd channel of another input
     */
    StreamPass(Input input, boolean channel) throws IOException {
        this.input = input;
        this.channel = channel ? input.name() : null;
        known = VmDescLocator.locate(input.source());
        try {
            reader = MigrationReader.of(input.source(), known);
        } catch (StreamException e) {
            throw new RefusedException(
                    new LocatedFinding(TruncationMessages.explainUnknownInput(input.source(), e), null, this.channel),
                    ReadOutcome.of(e));
        }
    }

    /** The guest's page size, if it is known beforehand. */
    OptionalInt pageSize() {
        return known.pageSize();
    }

    /** Refuses from now on what follows the stream: it is none, and nobody knows what is to become of it. */
    void requireAlone() {
        alone = true;
    }

    MigrationReader reader() {
        return reader;
    }

    /** As the user gave it. */
    String name() {
        return input.name();
    }

    /** The next element, null behind the last. */
    Element next() throws IOException {
        try {
            Element element = reader.next();
            section = element instanceof Section head ? head : last instanceof SectionFooter ? null : section;
            last = element == null ? last : element;
            if (alone && section == null && element instanceof OpaqueBytes trailing) {
                throw followed(trailing.offset());
            }
            return element;
        } catch (StreamException e) {
            throw refused(e);
        }
    }

    private static RefusedException followed(long length) {
        return RefusedException.unsupported(
                "stream.trailing-bytes",
                "the stream is complete, but more bytes follow, which belong to something else: only its own " + length
                        + " can be converted (head -c gives them, of a file that begins with it)");
    }

    /** Damage of this input, met while the body of the last element was read. */
    RefusedException refused(StreamException e) {
        SectionKey key = section == null ? null : section.key();
        return new RefusedException(
                new LocatedFinding(TruncationMessages.explain(e, section, last), key, channel), ReadOutcome.of(e));
    }

    /** Passes all elements on. */
    void into(ElementSink sink) throws IOException {
        for (Element element; (element = next()) != null; ) {
            try {
                sink.element(element, reader.body());
            } catch (StreamException e) {
                throw refused(e);
            }
        }
        sink.end();
    }
}
