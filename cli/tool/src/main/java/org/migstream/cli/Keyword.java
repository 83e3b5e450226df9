// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.migstream.container.Compression;
import org.migstream.transfer.OnError;

/**
 * Parses words on the command line that select a constant of an enum. The word is the name of the constant in lower
 * case.
 */
final class Keyword {
    private Keyword() {}

    /** Returns the constant whose name in lower case is the word. */
    static <E extends Enum<E>> Optional<E> find(E[] constants, String word) {
        return Arrays.stream(constants)
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }

    /** Parses the value of {@code --compress}. */
    static Compression toCompression(String word) {
        return find(Compression.values(), word)
                .orElseThrow(() ->
                        new IllegalArgumentException("'" + word + "' is not a compression; use none, zstd or lz4"));
    }

    /** Parses the value of {@code --color}. */
    static ColorMode toColorMode(String word) {
        return find(ColorMode.values(), word)
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not auto, always or never"));
    }

    /** Parses the value of {@code --on-error}. */
    static OnError toOnError(String word) {
        return find(OnError.values(), word)
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + word + "' is not a policy; use reset, stop or keep"));
    }
}
