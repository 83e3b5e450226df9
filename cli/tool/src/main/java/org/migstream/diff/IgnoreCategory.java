// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What changes without anybody having changed it, so that one may want to ignore it. */
public enum IgnoreCategory {
    /** Guest memory: a running guest writes to it all the time. */
    RAM(false),
    /** Clocks, and when timers expire. */
    TIMER(false),
    /** What only counts: packets, bytes, errors. */
    STATISTICS(false),
    /** The order of sections. */
    ORDER(false),
    /** Bytes without meaning, which nobody reads: often memory that was never initialised. */
    FILLER(true),
    /** How it was sent: rounds, records, ids of sections, ways of packing pages. Whoever loads it ends up with the same. */
    TRANSPORT(true);

    private final boolean ignoredByDefault;

    IgnoreCategory(boolean byDefault) {
        this.ignoredByDefault = byDefault;
    }

    /** Whether it is ignored unless the user says otherwise: because no one who loads the stream can tell. */
    public boolean ignoredByDefault() {
        return ignoredByDefault;
    }

    /** For options and scripts. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that word. */
    public static Optional<IgnoreCategory> ofKeyword(String word) {
        return Arrays.stream(values())
                .filter(known -> known.keyword().equals(word))
                .findFirst();
    }
}
