// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import org.migstream.io.SpillList;

/**
 * An entry of the snapshot table of an image.
 *
 * @param id a number that QEMU assigns
 * @param name given by the user
 * @param date of the snapshot by the host's clock
 * @param vmClock the run time of the guest in nanoseconds
 * @param vmStateSize the length of the stream in bytes; 0 for a snapshot of the disk only
 * @param diskSize the size of the disk in bytes when the snapshot was made
 * @param l1Offset of the L1 table in the image
 * @param l1Size the number of entries of the L1 table
 */
public record Snapshot(
        String id,
        String name,
        Instant date,
        long vmClock,
        long vmStateSize,
        long diskSize,
        long l1Offset,
        int l1Size) {
    /** Writes and reads entries of a {@link SpillList}. */
    public static final SpillList.Codec<Snapshot> CODEC = new SpillList.Codec<>() {
        @Override
        public void write(Snapshot snapshot, DataOutput out) throws IOException {
            out.writeUTF(snapshot.id);
            out.writeUTF(snapshot.name);
            out.writeLong(snapshot.date.getEpochSecond());
            out.writeInt(snapshot.date.getNano());
            out.writeLong(snapshot.vmClock);
            out.writeLong(snapshot.vmStateSize);
            out.writeLong(snapshot.diskSize);
            out.writeLong(snapshot.l1Offset);
            out.writeInt(snapshot.l1Size);
        }

        @Override
        public Snapshot read(DataInput in) throws IOException {
            return new Snapshot(
                    in.readUTF(),
                    in.readUTF(),
                    Instant.ofEpochSecond(in.readLong(), in.readInt()),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readInt());
        }
    };
}
