// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.stream.StreamFindingCodes.STREAM_TRAILING_BYTES;

import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.inspect.walk.TruncationMessages;
import org.migstream.inspect.walk.VmDescLocator;
import org.migstream.io.StreamException;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Element;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;
import org.migstream.stream.SectionSizes;

/** Reads the elements of an input for a pipeline, and explains read errors like {@code inspect} does. */
final class PipelineSource {
    private final Input input;
    private final @Nullable String channelName;
    private final SectionSizes sectionSizes;
    private final MigrationReader reader;
    private @Nullable Section section;
    private @Nullable Element lastElement;
    private boolean rejectsTrailingBytes;

    /**
     * Reads the header of an input.
     *
     * @param channel whether the input is a multifd channel whose main stream is another input
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

    /** Returns the page size of the guest in bytes; empty if it is not known before the stream is read. */
    OptionalInt pageSize() {
        return sectionSizes.pageSize();
    }

    /**
     * Rejects bytes after the end of the stream from now on. They are not part of the stream, so a conversion cannot
     * keep or drop them safely.
     */
    void rejectTrailingBytes() {
        rejectsTrailingBytes = true;
    }

    MigrationReader reader() {
        return reader;
    }

    /** Returns the name of the input as given by the user. */
    String inputName() {
        return input.name();
    }

    /** Returns the next element; null after the last element. */
    @Nullable
    Element next() throws IOException {
        try {
            Element element = reader.next();
            section = element instanceof Section head ? head : lastElement instanceof SectionFooter ? null : section;
            lastElement = element == null ? lastElement : element;
            if (rejectsTrailingBytes && section == null && element instanceof OpaqueBytes trailing) {
                throw trailingBytes(trailing.offset());
            }
            return element;
        } catch (StreamException e) {
            throw toConversionException(e);
        }
    }

    private static ConversionException trailingBytes(long length) {
        return ConversionException.unsupported(
                STREAM_TRAILING_BYTES,
                "the stream is complete after " + length
                        + " bytes, but trailing bytes follow: remove them first (head -c " + length
                        + " keeps the stream)");
    }

    /** Explains an error in the last element or directly after it. */
    ConversionException toConversionException(StreamException e) {
        SectionKey key = section == null ? null : section.key();
        return new ConversionException(
                new LocatedFinding(TruncationMessages.explain(e, section, lastElement), key, channelName),
                ReadOutcome.of(e));
    }

    /** Passes all elements to a sink and finishes it. */
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
