// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.migstream.io.LimitExceededException;
import org.migstream.io.SpillBuffer;
import org.migstream.io.ZeroFillInputStream;
import org.migstream.spi.Finding;
import org.migstream.stream.Element;
import org.migstream.stream.OpaqueBytes;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VmDesc;
import org.migstream.vmstate.SectionPayloadSource;
import org.migstream.vmstate.VmDescriptionException;
import org.migstream.vmstate.VmStateDecoder;
import org.migstream.vmstate.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * Holds back sections until the description says where in them values stand, then passes them on with zeroes for these.
 * A section that is not described, or not as it is, comes out as zeroes altogether. Before the first such section nothing
 * is held.
 */
final class SectionRedactionBuffer implements ElementSink {
    /** Of machines with thousands of sections; what they hold lies in temporary files. */
    private static final int MAX_ELEMENTS = 1 << 16;

    private final ElementSink out;
    private final SpillBuffer buffer = new SpillBuffer();
    private final SpillBuffer redacted = new SpillBuffer();
    private final List<BufferedElement> elements = new ArrayList<>();
    private final Map<SectionKey, List<Payload>> payloads = new HashMap<>();
    private Section section;
    private Payload payload;

    /** An element, and its body in {@link #buffer}; {@code payload} for the pieces of one. */
    private record BufferedElement(Element element, long start, Payload payload) {}

    /** A payload of several pieces, in {@link #buffer} from {@code start} to {@code end}. */
    private static final class Payload {
        private final long start;
        private long end;
        /** Where in {@link #redacted} the payload with zeroes begins; -1 if there is none. */
        private long redactedStart = -1;

        Payload(long start) {
            this.start = start;
        }
    }

    SectionRedactionBuffer(ElementSink out) {
        this.out = out;
    }

    /** Takes a piece of the payload of a FULL section. */
    void bufferPayload(OpaqueBytes piece, InputStream body, Section of) throws IOException {
        if (of != section) {
            section = of;
            payload = new Payload(buffer.length());
            payloads.computeIfAbsent(of.key(), key -> new ArrayList<>(1)).add(payload);
        }
        bufferElement(piece, body, payload);
        payload.end = buffer.length();
    }

    private void bufferElement(Element element, InputStream body, Payload of) throws IOException {
        elements.add(new BufferedElement(element, buffer.length(), of));
        body.transferTo(buffer);
        if (elements.size() > MAX_ELEMENTS) {
            throw new LimitExceededException(
                    "convert.too-many-sections",
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

    /** Takes the description: now what is held can go. */
    void writeRedacted(VmDesc description, InputStream body) throws IOException {
        try (SpillBuffer json = new SpillBuffer()) {
            body.transferTo(json);
            redactPayloads(json);
            writeBuffered();
            out.accept(description, json.openRange(0, json.length()));
        }
    }

    private void redactPayloads(SpillBuffer json) throws IOException {
        Map<SectionKey, Integer> taken = new HashMap<>();
        VmStateRedactor blanking = new VmStateRedactor(buffer, redacted);
        try {
            new VmStateDecoder(key -> openPayload(key, taken, blanking), blanking, 0)
                    .decode(json.openRange(0, json.length()), json.length());
        } catch (VmDescriptionException e) {
            // What it has described up to there is done; of the rest nothing is known.
            return;
        }
    }

    private Optional<SectionPayloadSource.Payload> openPayload(
            SectionKey key, Map<SectionKey, Integer> taken, VmStateRedactor blanking) throws IOException {
        List<Payload> of = payloads.getOrDefault(key, List.of());
        int turn = taken.merge(key, 1, Integer::sum) - 1;
        if (turn >= of.size()) {
            return Optional.empty();
        }
        Payload next = of.get(turn);
        next.redactedStart = redacted.length();
        blanking.startPayload(next.start, next.end);
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
        Payload of = next.payload();
        if (of == null) {
            return buffer.openRange(next.start(), length);
        }
        return of.redactedStart < 0
                ? new ZeroFillInputStream(length)
                : redacted.openRange(of.redactedStart + next.start() - of.start, length);
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
     * Copies payloads while they are decoded: zeroes for the values, and as it is what stands between them, the names of
     * subsections and the marks of lists.
     */
    private static final class VmStateRedactor implements VmStateSink {
        private final SpillBuffer payloads;
        private final SpillBuffer redacted;
        /** How far the payload has been copied; in {@link #payloads}. */
        private long position;

        private long end;
        private boolean failed;

        VmStateRedactor(SpillBuffer from, SpillBuffer to) {
            this.payloads = from;
            this.redacted = to;
        }

        /** The next device's payload stands there. */
        void startPayload(long first, long behindLast) {
            position = first;
            end = behindLast;
            failed = false;
        }

        @Override
        public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
            // A mark between values takes a byte, the name of a subsection some tens.
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
            // What follows the last value is structure only if everything before was as described.
            (failed ? new ZeroFillInputStream(end - position) : payloads.openRange(position, end - position))
                    .transferTo(redacted);
        }
    }
}
