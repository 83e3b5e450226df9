// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The few values of a device that decide which states it can load. Decoders tell them of a saved state, profiles of a
 * target, both under the same keys, which belong to the vendor's plugin.
 *
 * <p>Values are text; {@link #number} reads those that are numbers. Structures are flattened: {@code "slas": [[0, 15]]}
 * of a profile is {@code slas.# = 1}, {@code slas.0.# = 2}, {@code slas.0.0 = 0}, {@code slas.0.1 = 15}; of an object
 * the names of its members take the places of the indexes.
 *
 * <pre>{@code
 * long pairs = facts.count("slas").orElse(0);
 * OptionalLong mask = facts.number("slas.0.1");
 * }</pre>
 *
 * <p>A profile may come from anybody, and a state tells what it likes: a count is a claim, and the elements below it need
 * not be there. How many facts there are, and how long, is limited by who collects them. Immutable.
 */
public final class Facts {
    /** None. */
    public static final Facts NONE = new Facts(new TreeMap<>());

    /** The last part of the key under which the number of elements of an array or members of an object stands. */
    public static final String COUNT = "#";

    private final SortedMap<String, String> values;

    private Facts(SortedMap<String, String> values) {
        this.values = values;
    }

    /**
     * A copy.
     *
     * @param values by key; neither may be null
     */
    public static Facts of(Map<String, String> values) {
        return new Facts(new TreeMap<>(values));
    }

    /** All of them, ordered by key; cannot be changed. */
    public SortedMap<String, String> all() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** The value as it stands, which may be any text; empty if there is none of that key. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * The value as a number of 64 bits, decimal or with {@code 0x}; empty if there is none of that key or it is no
     * number, or needs more bits. What exceeds 63 bits is to be read as unsigned; only a decimal number may be negative.
     */
    public OptionalLong number(String key) {
        String text = values.get(key);
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return OptionalLong.of(Long.parseUnsignedLong(text.substring(2), 16));
            }
            return OptionalLong.of(text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * How many elements the array, or members the object, under {@code key} claims to have; empty if there is none.
     *
     * @param key without {@link #COUNT}
     */
    public OptionalLong count(String key) {
        return number(key + "." + COUNT);
    }
}
