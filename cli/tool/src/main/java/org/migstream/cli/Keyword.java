// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.migstream.container.Compression;
import org.migstream.transfer.OnError;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

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
    static final class CompressionConverter implements ITypeConverter<Compression> {
        @Override
        public Compression convert(String text) {
            return find(Compression.values(), text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is not a compression; use" + " none, zstd or lz4"));
        }
    }

    /** Parses the value of {@code --on-error}. */
    static final class OnErrorConverter implements ITypeConverter<OnError> {
        @Override
        public OnError convert(String text) {
            return find(OnError.values(), text)
                    .orElseThrow(() ->
                            new TypeConversionException("'" + text + "' is not a policy; use reset, stop or keep"));
        }
    }
}
