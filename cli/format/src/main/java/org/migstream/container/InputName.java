// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an input on the command line:
 *
 * <pre>
 *   FILE
 *   FILE#SNAPSHOT             a snapshot of a qcow2 image, by id or name as QEMU's loadvm finds it
 *   FILE#id:ID, FILE#name:NAME                            by id alone, by name alone
 *   file:FILE[,offset=N]      the syntax of QEMU's command migrate (migration/file.c)
 * </pre>
 *
 * <p>An existing file with exactly that name takes precedence over the syntax.
 *
 * @param file the path of the file
 * @param offset of the stream in the file, in bytes
 * @param snapshot the name or id of the snapshot; null if the name has none
 */
record InputName(Path file, long offset, @Nullable String snapshot) {
    private static final String SCHEME = "file:";
    private static final String OFFSET = ",offset=";

    /** A size as {@code qemu_strtosz} reads it: a hexadecimal number of bytes, or a decimal fraction with a unit. */
    private static final String SIZE_PATTERN = "0[xX]([0-9a-fA-F]{1,16})|(\\d{1,20}(?:\\.\\d{0,20})?)([A-Za-z]?)";

    private static final String UNITS = "BKMGTPE";
    private static final long MAX_OFFSET = 1L << 60;

    /**
     * Parses a name.
     *
     * @throws InputNameException if the offset is not a size
     */
    static InputName parse(String text) throws InputNameException {
        if (Files.exists(Path.of(text))) {
            return new InputName(Path.of(text), 0, null);
        }
        if (text.startsWith(SCHEME)) {
            int end = text.indexOf(OFFSET);
            return end < 0
                    ? new InputName(Path.of(text.substring(SCHEME.length())), 0, null)
                    : new InputName(
                            Path.of(text.substring(SCHEME.length(), end)),
                            parseOffset(text, text.substring(end + OFFSET.length())),
                            null);
        }
        for (int mark = text.lastIndexOf('#'); mark > 0; mark = text.lastIndexOf('#', mark - 1)) {
            Path file = Path.of(text.substring(0, mark));
            if (Files.exists(file)) {
                return new InputName(file, 0, text.substring(mark + 1));
            }
        }
        return new InputName(Path.of(text), 0, null);
    }

    /** Returns whether the name selects only a part of the file. */
    boolean isPartOfFile() {
        return offset != 0 || snapshot != null;
    }

    private static long parseOffset(String text, String size) throws InputNameException {
        Matcher matcher = Pattern.compile(SIZE_PATTERN).matcher(size);
        if (matcher.matches()) {
            String hex = matcher.group(1);
            int unit = hex != null || matcher.group(3).isEmpty()
                    ? 0
                    : UNITS.indexOf(Character.toUpperCase(matcher.group(3).charAt(0)));
            if (hex == null && unit >= 0) {
                BigDecimal bytes = new BigDecimal(matcher.group(2)).multiply(BigDecimal.valueOf(1L << 10 * unit));
                if (bytes.compareTo(BigDecimal.valueOf(MAX_OFFSET)) <= 0) {
                    return bytes.longValue();
                }
            } else if (hex != null && Long.compareUnsigned(Long.parseUnsignedLong(hex, 16), MAX_OFFSET) <= 0) {
                return Long.parseUnsignedLong(hex, 16);
            }
        }
        throw new InputNameException(text, "'" + size + "' is not an offset; write 4096, 0x1000, 4K or 1.5G");
    }
}
