// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.migstream.io.Extent;
import org.migstream.io.LimitExceededException;
import org.migstream.io.StreamException;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** The stream of a snapshot: what {@code savevm} wrote behind the disk. */
final class VmState implements Extent {
    private final ImageFile file;
    private final Qcow2Header header;
    private final Snapshot snapshot;
    private final ClusterMap map;
    private final CompressedCluster compressed;
    private final long start;
    private final long most;
    private final List<Finding> warnings;
    private boolean holeSeen;

    /**
     * @param most how many bytes may be read
     * @param warnings takes what is met on the way
     */
    VmState(ImageFile file, Qcow2Header header, Snapshot snapshot, long most, List<Finding> warnings)
            throws StreamException {
        header.requireReadableClusters();
        this.file = file;
        this.header = header;
        this.snapshot = snapshot;
        this.most = most;
        this.warnings = warnings;
        map = new ClusterMap(file, header, snapshot);
        compressed = new CompressedCluster(file, header);
        start = map.vmStateOffset();
        if (snapshot.vmStateSize() < 0 || snapshot.vmStateSize() > map.end() - start) {
            throw ImageFile.damaged("a VM state of " + Long.toUnsignedString(snapshot.vmStateSize())
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
            return read(stretch(place), place, into);
        } catch (StreamException e) {
            throw e.at(place);
        }
    }

    private int read(Stretch stretch, long place, ByteBuffer into) throws IOException {
        int count = (int) Math.min(into.remaining(), Math.min(stretch.length(), left(place)));
        switch (stretch.kind()) {
            case STORED:
                return stored(stretch, into, count);
            case COMPRESSED:
                into.put(compressed.content(stretch), stretch.inCluster(), count);
                return count;
            case UNALLOCATED:
                hole(place);
                break;
            default:
                break;
        }
        into.put(new byte[count]);
        return count;
    }

    private int stored(Stretch stretch, ByteBuffer into, int count) throws IOException {
        int limit = into.limit();
        int read = file.bytes().read(stretch.host(), into.limit(into.position() + count));
        into.limit(limit);
        if (read < 0) {
            throw file.cut("the cluster", stretch.host());
        }
        return read;
    }

    /** QEMU leaves none. */
    private void hole(long place) {
        if (!holeSeen) {
            holeSeen = true;
            warnings.add(Finding.at(
                    place,
                    Severity.WARNING,
                    "input.qcow2-hole",
                    "from here on the VM state has bytes that no cluster holds; they are read as zeros"
                            + (header.backed() ? ", whatever the backing file has there" : "")));
        }
    }

    @Override
    public long reach(long place, long count) throws IOException {
        long wanted = Math.max(0, Math.min(count, size() - place));
        long reached = 0;
        try {
            while (reached < wanted) {
                Stretch stretch = stretch(place + reached);
                long here = Math.min(wanted - reached, Math.min(stretch.length(), left(place + reached)));
                if (stretch.kind() == Stretch.Kind.STORED) {
                    here = file.bytes().reach(stretch.host(), here);
                } else if (stretch.kind() == Stretch.Kind.COMPRESSED) {
                    compressed.content(stretch);
                } else if (stretch.kind() == Stretch.Kind.UNALLOCATED) {
                    hole(place + reached);
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

    private Stretch stretch(long place) throws IOException {
        if (place >= most) {
            throw new LimitExceededException(
                    "input.max-output",
                    place,
                    "more than " + most + " bytes come out of the qcow2 container: if it is not made to waste time,"
                            + " allow more with --max-output");
        }
        return map.at(start + place);
    }

    /** How many bytes there are, and may be read, from a place on. */
    private long left(long place) {
        return Math.min(size(), most) - place;
    }

    @Override
    public void close() throws IOException {
        file.bytes().close();
    }
}
