// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillBuffer;
import org.migstream.io.SpillList;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.PathSink;
import org.migstream.vmstate.PciConfigValue;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateValue;

/**
 * Stores the field values of selected described sections in a temporary file. Of a long value, only the part that is
 * shown is stored.
 */
final class VmStateFieldStore extends PathSink implements Closeable {
    /**
     * One of the sections with the same name and instance.
     *
     * @param key the name and instance of the sections
     * @param index the index of the section among them, from 0
     */
    record SectionOccurrence(SectionKey key, int index) {}

    /** Maximum number of stored fields per section; a device has a few thousand fields. */
    private static final int MAX_FIELDS_PER_SECTION = 1 << 18;

    private final Set<SectionOccurrence> selected;
    private final SpillBuffer storage = new SpillBuffer();
    private final DataOutputStream out = new DataOutputStream(storage);
    private final Map<SectionOccurrence, StoredRange> ranges = new HashMap<>();
    private final Map<SectionKey, Integer> occurrences = new HashMap<>();
    private @Nullable SectionOccurrence current;
    private long payloadStart;
    private long start;
    private long count;

    /** The stored fields of a section. */
    private record StoredRange(long start, long length, long count, long payloadOffset) {}

    VmStateFieldStore(Set<SectionOccurrence> selected) {
        this.selected = selected;
    }

    /** Returns whether the fields of a section are stored. */
    boolean contains(SectionOccurrence section) {
        return ranges.containsKey(section);
    }

    /** Returns the offset of the payload of a section in the stream; the section must be stored. */
    long payloadOffset(SectionOccurrence section) {
        return Objects.requireNonNull(ranges.get(section), "fields of the section")
                .payloadOffset();
    }

    /** Returns a cursor over the fields of a section, which must be stored. */
    SpillList.Cursor<VmStateFieldValue> cursor(SectionOccurrence section) throws IOException {
        StoredRange range = Objects.requireNonNull(ranges.get(section), "fields of the section");
        DataInputStream in = new DataInputStream(storage.openRange(range.start(), range.length()));
        long[] left = {range.count()};
        return () -> left[0]-- > 0 ? VmStateFieldValue.CODEC.read(in) : null;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) throws IOException {
        super.beginDevice(section, offset);
        SectionOccurrence occurrence =
                new SectionOccurrence(section.key(), occurrences.merge(section.key(), 1, Integer::sum) - 1);
        current = selected.contains(occurrence) ? occurrence : null;
        payloadStart = offset;
        start = storage.length();
        count = 0;
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
        if (current != null && count < MAX_FIELDS_PER_SECTION) {
            count++;
            PciConfigValue config =
                    PciConfigValue.find(section().idstr(), field, value).orElse(null);
            VmStateFieldValue.CODEC.write(
                    VmStateFieldValue.of(
                            path(field.elementLabel(index)), structure(), field, offset - payloadStart, value, config),
                    out);
        }
    }

    @Override
    public void endDevice(long unreadBytes) throws IOException {
        super.endDevice(unreadBytes);
        if (current != null) {
            ranges.put(current, new StoredRange(start, storage.length() - start, count, payloadStart));
        }
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
