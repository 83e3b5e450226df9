// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import org.migstream.io.SpillList;

/**
 * An internal snapshot as its image lists it.
 *
 * @param id which QEMU gives: a number
 * @param name which the user gave
 * @param date when it was taken, by the host's clock
 * @param vmClock how long the guest had been running, nanoseconds
 * @param vmStateSize bytes of the stream; 0 for a snapshot of the disk alone
 * @param diskSize bytes of the disk at that time
 * @param l1Offset of its table in the image
 * @param l1Size entries of its table
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
    /** For lists of them. */
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
