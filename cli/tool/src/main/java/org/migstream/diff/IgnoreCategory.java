// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A category of values that change on their own. The user can ignore differences of a category. */
public enum IgnoreCategory {
    /** Guest memory: a running guest writes to it all the time. */
    RAM(false),
    /** Clocks and expiry times of timers. */
    TIMER(false),
    /** Counters of packets, bytes and errors. */
    STATISTICS(false),
    /** The order of sections. */
    ORDER(false),
    /** Padding and unused bytes, often uninitialised memory. */
    FILLER(true),
    /**
     * How the source sent the stream: rounds, records, section ids, compression of pages. The loaded state is the
     * same.
     */
    TRANSPORT(true);

    private final boolean ignoredByDefault;

    IgnoreCategory(boolean ignoredByDefault) {
        this.ignoredByDefault = ignoredByDefault;
    }

    /** Returns the categories that are ignored by default, because the loaded state does not depend on them. */
    public static Set<IgnoreCategory> defaults() {
        Set<IgnoreCategory> defaults = EnumSet.noneOf(IgnoreCategory.class);
        for (IgnoreCategory category : values()) {
            if (category.ignoredByDefault) {
                defaults.add(category);
            }
        }
        return defaults;
    }

    /** Returns the word for options and JSON. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the category with this word. */
    public static Optional<IgnoreCategory> ofKeyword(String word) {
        return Arrays.stream(values())
                .filter(known -> known.keyword().equals(word))
                .findFirst();
    }
}
