// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.migstream.io.Spool;

/**
 * The list of snapshots, each of them at a multiple of eight bytes:
 *
 * <pre>
 *    0 be64 l1_table_offset       24 be64 vm_clock_nsec         40 be64 vm_state_size     of the extra data there
 *    8 be32 l1_size               32 be32 vm_state_size         48 be64 disk_size         may be none, or more than
 *   12 be16 length of the id      36 be32 length of extra data  56 be64 icount            we know
 *   14 be16 length of the name                                     id, name
 *   16 be32 date, seconds
 *   20 be32 date, nanoseconds
 * </pre>
 *
 * @param file the image
 * @param header its header
 */
record SnapshotTable(ImageFile file, Qcow2Header header) {
    private static final int HEAD = 40;
    private static final int NANOSECONDS = 1_000_000_000;
    /** Of QEMU's block/qcow2.h: QCOW_MAX_SNAPSHOT_EXTRA_DATA. */
    private static final int MOST_EXTRA = 1024;
    /** {@code id_str} and {@code name} of QEMU's QEMUSnapshotInfo, without the NUL. */
    private static final int LONGEST_ID = 127;

    private static final int LONGEST_NAME = 255;

    /** Visits all snapshots in the order of the table. */
    void forEach(Spool.Visitor<Snapshot> visitor) throws IOException {
        long at = header.snapshotsOffset();
        for (int i = 0; i < header.snapshots(); i++) {
            String what = "the entry of snapshot " + (i + 1);
            ByteBuffer head = file.piece(at, HEAD, what);
            int idLength = Short.toUnsignedInt(head.getShort(12));
            int nameLength = Short.toUnsignedInt(head.getShort(14));
            long extraLength = Integer.toUnsignedLong(head.getInt(36));
            if (idLength > LONGEST_ID || nameLength > LONGEST_NAME || extraLength > MOST_EXTRA) {
                throw ImageFile.damaged(
                        at,
                        "%s at 0x%x claims %d bytes of id, %d of name, %d of extra data"
                                .formatted(what, at, idLength, nameLength, extraLength));
            }
            int length = HEAD + (int) extraLength + idLength + nameLength;
            visitor.visit(snapshot(file.piece(at, length, what), (int) extraLength, idLength, nameLength));
            at += length + 7 & ~7;
        }
    }

    private Snapshot snapshot(ByteBuffer entry, int extraLength, int idLength, int nameLength) {
        long seconds = Integer.toUnsignedLong(entry.getInt(16));
        long nanoseconds = Integer.toUnsignedLong(entry.getInt(20));
        return new Snapshot(
                text(entry, HEAD + extraLength, idLength),
                text(entry, HEAD + extraLength + idLength, nameLength),
                Instant.ofEpochSecond(seconds, nanoseconds % NANOSECONDS),
                entry.getLong(24),
                extraLength >= 8 ? entry.getLong(40) : Integer.toUnsignedLong(entry.getInt(32)),
                extraLength >= 16 ? entry.getLong(48) : header.diskSize(),
                entry.getLong(0),
                entry.getInt(8));
    }

    private static String text(ByteBuffer entry, int at, int length) {
        byte[] text = new byte[length];
        entry.get(at, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
