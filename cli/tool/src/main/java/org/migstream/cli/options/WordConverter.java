// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Converts a word of the command line to the value that it means.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface WordConverter<T> {
    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if the word cannot be converted; its message follows the name of the option
     * @throws UsageException if the whole message must be another one
     */
    T convert(String word);

    /** Converts a decimal number with at most 32 bits. */
    static Integer toInteger(String word) {
        try {
            return Integer.valueOf(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + word + "' is not a whole number of at most 2147483647", e);
        }
    }

    /** Converts a number that may have a fraction. */
    static Double toDouble(String word) {
        try {
            return Double.valueOf(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + word + "' is not a number", e);
        }
    }

    /** Converts the name of a file. */
    static Path toPath(String word) {
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + word + "' cannot be the name of a file: " + e.getReason(), e);
        }
    }
}
