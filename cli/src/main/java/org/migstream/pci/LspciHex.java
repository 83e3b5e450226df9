// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Hex dump of a configuration space, as {@code lspci -xxxx} writes and {@code lspci -F FILE} reads it ({@code
 * dump_init} in {@code lib/dump.c} of pciutils).
 *
 * <pre>
 *   00:01.0 0200: 15b3:101e          title: slot, a blank, anything
 *   00: b3 15 1e 10 06 04 ...        offset in hex, 16 bytes a row
 *   ...
 *   ff0: 00 00 ...
 *                                    an empty line ends the device
 * </pre>
 */
public final class LspciHex {
    private static final int ROW = 16;

    private LspciHex() {}

    /**
     * The lines of one device.
     *
     * @param title the first line; lspci takes the rows for this device only if it starts with a slot such as {@code
     *     00:01.0} or {@code 0000:00:01.0}, a blank after it
     */
    public static List<String> lines(String title, ConfigSpace space) {
        List<String> lines = new ArrayList<>(space.size() / ROW + 2);
        lines.add(title);
        for (int offset = 0; offset < space.size(); offset += ROW) {
            lines.add(row(space, offset));
        }
        lines.add("");
        return List.copyOf(lines);
    }

    private static String row(ConfigSpace space, int offset) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%02x:", offset));
        for (int at = offset; at < offset + ROW; at++) {
            row.append(String.format(Locale.ROOT, " %02x", space.u8(at)));
        }
        return row.toString();
    }
}
