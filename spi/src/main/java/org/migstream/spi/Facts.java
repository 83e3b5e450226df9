// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Values of a device that decide which states it can load. A decoder reports the facts of a saved state. A profile
 * contains the facts of a target. Both use the same keys, which the vendor's plugin defines.
 *
 * <p>A value is text; {@link #number} reads a value that is a number. Structures are flattened: {@code "slas": [[0,
 * 15]]} of a profile becomes {@code slas.# = 1}, {@code slas.0.# = 2}, {@code slas.0.0 = 0}, {@code slas.0.1 = 15}. In
 * an object the names of the members replace the indexes.
 *
 * <pre>{@code
 * long pairs = facts.count("slas").orElse(0);
 * OptionalLong mask = facts.number("slas.0.1");
 * }</pre>
 *
 * <p>Do not trust facts: a count may be wrong, and elements may be missing. The caller that collects the facts limits
 * their number and length. This class is immutable.
 */
public final class Facts {
    /** Contains no facts. */
    public static final Facts NONE = new Facts(new TreeMap<>());

    /** The last part of the key for the number of elements of an array, or of members of an object. */
    public static final String COUNT = "#";

    private final SortedMap<String, String> values;

    private Facts(SortedMap<String, String> values) {
        this.values = values;
    }

    /**
     * Returns facts with a copy of the given values.
     *
     * @param values the facts by key; keys and values must not be null
     */
    public static Facts of(Map<String, String> values) {
        return new Facts(new TreeMap<>(values));
    }

    /** Returns all facts, ordered by key, as an unmodifiable map. */
    public SortedMap<String, String> all() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** Returns the value of a fact, which may be any text; empty if the key is missing. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * Returns the value as a number of up to 64 bits; the text may be decimal, or hexadecimal after {@code 0x}. The
     * result is empty if the key is missing, or if the value is not a number or needs more bits. A number of 2^63 or
     * more is returned as a negative {@code long}. Only a decimal text may have a minus sign.
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
     * Returns the number of elements of an array, or of members of an object, as the facts state it; empty if the facts
     * have no such number.
     *
     * @param key the key of the array or object, without {@link #COUNT}
     */
    public OptionalLong count(String key) {
        return number(key + "." + COUNT);
    }
}
