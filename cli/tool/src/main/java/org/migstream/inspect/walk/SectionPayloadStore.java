// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.InspectionFindingCodes.INSPECT_TOO_MANY_SECTIONS;

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
import org.jspecify.annotations.Nullable;
import org.migstream.device.DeviceData;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.report.StreamReport.SectionContents;
import org.migstream.inspect.report.StreamReport.VmStateFieldsSource;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Element.SectionRecord;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.SectionPayloadSource;
import org.migstream.vmstate.VmStateDecoder;
import org.migstream.vmstate.VmStateSink;

/**
 * Keeps the payloads of sections until the vmdescription, which gives their layout, has been read. Payloads of a file
 * stay in the file. Payloads of a pipe are copied to a temporary file.
 */
public final class SectionPayloadStore implements Closeable, VmStateFieldsSource, SectionContents {
    private static final int MAX_SECTIONS = 1 << 14;

    private final @Nullable String deviceName;
    private final boolean keepsAllKinds;
    private final DeviceDataStore store = new DeviceDataStore(Long.MAX_VALUE);
    /** A key can have several payloads: all user networks of QEMU have the idstr {@code slirp} and the instance 0. */
    private final Map<SectionKey, List<KeptPayload>> payloads = new LinkedHashMap<>();

    private final SpillBuffer vmDescJson = new SpillBuffer();
    private int payloadCount;
    private @Nullable Section currentSection;

    /** A payload and its offset in the stream, in bytes. */
    private record KeptPayload(long start, DeviceData bytes) {}

    /**
     * Creates an empty store.
     *
     * @param deviceName keep only the sections that can be called so; null for all sections
     * @param keepsAllKinds whether sections of all kinds are kept; the vmdescription describes only FULL sections
     */
    public SectionPayloadStore(@Nullable String deviceName, boolean keepsAllKinds) {
        this.deviceName = deviceName;
        this.keepsAllKinds = keepsAllKinds;
    }

    /** Keeps the payload of a FULL section, to which pieces may follow. Payloads of 0 bytes have no pieces. */
    void begin(Section section) throws LimitExceededException {
        if (section.kind() == Section.Kind.FULL && !section.isVfio() && matches(section)) {
            payloadOf(section);
        }
    }

    /** Keeps a piece of the payload of a section. */
    void keep(Section section, SectionRecord piece, MigrationReader reader) throws IOException {
        if (!keepsAllKinds && section.kind() != Section.Kind.FULL || !matches(section)) {
            return;
        }
        append(payloadOf(section), piece, reader);
    }

    private boolean matches(Section section) {
        return deviceName == null || section.key().canBeCalled(deviceName);
    }

    private DeviceData payloadOf(Section section) throws LimitExceededException {
        List<KeptPayload> payloadsOfKey = payloads.computeIfAbsent(section.key(), key -> new ArrayList<>(1));
        if (!section.equals(currentSection)) {
            currentSection = section;
            if (payloadsOfKey.isEmpty() || section.kind().hasIdstr()) {
                if (payloadCount == MAX_SECTIONS) {
                    throw new LimitExceededException(
                            INSPECT_TOO_MANY_SECTIONS,
                            section.offset(),
                            "more than " + MAX_SECTIONS + " sections to decode");
                }
                payloadCount++;
                payloadsOfKey.add(new KeptPayload(section.bodyOffset(), new DeviceData()));
            }
        }
        return payloadsOfKey.get(payloadsOfKey.size() - 1).bytes();
    }

    private void append(DeviceData bytes, SectionRecord piece, MigrationReader reader) throws IOException {
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

    /** Keeps the text of the vmdescription and returns it for reading. */
    InputStream keepVmDesc(InputStream vmDesc) throws IOException {
        vmDesc.transferTo(vmDescJson);
        return vmDescJson.openRange(0, vmDescJson.length());
    }

    /** Returns whether no payload has been kept. */
    public boolean isEmpty() {
        return payloads.isEmpty();
    }

    @Override
    public Map<SectionKey, Integer> counts() {
        Map<SectionKey, Integer> counts = new LinkedHashMap<>();
        payloads.forEach((key, payloadsOfKey) -> counts.put(key, payloadsOfKey.size()));
        return counts;
    }

    @Override
    public SectionPayloadSource.Payload open(SectionKey key, int occurrence) throws IOException {
        KeptPayload payload = payloads.getOrDefault(key, List.of()).get(occurrence);
        return new SectionPayloadSource.Payload(payload.start(), payload.bytes().open());
    }

    @Override
    public void decode(VmStateSink sink, int headBytes) throws IOException {
        Map<SectionKey, Integer> decodedCounts = new HashMap<>();
        new VmStateDecoder(key -> nextPayload(key, decodedCounts), sink, headBytes)
                .decode(vmDescJson.openRange(0, vmDescJson.length()), VmDescLocator.MAX_VMDESC_LENGTH);
    }

    /** Opens the next payload of a key; empty after the last. The vmdescription lists equal keys in stream order. */
    private Optional<SectionPayloadSource.Payload> nextPayload(SectionKey key, Map<SectionKey, Integer> decodedCounts)
            throws IOException {
        int occurrence = decodedCounts.merge(key, 1, Integer::sum) - 1;
        return occurrence < payloads.getOrDefault(key, List.of()).size()
                ? Optional.of(open(key, occurrence))
                : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        store.close();
        vmDescJson.close();
        for (List<KeptPayload> payloadsOfKey : payloads.values()) {
            for (KeptPayload payload : payloadsOfKey) {
                payload.bytes().close();
            }
        }
    }
}
