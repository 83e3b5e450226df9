// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.migstream.io.LimitExceededException;
import org.migstream.io.Scratch;
import org.migstream.report.DescribedFields;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.OpaqueBytes;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.vmdesc.SectionPayloads;
import org.migstream.vmdesc.VmStateDecoder;
import org.migstream.vmdesc.VmStateSink;

/**
 * Keeps the payloads of FULL sections until the description comes, which tells how to read them: one way for files and
 * pipes. They lie in a temporary file.
 */
final class FieldSpool implements Closeable, DescribedFields {
    private static final int MAX_SECTIONS = 1 << 14;
    private static final int HEAD_BYTES = 64;

    private final String only;
    private final Scratch scratch = new Scratch();
    /** More than one for a key: QEMU's user networks are all {@code slirp} 0. */
    private final Map<SectionKey, List<Place>> payloads = new HashMap<>();

    private int sections;
    private Section current;
    private Place json;

    /** Where a payload lies in the temporary file, and where it began in the stream. */
    private record Place(long offset, long start, long length) {
        Place longer(long more) {
            return new Place(offset, start, length + more);
        }
    }

    /** @param only the idstr of the one device that is wanted; null for all */
    FieldSpool(String only) {
        this.only = only;
    }

    /** Keeps a piece of the payload of a FULL section. */
    void keep(Section section, OpaqueBytes piece, MigrationReader reader) throws IOException {
        boolean wanted = only == null || only.equals(section.key().idstr());
        if (section.kind() != Section.Kind.FULL || !wanted) {
            return;
        }
        List<Place> places = payloads.computeIfAbsent(section.key(), key -> new ArrayList<>(1));
        if (section != current) {
            current = section;
            places.add(new Place(section.bodyOffset(), scratch.length(), 0));
            sections++;
        }
        int last = places.size() - 1;
        places.set(last, places.get(last).longer(reader.body().transferTo(scratch)));
        if (sections > MAX_SECTIONS) {
            throw new LimitExceededException(
                    "inspect.too-many-sections", piece.offset(), "more than " + MAX_SECTIONS + " sections to decode");
        }
    }

    /** Keeps the description itself; returns it for reading. */
    InputStream keepDescription(InputStream description) throws IOException {
        long start = scratch.length();
        json = new Place(0, start, description.transferTo(scratch));
        return scratch.read(json.start(), json.length());
    }

    /** Whether anything is kept. */
    boolean isEmpty() {
        return payloads.isEmpty();
    }

    @Override
    public void decode(VmStateSink sink) throws IOException {
        Map<SectionKey, Integer> taken = new HashMap<>();
        new VmStateDecoder(key -> payload(key, taken), sink, HEAD_BYTES)
                .decode(scratch.read(json.start(), json.length()), Foresight.MAX_DESCRIPTION);
    }

    /** The description names sections in the order in which they stand: so it does those of the same key. */
    private SectionPayloads.Payload payload(SectionKey key, Map<SectionKey, Integer> taken) throws IOException {
        List<Place> places = payloads.getOrDefault(key, List.of());
        int turn = taken.merge(key, 1, Integer::sum) - 1;
        if (turn >= places.size()) {
            return null;
        }
        Place place = places.get(turn);
        return new SectionPayloads.Payload(place.offset(), scratch.read(place.start(), place.length()));
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
