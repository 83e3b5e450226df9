// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The vendor id and device id of a PCI function. The text form is {@code 15b3:101e}, as in lspci.
 *
 * @param vendor 16 bits, at 0x00 of the configuration space
 * @param device 16 bits, at 0x02 of the configuration space
 */
public record PciId(int vendor, int device) {
    private static final Pattern FORMAT = Pattern.compile("([0-9a-fA-F]{4}):([0-9a-fA-F]{4})");
    private static final int MAX = 0xffff;

    /** Rejects numbers of more than 16 bits. */
    public PciId {
        if (vendor < 0 || vendor > MAX || device < 0 || device > MAX) {
            throw new IllegalArgumentException("a PCI id consists of two numbers of 16 bits");
        }
    }

    /**
     * Parses the form of {@link #toString}: four hexadecimal digits of either case, a colon, four more digits.
     *
     * @return empty if the text has another form
     */
    public static Optional<PciId> parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        return matcher.matches()
                ? Optional.of(new PciId(Integer.parseInt(matcher.group(1), 16), Integer.parseInt(matcher.group(2), 16)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%04x:%04x", vendor, device);
    }
}
