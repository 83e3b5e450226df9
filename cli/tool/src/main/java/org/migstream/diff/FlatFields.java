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
import java.util.Set;
import org.migstream.io.SpillBuffer;
import org.migstream.io.SpillList;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.DescribedSection;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/** The values of those described sections that are of interest, in a temporary file; no more than is worth showing. */
final class FlatFields implements VmStateSink, Closeable {
    /** A device has some thousands; a path takes as many bytes as a hostile description wants. */
    private static final int MOST_OF_A_DEVICE = 1 << 18;

    private static final int LONGEST_PATH = 512;

    private final Set<SectionTurn> wanted;
    private final SpillBuffer scratch = new SpillBuffer();
    private final DataOutputStream out = new DataOutputStream(scratch);
    private final Map<SectionTurn, Stretch> devices = new HashMap<>();
    private final Map<SectionKey, Integer> turns = new HashMap<>();
    private final Deque<String> paths = new ArrayDeque<>();
    private final Deque<String> structures = new ArrayDeque<>();
    private SectionTurn device;
    private long payload;
    private long start;
    private long count;

    /** Where the fields of a device lie. */
    private record Stretch(long start, long length, long count) {}

    FlatFields(Set<SectionTurn> wanted) {
        this.wanted = wanted;
    }

    /** Whether the fields of a section are there. */
    boolean has(SectionTurn section) {
        return devices.containsKey(section);
    }

    /** Reads the fields of a section. */
    SpillList.Cursor<FlatField> cursor(SectionTurn section) throws IOException {
        Stretch stretch = devices.get(section);
        DataInputStream in = new DataInputStream(scratch.openRange(stretch.start(), stretch.length()));
        long[] left = {stretch.count()};
        return () -> left[0]-- > 0 ? FlatField.CODEC.read(in) : null;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) {
        SectionTurn turn = new SectionTurn(section.key(), turns.merge(section.key(), 1, Integer::sum) - 1);
        device = wanted.contains(turn) ? turn : null;
        payload = offset;
        start = scratch.length();
        count = 0;
        paths.clear();
        paths.push("");
        structures.clear();
        structures.push(section.vmsdName() == null ? "" : section.vmsdName());
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) {
        enter(field.elementLabel(index) + ".", description);
    }

    @Override
    public void endStruct() {
        paths.pop();
        structures.pop();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) {
        enter("<" + description.name() + ">.", description);
    }

    @Override
    public void endSubsection() {
        endStruct();
    }

    private void enter(String name, VmStateDescription description) {
        String path = paths.peek() + name;
        paths.push(path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH));
        structures.push(description.name());
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
        if (device != null && count < MOST_OF_A_DEVICE) {
            count++;
            FlatField.CODEC.write(
                    FlatField.of(paths.peek(), structures.peek(), field, index, offset - payload, value), out);
        }
    }

    @Override
    public void endDevice(long unreadBytes) {
        if (device != null) {
            devices.put(device, new Stretch(start, scratch.length() - start, count));
        }
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
