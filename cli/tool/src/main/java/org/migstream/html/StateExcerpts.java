// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;

/** The fields and the bytes at places in the state of one device. */
final class StateExcerpts {
    private final Map<Long, StateField> fields = new HashMap<>();
    private final Map<Long, HexExcerpt> bytes = new HashMap<>();

    private StateExcerpts() {}

    /**
     * Reads the fields and the bytes at offsets in the state.
     *
     * @param withBytes whether the page may have bytes of the state
     */
    static StateExcerpts of(DeviceReport device, Set<Long> offsets, boolean withBytes) throws IOException {
        StateExcerpts excerpts = new StateExcerpts();
        DecodedState state = device.state();
        if (state != null) {
            state.fields().forEach(field -> excerpts.addField(field, offsets));
        }
        boolean canBeRead = withBytes
                && device.device().key() != null
                && !device.device().deviceData().isLost()
                && !device.device().hasUnreadMultifdData();
        if (canBeRead) {
            for (long offset : new TreeSet<>(offsets)) {
                excerpts.readBytes(device, offset);
            }
        }
        return excerpts;
    }

    private void addField(StateField field, Set<Long> offsets) {
        if (field.kind() == StateField.Kind.RESTART) {
            fields.clear();
            return;
        }
        for (long offset : offsets) {
            if (field.covers(offset)) {
                fields.putIfAbsent(offset, field);
            }
        }
    }

    private void readBytes(DeviceReport device, long offset) throws IOException {
        long start = HexExcerpt.startFor(offset);
        try (InputStream in = device.device().deviceData().open()) {
            in.skipNBytes(Math.min(start, device.device().totalBytes().bytes()));
            byte[] read = in.readNBytes(HexExcerpt.LENGTH);
            if (read.length > 0) {
                StateField field = fields.get(offset);
                bytes.put(
                        offset,
                        field == null
                                ? new HexExcerpt(start, read, offset, offset + 1)
                                : new HexExcerpt(start, read, field.offset(), field.offset() + field.length()));
            }
        }
    }

    /** Returns the field at an offset; null if the decoder has none there. */
    @Nullable
    StateField field(long offset) {
        return fields.get(offset);
    }

    /** Returns the bytes around an offset; null if they cannot be read. */
    @Nullable
    HexExcerpt bytes(long offset) {
        return bytes.get(offset);
    }
}
