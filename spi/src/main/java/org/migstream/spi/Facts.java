// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The few values of a device that decide which states it can load. A decoder reports the facts of a saved state. A
 * profile contains the facts of a target. Both use the same keys, which the vendor's plugin defines.
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
 * <p>Facts are not trusted: a count is only a claim, and the elements below it may be missing. The caller that collects
 * the facts limits their number and length. This class is immutable.
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
     * Returns facts with a copy of these values.
     *
     * @param values by key; neither may be null
     */
    public static Facts of(Map<String, String> values) {
        return new Facts(new TreeMap<>(values));
    }

    /** Returns all facts, ordered by key, as an unmodifiable map. */
    public SortedMap<String, String> all() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** Returns the unchanged value, which may be any text; empty if the key is missing. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * Returns the value as a number of 64 bits, decimal or with {@code 0x}. The result is empty if the key is missing,
     * or if the value is not a number or needs more bits. A number of more than 63 bits has to be read as unsigned;
     * only a decimal number may be negative.
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
     * Returns the claimed number of elements of an array, or of members of an object; empty if {@code key} has none.
     *
     * @param key without {@link #COUNT}
     */
    public OptionalLong count(String key) {
        return number(key + "." + COUNT);
    }
}
