// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillBuffer;
import org.migstream.io.SpillList;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * Stores the field values of selected described sections in a temporary file. Of a long value, only the part that is
 * shown is stored.
 */
final class VmStateFieldStore implements VmStateSink, Closeable {
    /**
     * One of the sections with the same name and instance.
     *
     * @param key the name and instance of the sections
     * @param index the index of the section among them, from 0
     */
    record SectionOccurrence(SectionKey key, int index) {}

    /** Maximum number of stored fields per section; a device has a few thousand fields. */
    private static final int MAX_FIELDS_PER_SECTION = 1 << 18;

    /** Maximum length of a path in characters, because a damaged vmdescription can nest names without limit. */
    private static final int MAX_PATH_LENGTH = 512;

    private final Set<SectionOccurrence> selected;
    private final SpillBuffer storage = new SpillBuffer();
    private final DataOutputStream out = new DataOutputStream(storage);
    private final Map<SectionOccurrence, StoredRange> ranges = new HashMap<>();
    private final Map<SectionKey, Integer> occurrences = new HashMap<>();
    private final Deque<String> paths = new ArrayDeque<>();
    private final Deque<String> structures = new ArrayDeque<>();
    private @Nullable SectionOccurrence current;
    private long payloadStart;
    private long start;
    private long count;

    /** The stored fields of a section. */
    private record StoredRange(long start, long length, long count) {}

    VmStateFieldStore(Set<SectionOccurrence> selected) {
        this.selected = selected;
    }

    /** Returns whether the fields of a section are stored. */
    boolean contains(SectionOccurrence section) {
        return ranges.containsKey(section);
    }

    /** Returns a cursor over the fields of a section, which must be stored. */
    SpillList.Cursor<VmStateFieldValue> cursor(SectionOccurrence section) throws IOException {
        StoredRange range = Objects.requireNonNull(ranges.get(section), "fields of the section");
        DataInputStream in = new DataInputStream(storage.openRange(range.start(), range.length()));
        long[] left = {range.count()};
        return () -> left[0]-- > 0 ? VmStateFieldValue.CODEC.read(in) : null;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) {
        SectionOccurrence occurrence =
                new SectionOccurrence(section.key(), occurrences.merge(section.key(), 1, Integer::sum) - 1);
        current = selected.contains(occurrence) ? occurrence : null;
        payloadStart = offset;
        start = storage.length();
        count = 0;
        paths.clear();
        paths.push("");
        structures.clear();
        structures.push(section.vmsdName() == null ? "" : section.vmsdName());
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) {
        pushStruct(field.elementLabel(index) + ".", description);
    }

    @Override
    public void endStruct() {
        paths.pop();
        structures.pop();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) {
        pushStruct("<" + description.name() + ">.", description);
    }

    @Override
    public void endSubsection() {
        endStruct();
    }

    private void pushStruct(String name, VmStateDescription description) {
        String path = paths.peek() + name;
        paths.push(path.length() <= MAX_PATH_LENGTH ? path : path.substring(0, MAX_PATH_LENGTH));
        structures.push(description.name());
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
        if (current != null && count < MAX_FIELDS_PER_SECTION) {
            count++;
            VmStateFieldValue.CODEC.write(
                    VmStateFieldValue.of(paths.peek(), structures.peek(), field, index, offset - payloadStart, value),
                    out);
        }
    }

    @Override
    public void endDevice(long unreadBytes) {
        if (current != null) {
            ranges.put(current, new StoredRange(start, storage.length() - start, count));
        }
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
