// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a number of bytes on the command line: {@code 4096}, {@code 64K}, {@code 1G}. Units are powers of 1024. */
final class SizeConverter implements ITypeConverter<Long> {
    private static final String UNITS = "KMGT";
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,15})([" + UNITS + "]?)");

    @Override
    public Long convert(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size; write 4096, 64K, 500M, 4G or 1T");
        }
        int unit = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
        long count = Long.parseLong(matcher.group(1));
        if (count > Long.MAX_VALUE >> 10 * unit) {
            throw new TypeConversionException("'" + text + "' is larger than any file");
        }
        return count << 10 * unit;
    }
}
