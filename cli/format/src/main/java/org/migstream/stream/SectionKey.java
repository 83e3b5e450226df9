// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.Comparator;

/**
 * What names a device in every stream of a VM; section ids change from run to run, this does not.
 *
 * @param idstr bytes as characters (ISO 8859-1), at most 255
 * @param instanceId tells devices with the same idstr apart; unsigned 32 bits
 */
public record SectionKey(String idstr, long instanceId) implements Comparable<SectionKey> {
    private static final Comparator<SectionKey> ORDER =
            Comparator.comparing(SectionKey::idstr).thenComparingLong(SectionKey::instanceId);

    /** Whether QEMU's hw/vfio saves it. */
    public boolean isVfio() {
        return SectionParsers.isVfio(idstr);
    }

    /** Any order will do: a hash map defends itself against keys made to collide only if they can be compared. */
    @Override
    public int compareTo(SectionKey other) {
        return ORDER.compare(this, other);
    }
}
