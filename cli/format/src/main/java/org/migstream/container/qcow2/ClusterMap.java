// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.io.StreamException;

/**
 * Finds the clusters of a snapshot. An L1 entry has the offset of an L2 table, which is one cluster long. An L2 entry has
 * the offset of a cluster. Each entry is a be64; an extended L2 entry is two of them:
 *
 * <pre>
 *   L1          63 copied   55..9 offset of the L2 table
 *   L2          63 copied   62 clear   55..9 offset of the cluster   0 zero
 *   compressed  63 copied   62 set     61..x sectors - 1, x-1..0 offset; x = 62 - (cluster_bits - 8)
 *   extension   63..32 subclusters that are zero   31..0 subclusters that are stored
 * </pre>
 */
final class ClusterMap {
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
    private static final long L1_RESERVED_MASK = 0x7f00_0000_0000_01ffL;
    private static final long L2_RESERVED_MASK = 0x3f00_0000_0000_01feL;
    private static final long COMPRESSED_FLAG = 1L << 62;
    private static final long ZERO_FLAG = 1;
    private static final int SUBCLUSTER_COUNT_BITS = 5;
    private static final int SECTOR_SIZE = 512;
    /** QCOW_MAX_L1_SIZE in QEMU's block/qcow2.h, in entries. */
    private static final int MAX_L1_ENTRIES = (32 << 20) / Long.BYTES;
    /**
     * Maximum number of L2 entries that the search for the last cluster reads. An image of QEMU has a cluster in its last
     * L2 table; a table has at most 262,144 entries.
     */
    private static final int MAX_SEARCHED_ENTRIES = 1 << 20;

    private final Qcow2Header header;
    private final Snapshot snapshot;
    private final TableEntryReader l1;
    private final TableEntryReader l2;
    private final int l2EntryBits;
    private final int l2CoverageBits;

    /** @throws StreamException if the L1 table of the snapshot has an invalid size or offset */
    ClusterMap(Qcow2File file, Qcow2Header header, Snapshot snapshot) throws StreamException {
        this.header = header;
        this.snapshot = snapshot;
        l1 = new TableEntryReader(file, "an L1 entry");
        l2 = new TableEntryReader(file, "an L2 entry");
        l2EntryBits = header.hasExtendedL2() ? 4 : 3;
        l2CoverageBits = 2 * header.clusterBits() - l2EntryBits;
        if (snapshot.l1Size() < 0 || snapshot.l1Size() > MAX_L1_ENTRIES || !isClusterAligned(snapshot.l1Offset())) {
            throw Qcow2File.damaged("the L1 table of the snapshot has %s entries at 0x%x"
                    .formatted(Integer.toUnsignedString(snapshot.l1Size()), snapshot.l1Offset()));
        }
    }

    private boolean isClusterAligned(long offset) {
        return offset >= 0 && (offset & header.clusterSize() - 1) == 0;
    }

    /**
     * Returns the address at which the VM state starts: the start of the first L1 entry after the disk ({@code
     * qcow2_vm_state_offset}).
     */
    long vmStateOffset() throws StreamException {
        long index = snapshot.diskSize() - 1 >> l2CoverageBits;
        if (snapshot.diskSize() < 0 || index >= snapshot.l1Size()) {
            throw Qcow2File.damaged("a disk of " + Long.toUnsignedString(snapshot.diskSize())
                    + " bytes does not fit the L1 table of the snapshot");
        }
        return index + 1 << l2CoverageBits;
    }

    /** Returns the end of the address range of the L1 table, in bytes. */
    long mappedEnd() {
        return (long) snapshot.l1Size() << l2CoverageBits;
    }

    /**
     * Returns the end of the last cluster that is stored or marked as zeroes, in bytes. If the tables are damaged, or have
     * more empty entries than an image of QEMU, the result is an upper bound.
     */
    long allocatedEnd() throws IOException {
        int searched = 0;
        for (long index = snapshot.l1Size() - 1L; index >= 0; index--) {
            long spanStart = index << l2CoverageBits;
            try {
                long table = l1.entryAt(snapshot.l1Offset() + index * Long.BYTES) & OFFSET_MASK;
                int entries = table == 0 ? 0 : 1 << l2CoverageBits - header.clusterBits();
                for (int i = entries - 1; i >= 0; i--) {
                    if (++searched > MAX_SEARCHED_ENTRIES || l2.entryAt(table + ((long) i << l2EntryBits)) != 0) {
                        return spanStart + (i + 1L << header.clusterBits());
                    }
                }
            } catch (StreamException e) {
                // A read of the clusters reports the error.
                return spanStart + (1L << l2CoverageBits);
            }
        }
        return 0;
    }

