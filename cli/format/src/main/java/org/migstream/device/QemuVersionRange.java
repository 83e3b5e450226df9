// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The QEMU releases that could have written a stream. A stream does not name its writer, but its content narrows the range.
 *
 * @param oldest the oldest release that fits all clues; null without a bound
 * @param newest the newest release that fits all clues; null without a bound
 * @param evidence one sentence for each clue, with the bound that it sets
 */
public record QemuVersionRange(
        @Nullable QemuVersion oldest, @Nullable QemuVersion newest, List<String> evidence) {
    /** Makes an unmodifiable copy of the list. */
    public QemuVersionRange {
        evidence = List.copyOf(evidence);
    }

    /** Returns whether no known QEMU release writes all clues. */
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
