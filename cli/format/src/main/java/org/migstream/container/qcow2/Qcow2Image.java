// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.SpillList;
import org.migstream.io.StreamException;
import org.migstream.spi.Finding;

/** An image and the snapshots in it. */
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
     * Reads the header.
     *
     * @param file begins with the magic; stays the caller's to close
     */
    public static Qcow2Image of(RandomAccessInput file) throws IOException {
        return new Qcow2Image(new Qcow2File(file));
    }

    /** How many snapshots its header claims. */
    public int snapshotCount() {
        return header.snapshotCount();
    }

    /** Visits all snapshots, those of the disk alone too. */
    public void forEachSnapshot(SpillList.Visitor<Snapshot> visitor) throws IOException {
        new SnapshotTable(file, header).forEach(visitor);
    }

    /** The first snapshot of that name, as QEMU's {@code loadvm} finds it; if there is none, the one with that id. */
    public Optional<Snapshot> findSnapshot(String nameOrId) throws IOException {
        Snapshot[] found = new Snapshot[2];
        try {
            forEachSnapshot(snapshot -> {
                if (found[0] == null && snapshot.name().equals(nameOrId)) {
                    found[0] = snapshot;
                }
                if (found[1] == null && snapshot.id().equals(nameOrId)) {
                    found[1] = snapshot;
                }
            });
        } catch (StreamException e) {
            // Damage behind the entry of that name is no matter.
            if (found[0] == null) {
                throw e;
            }
        }
        return Optional.ofNullable(found[0] != null ? found[0] : found[1]);
    }

    /**
     * The stream that a snapshot holds; closing it closes the file.
     *
     * @param most how many bytes may be read of it; the next one is a {@link org.migstream.io.LimitExceededException}
     */
    public RandomAccessInput openVmState(Snapshot snapshot, long most) throws StreamException {
        return new SnapshotVmState(file, header, snapshot, most, warnings);
    }

    /** What speaks against the image though it can be read, so far. */
    public List<Finding> warnings() {
        return List.copyOf(warnings);
    }
}
