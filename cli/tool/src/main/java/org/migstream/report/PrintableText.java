// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.Locale;

/** Text for people and terminals: whatever a stream contains, only harmless characters come out. */
public final class PrintableText {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private PrintableText() {}

    /** A name from a stream: printable ASCII as it is, everything else as {@code \xNN}. */
    public static String escape(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        for (char c : raw.toCharArray()) {
            if (c >= 0x20 && c < 0x7f && c != '\\') {
                text.append(c);
            } else {
                text.append(c < 0x100 ? "\\x%02x".formatted((int) c) : "\\u%04x".formatted((int) c));
            }
        }
        return text.toString();
    }

    /** A number of bytes, exact, and in a larger unit where that helps. */
    public static String formatBytes(long count) {
        String exact = count + (count == 1 ? " byte" : " bytes");
        if (count < 10_000) {
            return exact;
        }
        double value = count;
        int unit = -1;
        while (value >= 1024) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s (%s)", value, UNITS[unit], exact);
    }

    /** A count and its noun, which takes an s. */
    public static String formatCount(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** An offset as everywhere in the output. */
    public static String formatOffset(long offset) {
        return "0x" + Long.toHexString(offset);
    }
}
