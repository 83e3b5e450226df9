// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.SpillList;
import org.migstream.io.StreamException;
import org.migstream.spi.Finding;

/** A qcow2 image and its snapshots. */
public final class Qcow2Image {
    private final Qcow2File file;
    private final Qcow2Header header;
    private final List<Finding> warnings;

    private Qcow2Image(Qcow2File file) throws IOException {
        this.file = file;
        header = Qcow2Header.read(file);
        warnings = new ArrayList<>(header.warnings());
    }

    /**
     * Reads the header of an image.
     *
     * @param file starts with the magic; the caller closes it
     */
    public static Qcow2Image of(RandomAccessInput file) throws IOException {
        return new Qcow2Image(new Qcow2File(file));
    }

    /** Returns the number of snapshots according to the header. */
    public int snapshotCount() {
        return header.snapshotCount();
    }

    /** Visits all snapshots, also those without VM state. */
    public void forEachSnapshot(SpillList.Visitor<Snapshot> visitor) throws IOException {
        new SnapshotTable(file, header).forEach(visitor);
    }

    /**
     * Returns the first snapshot with this name, as QEMU's {@code loadvm} does. If there is none, returns the first
     * snapshot with this id.
     */
    public Optional<Snapshot> findSnapshot(String nameOrId) throws IOException {
        List<Snapshot> byName = new ArrayList<>(1);
        List<Snapshot> byId = new ArrayList<>(1);
        try {
            forEachSnapshot(snapshot -> {
                if (byName.isEmpty() && snapshot.name().equals(nameOrId)) {
                    byName.add(snapshot);
                }
                if (byId.isEmpty() && snapshot.id().equals(nameOrId)) {
                    byId.add(snapshot);
                }
            });
        } catch (StreamException e) {
            // The entry was found before the damage, so it is valid.
            if (byName.isEmpty()) {
                throw e;
            }
        }
        return Stream.concat(byName.stream(), byId.stream()).findFirst();
    }

    /**
     * Returns the VM state of a snapshot, which is a migration stream. Closing it closes the file.
     *
     * @param maxOutput the maximum number of bytes; a read of one more byte throws a {@link
     *     org.migstream.io.LimitExceededException}
     */
    public RandomAccessInput openVmState(Snapshot snapshot, long maxOutput) throws StreamException {
        return new SnapshotVmState(file, header, snapshot, maxOutput, warnings);
    }

    /** Returns the warnings about the image found so far. */
    public List<Finding> warnings() {
        return List.copyOf(warnings);
    }
}
