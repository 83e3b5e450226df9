// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import org.migstream.container.qcow2.Snapshot;

/**
 * Counts how many snapshots of an image a text selects as {@code FILE#TEXT}: the id or the name of a snapshot. The name
 * of one snapshot can be the name or the id of another one.
 */
public final class SnapshotSelectors {
    /** The number of snapshots by the first 8 bytes of the SHA-256 of a text. A text can have 65535 bytes. */
    private final Map<Long, Integer> counts = new HashMap<>();

    /** Adds a snapshot. */
    public void add(Snapshot snapshot) {
        counts.merge(hash(snapshot.name()), 1, Integer::sum);
        if (!snapshot.id().equals(snapshot.name())) {
            counts.merge(hash(snapshot.id()), 1, Integer::sum);
        }
    }

    /** Returns whether {@code FILE#NAME} selects other snapshots than this one, too. */
    public boolean isNameAmbiguous(Snapshot snapshot) {
        return counts.getOrDefault(hash(snapshot.name()), 0) > 1;
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
