// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import org.migstream.cli.options.WordConverter;

/** Parses a number of bytes on the command line: {@code 4096}, {@code 64K}, {@code 1G}. Units are powers of 1024. */
final class SizeConverter implements WordConverter<Long> {
    private static final String UNITS = "KMGT";
    private static final int MAX_DIGITS = 15;

    @Override
    public Long convert(String text) {
        int unit = text.isEmpty() ? 0 : UNITS.indexOf(text.charAt(text.length() - 1)) + 1;
        String digits = unit == 0 ? text : text.substring(0, text.length() - 1);
        if (!isNumber(digits)) {
            throw new IllegalArgumentException("'" + text + "' is not a size; write 4096, 64K, 500M, 4G or 1T");
        }
        long count = Long.parseLong(digits);
        if (count > Long.MAX_VALUE >> 10 * unit) {
            throw new IllegalArgumentException("'" + text + "' is larger than any file");
        }
        return count << 10 * unit;
    }

    private static boolean isNumber(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return false;
            }
        }
        return !digits.isEmpty() && digits.length() <= MAX_DIGITS;
    }
}
