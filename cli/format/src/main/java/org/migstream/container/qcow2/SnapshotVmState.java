// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import static org.migstream.io.InputFindingCodes.INPUT_QCOW2_HOLE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.migstream.container.qcow2.ClusterMap.ClusterRange;
import org.migstream.io.LimitExceededException;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * The VM state of a snapshot: the stream that {@code savevm} wrote to the addresses after the end of the disk.
 *
 * <p>The recorded size of the VM state is the number of bytes that QEMU wrote. With mapped-ram, QEMU writes at scattered
 * offsets, so the stream ends later ({@code save_snapshot} in migration/savevm.c stores {@code qemu_file_transferred}).
 * QEMU does not use the recorded size when it loads the state ({@code qcow2_load_vmstate}). {@link #extend} makes all
 * clusters of the L1 table readable. Clusters of an older snapshot can follow the stream, because QEMU discards only the
 * clusters up to the recorded size ({@code qcow2_snapshot_create} in block/qcow2-snapshot.c).
 */
final class SnapshotVmState implements RandomAccessInput {
    private final Qcow2File file;
    private final Qcow2Header header;
    private final ClusterMap clusterMap;
    private final CompressedClusterReader compressedClusters;
    private final ClusterOwners owners;
    private final long vmStateOffset;
    private final long maxOutput;
    private final List<Finding> warnings;
    private boolean holeReported;
    private boolean extended;
    private long size;

    /**
     * Opens a VM state.
     *
     * @param maxOutput the maximum number of bytes that can be read
     * @param warnings receives warnings during reads
     */
    SnapshotVmState(Qcow2File file, Qcow2Header header, Snapshot snapshot, long maxOutput, List<Finding> warnings)
            throws StreamException {
        header.requireReadableClusters();
        this.file = file;
        this.header = header;
        this.maxOutput = maxOutput;
        this.warnings = warnings;
        clusterMap = new ClusterMap(file, header, snapshot);
        compressedClusters = new CompressedClusterReader(file, header);
        owners = new ClusterOwners(header.clusterBits());
        vmStateOffset = clusterMap.vmStateOffset();
        if (snapshot.vmStateSize() < 0 || snapshot.vmStateSize() > clusterMap.mappedEnd() - vmStateOffset) {
            throw Qcow2File.damaged("a VM state of " + Long.toUnsignedString(snapshot.vmStateSize())
                    + " bytes does not fit the L1 table of the snapshot");
        }
        size = snapshot.vmStateSize();
    }

    @Override
    public long size() {
        return size;
    }

    /** Returns 0: offsets in the VM state count from its own start. */
    @Override
    public OptionalLong fileOffset() {
        return OptionalLong.of(0);
    }

    @Override
    public boolean extend() throws IOException {
        if (!extended) {
            extended = true;
            // The holes that were read so far are unused slots.
            warnings.removeIf(warning -> warning.code().equals(INPUT_QCOW2_HOLE.code()));
            size = Math.max(size, clusterMap.allocatedEnd() - vmStateOffset);
        }
        return true;
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IOException {
        if (offset >= size()) {
            return -1;
        }
        try {
            return read(lookUp(offset), offset, into);
        } catch (StreamException e) {
            throw e.withOffset(offset);
        }
    }

    private int read(ClusterRange range, long offset, ByteBuffer into) throws IOException {
        int count = (int) Math.min(into.remaining(), Math.min(range.length(), readableLength(offset)));
        switch (range.kind()) {
            case NORMAL:
                return readNormal(range, into, count);
            case COMPRESSED:
                into.put(compressedClusters.read(range), range.offsetInCluster(), count);
                return count;
            case UNALLOCATED:
                reportHole(offset);
                break;
            default:
                break;
        }
        into.put(new byte[count]);
        return count;
    }

    private int readNormal(ClusterRange range, ByteBuffer into, int count) throws IOException {
        int limit = into.limit();
        int read = file.bytes().read(range.hostOffset(), into.limit(into.position() + count));
        into.limit(limit);
        if (read < 0) {
            throw file.truncated("the cluster", range.hostOffset());
        }
        return read;
    }

    /** Reports a hole; reports only the first one. QEMU writes a VM state without holes, except with mapped-ram. */
    private void reportHole(long offset) {
        if (!holeReported && !extended) {
            holeReported = true;
            warnings.add(Finding.at(
                    offset,
                    Severity.WARNING,
                    INPUT_QCOW2_HOLE,
                    "from here on the VM state has bytes without a cluster; they are read as zeroes"
                            + (header.hasBackingFile() ? ", without regard to the backing file" : "")));
        }
    }

    @Override
    public long countReadable(long offset, long count) throws IOException {
        long wanted = Math.max(0, Math.min(count, size() - offset));
        long checked = 0;
        try {
            while (checked < wanted) {
                ClusterRange range = lookUp(offset + checked);
                long rangeLength =
                        Math.min(wanted - checked, Math.min(range.length(), readableLength(offset + checked)));
                if (range.kind() == ClusterRange.Kind.NORMAL) {
                    rangeLength = file.bytes().countReadable(range.hostOffset(), rangeLength);
                } else if (range.kind() == ClusterRange.Kind.COMPRESSED) {
                    compressedClusters.read(range);
                } else if (range.kind() == ClusterRange.Kind.UNALLOCATED) {
                    reportHole(offset + checked);
                }
                if (rangeLength == 0) {
                    break;
                }
                checked += rangeLength;
            }
        } catch (StreamException e) {
            // The sequential reader gets and reports the same error.
        }
        return checked;
    }

    private ClusterRange lookUp(long offset) throws IOException {
        if (offset >= maxOutput) {
            throw LimitExceededException.ofMaxOutput(maxOutput, "qcow2").withOffset(offset);
        }
        ClusterRange range = clusterMap.lookUp(vmStateOffset + offset);
        if (range.kind() == ClusterRange.Kind.NORMAL
                && range.hostOffset() < file.bytes().size()) {
            owners.add(range.hostOffset(), vmStateOffset + offset);
        }
        return range;
    }

    /** Returns the number of readable bytes from an offset on. */
    private long readableLength(long offset) {
        return Math.min(size(), maxOutput) - offset;
    }

    @Override
    public void close() throws IOException {
        try (owners) {
            file.bytes().close();
        }
    }
}