    /** Returns the range that starts at an address and has the same kind of storage. */
    ClusterRange lookUp(long address) throws IOException {
        long span = 1L << l2CoverageBits;
        long inSpan = address & span - 1;
        long l1Entry = l1.entryAt(snapshot.l1Offset() + (address >> l2CoverageBits) * Long.BYTES);
        long table = l1Entry & OFFSET_MASK;
        if ((l1Entry & L1_RESERVED_MASK) != 0 || !isClusterAligned(table)) {
            throw invalidEntry("L1", l1Entry, address);
        }
        if (table == 0) {
            return new ClusterRange(ClusterRange.Kind.UNALLOCATED, 0, span - inSpan, 0, 0);
        }
        long entryOffset = table + (inSpan >> header.clusterBits() << l2EntryBits);
        long entry = l2.entryAt(entryOffset);
        int offsetInCluster = (int) (address & header.clusterSize() - 1);
        if ((entry & COMPRESSED_FLAG) != 0) {
            return compressedRange(entry, offsetInCluster);
        }
        if ((entry & L2_RESERVED_MASK) != 0 || !isClusterAligned(entry & OFFSET_MASK)) {
            throw invalidEntry("L2", entry, address);
        }
        return header.hasExtendedL2()
                ? subclusterRange(entry, l2.entryAt(entryOffset + Long.BYTES), offsetInCluster, address)
                : clusterRange(entry, offsetInCluster, address);
    }

    private ClusterRange compressedRange(long entry, int offsetInCluster) {
        int offsetBits = 62 - (header.clusterBits() - 8);
        long hostOffset = entry & (1L << offsetBits) - 1;
        int sectors = (int) ((entry & COMPRESSED_FLAG - 1) >> offsetBits) + 1;
        int compressedLength = sectors * SECTOR_SIZE - (int) (hostOffset % SECTOR_SIZE);
        return new ClusterRange(
                ClusterRange.Kind.COMPRESSED,
                hostOffset,
                header.clusterSize() - offsetInCluster,
                offsetInCluster,
                compressedLength);
    }

    private ClusterRange clusterRange(long entry, int offsetInCluster, long address) throws StreamException {
        boolean isZero = (entry & ZERO_FLAG) != 0;
        if (isZero && header.version() < 3) {
            throw invalidEntry("L2", entry, address);
        }
        return newRange(isZero, (entry & OFFSET_MASK) != 0, entry & OFFSET_MASK, offsetInCluster, header.clusterSize());
    }

    private ClusterRange subclusterRange(long entry, long subclusters, int offsetInCluster, long address)
            throws StreamException {
        int subclusterSize = header.clusterSize() >> SUBCLUSTER_COUNT_BITS;
        int zeroSubclusters = (int) (subclusters >>> 32);
        int storedSubclusters = (int) subclusters;
        if ((entry & ZERO_FLAG) != 0
                || (zeroSubclusters & storedSubclusters) != 0
                || storedSubclusters != 0 && (entry & OFFSET_MASK) == 0) {
            throw invalidEntry("L2", entry, address);
        }
        int bit = 1 << offsetInCluster / subclusterSize;
        int end = (offsetInCluster / subclusterSize + 1) * subclusterSize;
        return newRange(
                (zeroSubclusters & bit) != 0,
                (storedSubclusters & bit) != 0,
                entry & OFFSET_MASK,
                offsetInCluster,
                end);
    }

    private static ClusterRange newRange(
            boolean isZero, boolean isStored, long hostOffset, int offsetInCluster, int end) {
        ClusterRange.Kind kind =
                isZero ? ClusterRange.Kind.ZERO : isStored ? ClusterRange.Kind.NORMAL : ClusterRange.Kind.UNALLOCATED;
        return new ClusterRange(kind, hostOffset + offsetInCluster, end - offsetInCluster, offsetInCluster, 0);
    }

    private static StreamException invalidEntry(String table, long entry, long address) {
        return Qcow2File.damaged("0x%x is not a valid %s entry, for address 0x%x of the disk and the VM state after it"
                .formatted(entry, table, address));
    }

    /**
     * Adjacent bytes with the same storage.
     *
     * @param kind of the storage
     * @param hostOffset of the bytes in the image; of a compressed cluster, the offset of the whole cluster
     * @param length from the looked-up address to the end of the range, in bytes
     * @param offsetInCluster of the looked-up address, in bytes
     * @param compressedLength the maximum length of a compressed cluster in the image, in bytes
     */
    record ClusterRange(Kind kind, long hostOffset, long length, int offsetInCluster, int compressedLength) {
        enum Kind {
            /** Stored in the image. */
            NORMAL,
            /** Stored in the image and compressed. */
            COMPRESSED,
            /** Marked as zeroes in the tables. */
            ZERO,
            /** Without a cluster in the image. */
            UNALLOCATED
        }
    }

    /** Reads the entries of a table. Caches one chunk of the table, because most reads are of neighbouring entries. */
    private static final class TableEntryReader {
        private static final int CHUNK_SIZE = 1 << 12;

        private final Qcow2File file;
        private final String entryName;
        private ByteBuffer chunk = ByteBuffer.allocate(0);
        private long chunkOffset = -1;

        TableEntryReader(Qcow2File file, String entryName) {
            this.file = file;
            this.entryName = entryName;
        }

        /** Returns the be64 at an offset of the file that is a multiple of eight. */
        long entryAt(long offset) throws IOException {
            long start = offset & -CHUNK_SIZE;
            if (start != chunkOffset) {
                chunk = file.readUpTo(start, CHUNK_SIZE);
                chunkOffset = start;
            }
            int index = (int) (offset - chunkOffset);
            if (offset < 0 || chunk.limit() - index < Long.BYTES) {
                throw file.truncated(entryName, offset);
            }
            return chunk.getLong(index);
        }
    }
}
