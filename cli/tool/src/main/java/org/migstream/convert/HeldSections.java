// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.migstream.io.LimitExceededException;
import org.migstream.io.SpillBuffer;
import org.migstream.io.ZeroInputStream;
import org.migstream.stream.Element;
import org.migstream.stream.OpaqueBytes;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VmDesc;
import org.migstream.vmstate.SectionPayloadSource;
import org.migstream.vmstate.VmDescriptionException;
import org.migstream.vmstate.VmStateDecoder;

/**
 * Holds back sections until the description says where in them values stand, then passes them on with zeroes for these.
 * A section that is not described, or not as it is, comes out as zeroes altogether. Before the first such section nothing
 * is held.
 */
final class HeldSections implements ElementSink {
    /** Of machines with thousands of sections; what they hold lies in temporary files. */
    private static final int MOST_ELEMENTS = 1 << 16;

    private final ElementSink out;
    private final SpillBuffer held = new SpillBuffer();
    private final SpillBuffer blank = new SpillBuffer();
    private final List<Held> elements = new ArrayList<>();
    private final Map<SectionKey, List<Payload>> payloads = new HashMap<>();
    private Section section;
    private Payload payload;

    /** An element, and its body in {@link #held}; {@code payload} for the pieces of one. */
    private record Held(Element element, long start, Payload payload) {}

    /** A payload of several pieces, in {@link #held} from {@code start} to {@code end}. */
    private static final class Payload {
        private final long start;
        private long end;
        /** Where in {@link #blank} the payload with zeroes begins; -1 if there is none. */
        private long blankStart = -1;

        Payload(long start) {
            this.start = start;
        }
    }

    HeldSections(ElementSink out) {
        this.out = out;
    }

    /** Takes a piece of the payload of a FULL section. */
    void hold(OpaqueBytes piece, InputStream body, Section of) throws IOException {
        if (of != section) {
            section = of;
            payload = new Payload(held.length());
            payloads.computeIfAbsent(of.key(), key -> new ArrayList<>(1)).add(payload);
        }
        add(piece, body, payload);
        payload.end = held.length();
    }

    private void add(Element element, InputStream body, Payload of) throws IOException {
        elements.add(new Held(element, held.length(), of));
        body.transferTo(held);
        if (elements.size() > MOST_ELEMENTS) {
            throw new LimitExceededException(
                    "convert.too-many-sections",
                    element.offset(),
                    "more than " + MOST_ELEMENTS + " records in sections of unknown content");
        }
    }

    @Override
    public void element(Element element, InputStream body) throws IOException {
        if (elements.isEmpty()) {
            out.element(element, body);
        } else {
            add(element, body, null);
        }
    }

    /** Takes the description: now what is held can go. */
    void release(VmDesc description, InputStream body) throws IOException {
        try (SpillBuffer json = new SpillBuffer()) {
            body.transferTo(json);
            describe(json);
            passOn();
            out.element(description, json.openRange(0, json.length()));
        }
    }

    private void describe(SpillBuffer json) throws IOException {
        Map<SectionKey, Integer> taken = new HashMap<>();
        Blanking blanking = new Blanking(held, blank);
        try {
            new VmStateDecoder(key -> open(key, taken, blanking), blanking, 0)
                    .decode(json.openRange(0, json.length()), json.length());
        } catch (VmDescriptionException e) {
            // What it has described up to there is done; of the rest nothing is known.
            return;
        }
    }

    private SectionPayloadSource.Payload open(SectionKey key, Map<SectionKey, Integer> taken, Blanking blanking)
            throws IOException {
        List<Payload> of = payloads.getOrDefault(key, List.of());
        int turn = taken.merge(key, 1, Integer::sum) - 1;
        if (turn >= of.size()) {
            return null;
        }
        Payload next = of.get(turn);
        next.blankStart = blank.length();
        blanking.payload(next.start, next.end);
        return new SectionPayloadSource.Payload(next.start, held.openRange(next.start, next.end - next.start));
    }

    private void passOn() throws IOException {
        for (Held next : elements) {
            out.element(next.element(), body(next));
        }
        elements.clear();
    }

    private InputStream body(Held next) throws IOException {
        long length = next.element().bodyLength();
        Payload of = next.payload();
        if (of == null) {
            return held.openRange(next.start(), length);
        }
        return of.blankStart < 0
                ? new ZeroInputStream(length)
                : blank.openRange(of.blankStart + next.start() - of.start, length);
    }

    @Override
    public void end() throws IOException {
        passOn();
        out.end();
    }

    @Override
    public void close() throws IOException {
        try (held;
                blank) {
            out.close();
        }
    }
}
