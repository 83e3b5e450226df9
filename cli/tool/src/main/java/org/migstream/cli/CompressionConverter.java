// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.Arrays;
import java.util.Locale;
import org.migstream.container.Compression;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A packing on the command line. */
final class CompressionConverter implements ITypeConverter<Compression> {
    @Override
    public Compression convert(String text) {
        return Arrays.stream(Compression.values())
                .filter(packing -> packing.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of none, zstd and lz4"));
    }
}
