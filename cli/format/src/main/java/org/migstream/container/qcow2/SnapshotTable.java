// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.migstream.io.NameText;
import org.migstream.io.SpillList;

/**
 * The snapshot table. Each entry starts at a multiple of eight bytes:
 *
 * <pre>
 *    0 be64 l1_table_offset       24 be64 vm_clock_nsec         40 be64 vm_state_size     the extra data
 *    8 be32 l1_size               32 be32 vm_state_size         48 be64 disk_size         can be missing,
 *   12 be16 length of the id      36 be32 length of extra data  56 be64 icount            shorter or longer
 *   14 be16 length of the name                                     id, name
 *   16 be32 date, seconds
 *   20 be32 date, nanoseconds
 * </pre>
 *
 * @param file of the image
 * @param header of the image
 */
record SnapshotTable(Qcow2File file, Qcow2Header header) {
    private static final int HEADER_LENGTH = 40;
    private static final int NANOSECONDS_PER_SECOND = 1_000_000_000;
    /** QCOW_MAX_SNAPSHOT_EXTRA_DATA in QEMU's block/qcow2.h. */
    private static final int MAX_EXTRA_LENGTH = 1024;
    /** The size of {@code id_str} in QEMU's QEMUSnapshotInfo, without the NUL. */
    private static final int MAX_ID_LENGTH = 127;

    /** The size of {@code name} in QEMU's QEMUSnapshotInfo, without the NUL. */
    private static final int MAX_NAME_LENGTH = 255;

    /** Visits all snapshots in the order of the table. */
    void forEach(SpillList.Visitor<Snapshot> visitor) throws IOException {
        long offset = header.snapshotsOffset();
        for (int i = 0; i < header.snapshotCount(); i++) {
            String entryName = "the entry of snapshot " + (i + 1);
            ByteBuffer head = file.readFully(offset, HEADER_LENGTH, entryName);
            int idLength = Short.toUnsignedInt(head.getShort(12));
            int nameLength = Short.toUnsignedInt(head.getShort(14));
            long extraLength = Integer.toUnsignedLong(head.getInt(36));
            if (idLength > MAX_ID_LENGTH || nameLength > MAX_NAME_LENGTH || extraLength > MAX_EXTRA_LENGTH) {
                throw Qcow2File.damaged(
                        offset,
                        "%s at 0x%x has fields that are too long: id %d bytes, name %d bytes, extra data %d bytes"
                                .formatted(entryName, offset, idLength, nameLength, extraLength));
            }
            int length = HEADER_LENGTH + (int) extraLength + idLength + nameLength;
            visitor.visit(decode(file.readFully(offset, length, entryName), (int) extraLength, idLength, nameLength));
            offset += length + 7 & ~7;
        }
    }

    private Snapshot decode(ByteBuffer entry, int extraLength, int idLength, int nameLength) {
        long seconds = Integer.toUnsignedLong(entry.getInt(16));
        long nanoseconds = Integer.toUnsignedLong(entry.getInt(20));
        return new Snapshot(
                readText(entry, HEADER_LENGTH + extraLength, idLength),
                readText(entry, HEADER_LENGTH + extraLength + idLength, nameLength),
                Instant.ofEpochSecond(seconds, nanoseconds % NANOSECONDS_PER_SECOND),
                entry.getLong(24),
                extraLength >= 8 ? entry.getLong(40) : Integer.toUnsignedLong(entry.getInt(32)),
                extraLength >= 16 ? entry.getLong(48) : header.diskSize(),
                entry.getLong(0),
                entry.getInt(8));
    }

    private static String readText(ByteBuffer entry, int offset, int length) {
        byte[] text = new byte[length];
        entry.get(offset, text);
        return NameText.decode(text);
    }
}
