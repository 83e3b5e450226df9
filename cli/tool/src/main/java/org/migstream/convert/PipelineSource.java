// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.container.Input;
import org.migstream.inspect.walk.TruncationMessages;
import org.migstream.inspect.walk.VmDescLocator;
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
final class PipelineSource {
    private final Input input;
    private final String channelName;
    private final SectionSizes sectionSizes;
    private final MigrationReader reader;
    private Section section;
    private Element lastElement;
    private boolean rejectsTrailingBytes;

    /**
     * Begins to read an input.
     *
     * @param channel whether it is a multifd channel of another input
     */
    PipelineSource(Input input, boolean channel) throws IOException {
        this.input = input;
        this.channelName = channel ? input.name() : null;
        sectionSizes = VmDescLocator.locate(input.source());
        try {
            reader = MigrationReader.of(input.source(), sectionSizes);
        } catch (StreamException e) {
            throw new ConversionException(
                    new LocatedFinding(
                            TruncationMessages.explainUnknownInput(input.source(), e), null, this.channelName),
                    ReadOutcome.of(e));
        }
    }

    /** The guest's page size, if it is known beforehand. */
    OptionalInt pageSize() {
        return sectionSizes.pageSize();
    }

    /** Refuses from now on what follows the stream: it is none, and nobody knows what is to become of it. */
    void rejectTrailingBytes() {
        rejectsTrailingBytes = true;
    }

    MigrationReader reader() {
        return reader;
    }

    /** As the user gave it. */
    String inputName() {
        return input.name();
    }

    /** The next element, null behind the last. */
    Element next() throws IOException {
        try {
            Element element = reader.next();
            section = element instanceof Section head ? head : lastElement instanceof SectionFooter ? null : section;
            lastElement = element == null ? lastElement : element;
            if (rejectsTrailingBytes && section == null && element instanceof OpaqueBytes trailing) {
                throw trailingBytesFound(trailing.offset());
            }
            return element;
        } catch (StreamException e) {
            throw toConversionException(e);
        }
    }

    private static ConversionException trailingBytesFound(long length) {
        return ConversionException.unsupported(
                "stream.trailing-bytes",
                "the stream is complete, but more bytes follow, which belong to something else: only its own " + length
                        + " can be converted (head -c gives them, of a file that begins with it)");
    }

    /** Damage of this input, met while the body of the last element was read. */
    ConversionException toConversionException(StreamException e) {
        SectionKey key = section == null ? null : section.key();
        return new ConversionException(
                new LocatedFinding(TruncationMessages.explain(e, section, lastElement), key, channelName),
                ReadOutcome.of(e));
    }

    /** Passes all elements on. */
    void transferTo(ElementSink sink) throws IOException {
        for (Element element; (element = next()) != null; ) {
            try {
                sink.accept(element, reader.body());
            } catch (StreamException e) {
                throw toConversionException(e);
            }
        }
        sink.finish();
    }
}
