// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.util.List;

/**
 * Which QEMU could have written a stream: streams do not name their writer, but what stands in them narrows it down.
 *
 * @param oldest the oldest release that fits everything seen; null if nothing sets a bound
 * @param newest the newest; null if nothing sets a bound
 * @param evidence what was seen, one sentence each, and the bound that it sets
 */
public record QemuVersionRange(QemuVersion oldest, QemuVersion newest, List<String> evidence) {
    /** A copy that nobody can change. */
    public QemuVersionRange {
        evidence = List.copyOf(evidence);
    }

    /** Whether no single QEMU known today writes all that was seen. */
    public boolean isContradictory() {
        return oldest != null && newest != null && oldest.compareTo(newest) > 0;
    }

    @Override
    public String toString() {
        if (isContradictory()) {
            return "no known QEMU";
        }
        if (oldest == null) {
            return newest == null ? "any QEMU" : "QEMU " + newest + " or older";
        }
        if (newest == null) {
            return "QEMU " + oldest + " or newer";
        }
        return oldest.equals(newest) ? "QEMU " + oldest : "QEMU " + oldest + " to " + newest;
    }
}
