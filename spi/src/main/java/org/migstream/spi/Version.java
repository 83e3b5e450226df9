// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version of firmware or software: numbers separated by dots, such as {@code 5.1.7}. Versions are ordered by their
 * numbers, the first first; missing numbers are 0, so {@code 5.1} equals {@code 5.1.0}.
 *
 * <p>A version with a suffix, such as {@code 5.1.7-rc2}, is not read: its order is defined only by its vendor. Immutable.
 */
public final class Version implements Comparable<Version> {
    private static final int MAX_NUMBERS = 8;
    private static final int MAX_DIGITS = 18;

    private final List<Long> numbers;
    private final String text;

    private Version(List<Long> numbers, String text) {
        this.numbers = numbers;
        this.text = text;
    }

    /**
     * Reads a version.
     *
     * @param text 1 to 8 decimal numbers of up to 18 digits, separated by dots
     * @return empty if the text has another form
     */
    public static Optional<Version> parse(String text) {
        List<Long> numbers = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            if (numbers.size() == MAX_NUMBERS || !isNumber(text, start, end)) {
                return Optional.empty();
            }
            numbers.add(Long.parseLong(text.substring(start, end)));
            start = end + 1;
        }
        return Optional.of(new Version(numbers, text));
    }

    private static boolean isNumber(String text, int start, int end) {
        boolean valid = end > start && end - start <= MAX_DIGITS;
        for (int i = start; valid && i < end; i++) {
            valid = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return valid;
    }

    /** Returns the number at an index, the first at 0; 0 if the version has fewer numbers. */
    public long number(int index) {
        return index < numbers.size() ? numbers.get(index) : 0;
    }

    /** Returns whether this version is older than another. */
    public boolean isOlderThan(Version other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Version other) {
        int order = 0;
        for (int i = 0; order == 0 && i < MAX_NUMBERS; i++) {
            order = Long.compare(number(i), other.number(i));
        }
        return order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < MAX_NUMBERS; i++) {
            hash = 31 * hash + Long.hashCode(number(i));
        }
        return hash;
    }

    /** Returns the text that was read. */
    @Override
    public String toString() {
        return text;
    }
}
