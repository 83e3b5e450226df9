// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.migstream.io.SpillList;
import org.migstream.stream.CprStateRecord;

/**
 * A descriptor or a VFIO device of a CPR state in a report.
 *
 * @param name what it is and its name, for example {@code descriptor "0000:3b:00.1", id 0}
 * @param value what the new process receives; differs between two processes
 */
public record CprStateEntry(String name, String value) {
    /** Returns the entry for a descriptor. */
    public static CprStateEntry of(CprStateRecord.Descriptor descriptor) {
        return new CprStateEntry(
                "descriptor \"" + descriptor.name() + "\", id " + descriptor.id(),
                descriptor.number().isPresent()
                        ? "descriptor " + descriptor.number().getAsLong()
                        : "passed by the connection");
    }

    /** Returns the entry for a VFIO device. */
    public static CprStateEntry of(CprStateRecord.Device device) {
        return new CprStateEntry(
                "VFIO device \"" + device.name() + "\"",
                "devid " + device.devid() + ", ioas_id " + device.ioasId() + ", hwpt_id " + device.hwptId());
    }

    /** Writes and reads entries of a {@link SpillList}. The names have at most 4096 characters. */
    public static final SpillList.Codec<CprStateEntry> CODEC = new SpillList.Codec<>() {
        @Override
        public void write(CprStateEntry entry, DataOutput out) throws IOException {
            out.writeUTF(entry.name);
            out.writeUTF(entry.value);
        }

        @Override
        public CprStateEntry read(DataInput in) throws IOException {
            String name = in.readUTF();
            return new CprStateEntry(name, in.readUTF());
        }
    };
}
