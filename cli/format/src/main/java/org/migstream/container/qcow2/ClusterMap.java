// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import org.migstream.io.StreamException;

/**
 * Where the clusters of a snapshot lie. An entry of the L1 table leads to an L2 table, as long as a cluster, and its
 * entries to clusters; both are be64, an extended L2 entry two of them:
 *
 * <pre>
 *   L1          63 copied   55..9 offset of the L2 table
 *   L2          63 copied   62 clear   55..9 offset of the cluster   0 zero
 *   compressed  63 copied   62 set     61..x sectors - 1, x-1..0 offset; x = 62 - (cluster_bits - 8)
 *   extension   63..32 parts that are zero   31..0 parts that are stored, of 32
 * </pre>
 */
final class ClusterMap {
    private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
    private static final long L1_RESERVED = 0x7f00_0000_0000_01ffL;
    private static final long L2_RESERVED = 0x3f00_0000_0000_01feL;
    private static final long COMPRESSED = 1L << 62;
    private static final long ZERO = 1;
    private static final int PARTS_BITS = 5;
    private static final int SECTOR = 512;
    /** QCOW_MAX_L1_SIZE in QEMU's block/qcow2.h, in entries. */
    private static final int MOST_L1 = (32 << 20) / Long.BYTES;

    private final Qcow2Header header;
    private final Snapshot snapshot;
    private final TableReader l1;
    private final TableReader l2;
    private final int entryBits;
    private final int spanBits;

    /** @throws StreamException if the snapshot's table is none */
    ClusterMap(ImageFile file, Qcow2Header header, Snapshot snapshot) throws StreamException {
        this.header = header;
        this.snapshot = snapshot;
        l1 = new TableReader(file, "an L1 entry");
        l2 = new TableReader(file, "an L2 entry");
        entryBits = header.extendedL2() ? 4 : 3;
        spanBits = 2 * header.clusterBits() - entryBits;
        if (snapshot.l1Size() < 0 || snapshot.l1Size() > MOST_L1 || !aligned(snapshot.l1Offset())) {
            throw ImageFile.damaged("the L1 table of the snapshot has %s entries at 0x%x"
                    .formatted(Integer.toUnsignedString(snapshot.l1Size()), snapshot.l1Offset()));
        }
    }

    private boolean aligned(long offset) {
        return offset >= 0 && (offset & header.clusterSize() - 1) == 0;
    }

    /** Where the VM state begins: the first L1 entry behind the disk ({@code qcow2_vm_state_offset}). */
    long vmStateOffset() throws StreamException {
        long index = snapshot.diskSize() - 1 >> spanBits;
        if (snapshot.diskSize() < 0 || index >= snapshot.l1Size()) {
            throw ImageFile.damaged("a disk of " + Long.toUnsignedString(snapshot.diskSize())
                    + " bytes does not fit the L1 table of the snapshot");
        }
        return index + 1 << spanBits;
    }

    /** How far the table reaches, bytes. */
    long end() {
        return (long) snapshot.l1Size() << spanBits;
    }

    /** Where the bytes from an address on lie. */
    Stretch at(long address) throws IOException {
        long span = 1L << spanBits;
        long inSpan = address & span - 1;
        long l1Entry = l1.at(snapshot.l1Offset() + (address >> spanBits) * Long.BYTES);
        long table = l1Entry & OFFSET;
        if ((l1Entry & L1_RESERVED) != 0 || !aligned(table)) {
            throw damaged("L1", l1Entry, address);
        }
        if (table == 0) {
            return new Stretch(Stretch.Kind.UNALLOCATED, 0, span - inSpan, 0, 0);
        }
        long entryAt = table + (inSpan >> header.clusterBits() << entryBits);
        long entry = l2.at(entryAt);
        int inCluster = (int) (address & header.clusterSize() - 1);
        if ((entry & COMPRESSED) != 0) {
            return compressed(entry, inCluster);
        }
        if ((entry & L2_RESERVED) != 0 || !aligned(entry & OFFSET)) {
            throw damaged("L2", entry, address);
        }
        return header.extendedL2()
                ? part(entry, l2.at(entryAt + Long.BYTES), inCluster, address)
                : cluster(entry, inCluster, address);
    }

    private Stretch compressed(long entry, int inCluster) {
        int offsetBits = 62 - (header.clusterBits() - 8);
        long host = entry & (1L << offsetBits) - 1;
        int sectors = (int) ((entry & COMPRESSED - 1) >> offsetBits) + 1;
        int stored = sectors * SECTOR - (int) (host % SECTOR);
        return new Stretch(Stretch.Kind.COMPRESSED, host, header.clusterSize() - inCluster, inCluster, stored);
    }

    private Stretch cluster(long entry, int inCluster, long address) throws StreamException {
        boolean zero = (entry & ZERO) != 0;
        if (zero && header.version() < 3) {
            throw damaged("L2", entry, address);
        }
        return stretch(zero, (entry & OFFSET) != 0, entry & OFFSET, inCluster, header.clusterSize());
    }

    private Stretch part(long entry, long parts, int inCluster, long address) throws StreamException {
        int partSize = header.clusterSize() >> PARTS_BITS;
        int zeros = (int) (parts >>> 32);
        int stored = (int) parts;
        if ((entry & ZERO) != 0 || (zeros & stored) != 0 || stored != 0 && (entry & OFFSET) == 0) {
            throw damaged("L2", entry, address);
        }
        int bit = 1 << inCluster / partSize;
        int end = (inCluster / partSize + 1) * partSize;
        return stretch((zeros & bit) != 0, (stored & bit) != 0, entry & OFFSET, inCluster, end);
    }

    private static Stretch stretch(boolean zero, boolean stored, long host, int inCluster, int end) {
        Stretch.Kind kind = zero ? Stretch.Kind.ZERO : stored ? Stretch.Kind.STORED : Stretch.Kind.UNALLOCATED;
        return new Stretch(kind, host + inCluster, end - inCluster, inCluster, 0);
    }

    private static StreamException damaged(String table, long entry, long address) {
        return ImageFile.damaged("0x%x is no %s entry, of the cluster at 0x%x of the disk and what lies behind it"
                .formatted(entry, table, address));
    }
}
