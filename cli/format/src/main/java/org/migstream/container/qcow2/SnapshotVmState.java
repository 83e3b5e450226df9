// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.migstream.io.LimitExceededException;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** The stream of a snapshot: what {@code savevm} wrote behind the disk. */
final class SnapshotVmState implements RandomAccessInput {
    private final Qcow2File file;
    private final Qcow2Header header;
    private final Snapshot snapshot;
    private final ClusterMap clusterMap;
    private final CompressedClusterReader compressedClusters;
    private final long vmStateOffset;
    private final long maxOutput;
    private final List<Finding> warnings;
    private boolean holeReported;

    /**
     * @param most how many bytes may be read
     * @param warnings takes what is met on the way
     */
    SnapshotVmState(Qcow2File file, Qcow2Header header, Snapshot snapshot, long most, List<Finding> warnings)
            throws StreamException {
        header.requireReadableClusters();
        this.file = file;
        this.header = header;
        this.snapshot = snapshot;
        this.maxOutput = most;
        this.warnings = warnings;
        clusterMap = new ClusterMap(file, header, snapshot);
        compressedClusters = new CompressedClusterReader(file, header);
        vmStateOffset = clusterMap.vmStateOffset();
        if (snapshot.vmStateSize() < 0 || snapshot.vmStateSize() > clusterMap.mappedEnd() - vmStateOffset) {
            throw Qcow2File.damaged("a VM state of " + Long.toUnsignedString(snapshot.vmStateSize())
                    + " bytes does not fit the L1 table of the snapshot");
        }
    }

    @Override
    public long size() {
        return snapshot.vmStateSize();
    }

    @Override
    public int read(long place, ByteBuffer into) throws IOException {
        if (place >= size()) {
            return -1;
        }
        try {
            return read(lookUp(place), place, into);
        } catch (StreamException e) {
            throw e.withOffset(place);
        }
    }

    private int read(ClusterRange stretch, long place, ByteBuffer into) throws IOException {
        int count = (int) Math.min(into.remaining(), Math.min(stretch.length(), readableLength(place)));
        switch (stretch.kind()) {
            case NORMAL:
                return readNormal(stretch, into, count);
            case COMPRESSED:
                into.put(compressedClusters.read(stretch), stretch.offsetInCluster(), count);
                return count;
            case UNALLOCATED:
                reportHole(place);
                break;
            default:
                break;
        }
        into.put(new byte[count]);
        return count;
    }

    private int readNormal(ClusterRange stretch, ByteBuffer into, int count) throws IOException {
        int limit = into.limit();
        int read = file.bytes().read(stretch.hostOffset(), into.limit(into.position() + count));
        into.limit(limit);
        if (read < 0) {
            throw file.truncated("the cluster", stretch.hostOffset());
        }
        return read;
    }

    /** QEMU leaves none. */
    private void reportHole(long place) {
        if (!holeReported) {
            holeReported = true;
            warnings.add(Finding.at(
                    place,
                    Severity.WARNING,
                    "input.qcow2-hole",
                    "from here on the VM state has bytes that no cluster holds; they are read as zeros"
                            + (header.hasBackingFile() ? ", whatever the backing file has there" : "")));
        }
    }

    @Override
    public long countReadable(long place, long count) throws IOException {
        long wanted = Math.max(0, Math.min(count, size() - place));
        long reached = 0;
        try {
            while (reached < wanted) {
                ClusterRange stretch = lookUp(place + reached);
                long here = Math.min(wanted - reached, Math.min(stretch.length(), readableLength(place + reached)));
                if (stretch.kind() == ClusterRange.Kind.NORMAL) {
                    here = file.bytes().countReadable(stretch.hostOffset(), here);
                } else if (stretch.kind() == ClusterRange.Kind.COMPRESSED) {
                    compressedClusters.read(stretch);
                } else if (stretch.kind() == ClusterRange.Kind.UNALLOCATED) {
                    reportHole(place + reached);
                }
                if (here == 0) {
                    break;
                }
                reached += here;
            }
        } catch (StreamException e) {
            // Reading there tells it again, where it can be reported.
        }
        return reached;
    }

    private ClusterRange lookUp(long place) throws IOException {
        if (place >= maxOutput) {
            throw new LimitExceededException(
                    "input.max-output",
                    place,
                    "more than " + maxOutput
                            + " bytes come out of the qcow2 container: if it is not made to waste time,"
                            + " allow more with --max-output");
        }
        return clusterMap.lookUp(vmStateOffset + place);
    }

    /** How many bytes there are, and may be read, from a place on. */
    private long readableLength(long place) {
        return Math.min(size(), maxOutput) - place;
    }

    @Override
    public void close() throws IOException {
        file.bytes().close();
    }
}
