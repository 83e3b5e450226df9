// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
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

    private final Scratch scratch = new Scratch();
    private final Map<SectionKey, Place> payloads = new HashMap<>();
    private Place json;

    /** Where a payload lies in the temporary file, and where it began in the stream. */
    private record Place(long offset, long start, long length) {
        Place longer(long more) {
            return new Place(offset, start, length + more);
        }
    }

    FieldSpool() throws IOException {
        // The temporary file is made at once: a full disk is reported before the work.
    }

    /** Keeps a piece of the payload of a FULL section. */
    void keep(Section section, OpaqueBytes piece, MigrationReader reader) throws IOException {
        if (section.kind() != Section.Kind.FULL) {
            return;
        }
        Place place = payloads.get(section.key());
        if (place == null || place.offset() != section.bodyOffset()) {
            place = new Place(section.bodyOffset(), scratch.length(), 0);
        }
        payloads.put(section.key(), place.longer(scratch.addAll(reader.body())));
        if (payloads.size() > MAX_SECTIONS) {
            throw new LimitExceededException(
                    "inspect.too-many-sections", piece.offset(), "more than " + MAX_SECTIONS + " sections to decode");
        }
    }

    /** Keeps the description itself; returns it for reading. */
    InputStream keepDescription(InputStream description) throws IOException {
        long start = scratch.length();
        json = new Place(0, start, scratch.addAll(description));
        return scratch.read(json.start(), json.length());
    }

    /** Whether there is a description to decode by. */
    boolean described() {
        return json != null;
    }

    @Override
    public void decode(VmStateSink sink) throws IOException {
        new VmStateDecoder(this::payload, sink, HEAD_BYTES)
                .decode(scratch.read(json.start(), json.length()), Foresight.MAX_DESCRIPTION);
    }

    private SectionPayloads.Payload payload(String idstr, long instanceId) throws IOException {
        Place place = payloads.get(new SectionKey(idstr, instanceId));
        return place == null
                ? null
                : new SectionPayloads.Payload(place.offset(), scratch.read(place.start(), place.length()));
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
