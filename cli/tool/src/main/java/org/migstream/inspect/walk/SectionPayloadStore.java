// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.migstream.device.DeviceData;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.report.SectionContents;
import org.migstream.inspect.report.VmStateFieldsSource;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.SectionRecord;
import org.migstream.vmstate.SectionPayloadSource;
import org.migstream.vmstate.VmStateDecoder;
import org.migstream.vmstate.VmStateSink;

/**
 * Keeps the payloads of sections until the description comes, which tells how to read them. Those of a file stay where
 * they are, those of a pipe are copied to a temporary file.
 */
public final class SectionPayloadStore implements Closeable, VmStateFieldsSource, SectionContents {
    private static final int MAX_SECTIONS = 1 << 14;
    private static final int HEAD_LENGTH = 64;

    private final String deviceIdstr;
    private final boolean keepsAllKinds;
    private final DeviceDataStore store = new DeviceDataStore(Long.MAX_VALUE);
    /** More than one for a key: QEMU's user networks are all {@code slirp} 0. */
    private final Map<SectionKey, List<KeptPayload>> payloads = new LinkedHashMap<>();

    private final SpillBuffer vmDescJson = new SpillBuffer();
    private int payloadCount;
    private Section currentSection;

    /** A payload, and where it began in the stream. */
    private record KeptPayload(long start, DeviceData bytes) {}

    /**
     * Nothing yet.
     *
     * @param only the idstr of the one device that is wanted; null for all
     * @param all whether sections of all kinds are kept, rather than FULL ones alone, which are those described
     */
    public SectionPayloadStore(String only, boolean all) {
        this.deviceIdstr = only;
        this.keepsAllKinds = all;
    }

    /** Keeps a piece of the payload of a section. */
    void keep(Section section, SectionRecord piece, MigrationReader reader) throws IOException {
        boolean wanted = deviceIdstr == null || deviceIdstr.equals(section.key().idstr());
        if (!keepsAllKinds && section.kind() != Section.Kind.FULL || !wanted) {
            return;
        }
        List<KeptPayload> known = payloads.computeIfAbsent(section.key(), key -> new ArrayList<>(1));
        if (section != currentSection) {
            currentSection = section;
            if (known.isEmpty() || section.kind().hasIdstr()) {
                known.add(new KeptPayload(section.bodyOffset(), new DeviceData()));
                payloadCount++;
            }
        }
        keep(known.get(known.size() - 1).bytes(), piece, reader);
        if (payloadCount > MAX_SECTIONS) {
            throw new LimitExceededException(
                    "inspect.too-many-sections", piece.offset(), "more than " + MAX_SECTIONS + " sections to decode");
        }
    }

    private void keep(DeviceData bytes, SectionRecord piece, MigrationReader reader) throws IOException {
        ByteSource source = reader.source();
        if (source.isSeekable()) {
            reader.skipBody();
            bytes.append(store.rangeOf(source, piece.offset(), piece.end() - piece.offset()));
            return;
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        piece.writeHead(new ByteSink(head));
        bytes.append(store.copy(head.toByteArray(), head.size()).orElse(null));
        bytes.append(store.copy(reader.body()).orElse(null));
        if (bytes.isLost()) {
            throw new IOException(store.lossReason());
        }
    }

    /** Keeps the description itself; returns it for reading. */
    InputStream keepVmDesc(InputStream description) throws IOException {
        description.transferTo(vmDescJson);
        return vmDescJson.openRange(0, vmDescJson.length());
    }

    /** Whether anything is kept. */
    public boolean isEmpty() {
        return payloads.isEmpty();
    }

    @Override
    public Map<SectionKey, Integer> counts() {
        Map<SectionKey, Integer> counts = new LinkedHashMap<>();
        payloads.forEach((key, known) -> counts.put(key, known.size()));
        return counts;
    }

    @Override
    public SectionPayloadSource.Payload open(SectionKey key, int turn) throws IOException {
        KeptPayload content = payloads.get(key).get(turn);
        return new SectionPayloadSource.Payload(content.start(), content.bytes().open());
    }

    @Override
    public void decode(VmStateSink sink) throws IOException {
        Map<SectionKey, Integer> taken = new HashMap<>();
        new VmStateDecoder(key -> nextPayload(key, taken), sink, HEAD_LENGTH)
                .decode(vmDescJson.openRange(0, vmDescJson.length()), VmDescLocator.MAX_VMDESC_LENGTH);
    }

    /** The description names sections in the order in which they stand: so it does those of the same key. */
    private Optional<SectionPayloadSource.Payload> nextPayload(SectionKey key, Map<SectionKey, Integer> taken)
            throws IOException {
        int turn = taken.merge(key, 1, Integer::sum) - 1;
        return turn < payloads.getOrDefault(key, List.of()).size() ? Optional.of(open(key, turn)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        store.close();
        vmDescJson.close();
        for (List<KeptPayload> known : payloads.values()) {
            for (KeptPayload content : known) {
                content.bytes().close();
            }
        }
    }
}
