// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_TOO_MANY_SECTIONS;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.io.LimitExceededException;
import org.migstream.io.SpillBuffer;
import org.migstream.io.ZeroFillInputStream;
import org.migstream.spi.Finding;
import org.migstream.stream.Element;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.SectionPayloadSource;
import org.migstream.vmstate.VmDescription.VmDescriptionException;
import org.migstream.vmstate.VmStateDecoder;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * Holds back sections until the vmdescription locates their values, then passes them on with zeroed values. If a
 * section has no matching description, its whole payload becomes zeroes. Elements before the first such section pass
 * immediately.
 */
final class SectionRedactionBuffer implements ElementSink {
    /** Maximum number of held elements, enough for thousands of sections. Their bodies are in temporary files. */
    private static final int MAX_ELEMENTS = 1 << 16;

    private final ElementSink out;
    private final SpillBuffer buffer = new SpillBuffer();
    private final SpillBuffer redacted = new SpillBuffer();
    private final List<BufferedElement> elements = new ArrayList<>();
    private final Map<SectionKey, List<Payload>> payloads = new HashMap<>();
    private @Nullable Section section;
    private @Nullable Payload payload;

    /**
     * An element and the start of its body in {@link #buffer}; {@code payload} is null for an element outside of
     * payloads.
     */
    private record BufferedElement(
            Element element, long start, @Nullable Payload payload) {}

    /** A payload, possibly of several pieces, in {@link #buffer} from {@code start} to {@code end}. */
    private static final class Payload {
        private final long start;
        private long end;
        /** Start of the redacted payload in {@link #redacted}; -1 if there is none. */
        private long redactedStart = -1;

        Payload(long start) {
            this.start = start;
        }
    }

    SectionRedactionBuffer(ElementSink out) {
        this.out = out;
    }

    /** Holds back a piece of the payload of a FULL section. */
    void bufferPayload(OpaqueBytes piece, InputStream body, Section owner) throws IOException {
        Payload current = payload;
        if (current == null || section == null || owner.offset() != section.offset()) {
            section = owner;
            current = new Payload(buffer.length());
            payload = current;
            payloads.computeIfAbsent(owner.key(), key -> new ArrayList<>(1)).add(current);
        }
        bufferElement(piece, body, current);
        current.end = buffer.length();
    }

    private void bufferElement(Element element, InputStream body, @Nullable Payload owner) throws IOException {
        long start = buffer.length();
        // An element whose body cannot be read to its end is not passed on.
        body.transferTo(buffer);
        elements.add(new BufferedElement(element, start, owner));
        if (elements.size() > MAX_ELEMENTS) {
            throw new LimitExceededException(
                    CONVERT_TOO_MANY_SECTIONS,
                    element.offset(),
                    "more than " + MAX_ELEMENTS + " records in sections of unknown content");
        }
    }

    @Override
    public void accept(Element element, InputStream body) throws IOException {
        if (elements.isEmpty()) {
            out.accept(element, body);
        } else {
            bufferElement(element, body, null);
        }
    }

    /** Reads the vmdescription, then passes on all held elements and the vmdescription. */
    void writeRedacted(VmDesc description, InputStream body) throws IOException {
        try (SpillBuffer json = new SpillBuffer()) {
            body.transferTo(json);
            redactPayloads(json);
            writeBuffered();
            out.accept(description, json.openRange(0, json.length()));
        }
    }

    private void redactPayloads(SpillBuffer json) throws IOException {
        Map<SectionKey, Integer> occurrences = new HashMap<>();
        VmStateRedactor redactor = new VmStateRedactor(buffer, redacted);
        try {
            new VmStateDecoder(key -> openPayload(key, occurrences, redactor), redactor, 0)
                    .decode(json.openRange(0, json.length()), json.length());
        } catch (VmDescriptionException e) {
            // Payloads described before the error are redacted by field; the rest becomes zeroes.
            return;
        }
    }

    private Optional<SectionPayloadSource.Payload> openPayload(
            SectionKey key, Map<SectionKey, Integer> occurrences, VmStateRedactor redactor) throws IOException {
        List<Payload> candidates = payloads.getOrDefault(key, List.of());
        int index = occurrences.merge(key, 1, Integer::sum) - 1;
        if (index >= candidates.size()) {
            return Optional.empty();
        }
        Payload next = candidates.get(index);
        next.redactedStart = redacted.length();
        redactor.startPayload(next.start, next.end);
        return Optional.of(
                new SectionPayloadSource.Payload(next.start, buffer.openRange(next.start, next.end - next.start)));
    }

    private void writeBuffered() throws IOException {
        for (BufferedElement next : elements) {
            out.accept(next.element(), openBody(next));
        }
        elements.clear();
    }

    private InputStream openBody(BufferedElement next) throws IOException {
        long length = next.element().bodyLength();
        Payload owner = next.payload();
        if (owner == null) {
            return buffer.openRange(next.start(), length);
        }
        return owner.redactedStart < 0
                ? new ZeroFillInputStream(length)
                : redacted.openRange(owner.redactedStart + next.start() - owner.start, length);
    }

    @Override
    public void finish() throws IOException {
        writeBuffered();
        out.finish();
    }

    @Override
    public void close() throws IOException {
        try (buffer;
                redacted) {
            out.close();
        }
    }

    /**
     * Copies payloads while they are decoded. Values become zeroes. Structure between values is copied: the names of
     * subsections and the markers of lists.
     */
    private static final class VmStateRedactor implements VmStateSink {
        private final SpillBuffer payloads;
        private final SpillBuffer redacted;
        /** End of the copied part, in {@link #payloads}. */
        private long position;

        private long end;
        private boolean failed;

        VmStateRedactor(SpillBuffer from, SpillBuffer to) {
            this.payloads = from;
            this.redacted = to;
        }

        /**
         * Starts the payload of the next device, from offset {@code first} to offset {@code last} (exclusive) in {@link
         * #payloads}.
         */
        void startPayload(long first, long last) {
            position = first;
            end = last;
            failed = false;
        }

        @Override
        public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
            // Only a few bytes are between two values: a marker has one byte, the name of a subsection a few dozen
            // bytes.
            if (offset > position) {
                payloads.openRange(position, offset - position).transferTo(redacted);
            }
            if (value instanceof VmStateValue.NullPointer) {
                position = offset;
                return;
            }
            new ZeroFillInputStream(value.length()).transferTo(redacted);
            position = offset + value.length();
        }

        @Override
        public void acceptFinding(Finding finding) {
            failed = true;
        }

        @Override
        public void endDevice(long unread) throws IOException {
            // Bytes after the last value are structure only if the decoding had no findings.
            (failed ? new ZeroFillInputStream(end - position) : payloads.openRange(position, end - position))
                    .transferTo(redacted);
        }
    }
}
