// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.io.NameText;
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
     * Finds a snapshot by the text after {@code FILE#}: {@code id:ID}, {@code name:NAME}, an id, or a name, in this order. If
     * none matches, a text with escapes of bytes ({@code \\xNN}), as reports print names, is unescaped and searched for.
     * If several snapshots match, or the table is damaged after the snapshot, {@link #warnings} has a finding.
     */
    public Optional<Snapshot> findSnapshot(String text) throws IOException {
        SnapshotSearch search = search(text);
        String unescaped = NameText.unescape(text);
        if (search.result().isEmpty() && !unescaped.equals(text)) {
            search = search(unescaped);
        }
        search.ambiguity().ifPresent(warnings::add);
        return search.result();
    }

    private SnapshotSearch search(String text) throws IOException {
        SnapshotSearch search = new SnapshotSearch(text);
        try {
            forEachSnapshot(search);
        } catch (StreamException e) {
            // The entry was found before the damage, so it is valid.
            if (search.result().isEmpty()) {
                throw e;
            }
            warnings.add(e.toFinding());
        }
        return search;
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

    /** Returns the findings about the image and the choice of the snapshot so far. */
    public List<Finding> warnings() {
        return List.copyOf(warnings);
    }
}
