// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.util.List;

/**
 * Which QEMU could have written a stream: streams do not name their writer, but what stands in them narrows it down.
 *
 * @param from the oldest release that fits everything seen; null if nothing sets a bound
 * @param to the newest; null if nothing sets a bound
 * @param evidence what was seen, one sentence each, and the bound that it sets
 */
public record Dialect(QemuVersion from, QemuVersion to, List<String> evidence) {
    /** A copy that nobody can change. */
    public Dialect {
        evidence = List.copyOf(evidence);
    }

    /** Whether no single QEMU known today writes all that was seen. */
    public boolean contradictory() {
        return from != null && to != null && from.compareTo(to) > 0;
    }

    @Override
    public String toString() {
        if (contradictory()) {
            return "no known QEMU";
        }
        if (from == null) {
            return to == null ? "any QEMU" : "QEMU " + to + " or older";
        }
        if (to == null) {
            return "QEMU " + from + " or newer";
        }
        return from.equals(to) ? "QEMU " + from : "QEMU " + from + " to " + to;
    }
}
