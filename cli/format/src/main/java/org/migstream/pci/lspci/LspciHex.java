// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.PciConfiguration;

/**
 * Formats and parses the hex dump of a configuration space that {@code lspci -xxxx} writes and {@code lspci -F FILE}
 * reads ({@code dump_init} in {@code lib/dump.c} of pciutils).
 *
 * <pre>
 *   00:01.0 0200: 15b3:101e          title: slot, a space, any text
 *   00: b3 15 1e 10 06 04 ...        offset in hex, 16 bytes a row
 *   ...
 *   ff0: 00 00 ...
 *                                    an empty line ends the device
 * </pre>
 */
public final class LspciHex {
    private static final int ROW_SIZE = 16;
    private static final Pattern QEMU_PCI_PATH =
            Pattern.compile("([0-9a-f]{4}):([0-9a-f]{2})((?::[0-9a-f]{2}\\.[0-7])+)");
    private static final Pattern ROW_LINE = Pattern.compile("([0-9a-fA-F]{2,3}):((?: [0-9a-fA-F]{2}){16})");
    private static final Pattern WHITESPACE = Pattern.compile("\\s+");
    private static final Pattern HEX_DIGITS = Pattern.compile("[0-9a-fA-F]+");
    private static final int LAST_FUNCTION_LENGTH = "00.0".length();

    private LspciHex() {}

    /**
     * Returns the lines of one device.
     *
     * @param title the first line; lspci requires a slot such as {@code 00:01.0} or {@code 0000:00:01.0} at its start,
     *     and a space after the slot
     */
    public static List<String> formatLines(String title, ConfigSpace space) {
        List<String> lines = new ArrayList<>(space.size() / ROW_SIZE + 2);
        lines.add(title);
        for (int offset = 0; offset < space.size(); offset += ROW_SIZE) {
            lines.add(formatRow(space, offset));
        }
        lines.add("");
        return List.copyOf(lines);
    }

    /** Returns the hexadecimal digits of all bytes, without separators. */
    public static String toHexString(ConfigSpace space) {
        byte[] bytes = new byte[space.size()];
        space.bytes().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Returns a title for {@link #formatLines} from the QEMU device path.
     *
     * <p>A path has the slot on each level below the root bus ({@code 0000:00:1c.0:00.0}), but not the bus numbers that
     * the guest assigned. lspci requires a bus number; this method uses the number of bridges above the device. A text
     * that is not a path becomes {@code 00:00.0}.
     *
     * @param path the QEMU device path, such as {@code 0000:00:01.0}, without {@code /vfio} at its end
     */
    public static String formatTitle(String path, PciConfiguration function) {
        return String.format(
                Locale.ROOT,
                "%s %04x: %04x:%04x",
                formatSlot(path),
                function.classCode() >> 8,
                function.vendorId(),
                function.deviceId());
    }

    /**
     * Parses the rows of one device, or only hex digits, with or without whitespace. Other lines before and after the
     * rows are ignored.
     *
     * @return empty if the text does not have the digits of 256 or 4096 bytes in the order of their offsets
     */
    public static Optional<ConfigSpace> parse(String text) {
        StringBuilder digits = new StringBuilder();
        for (String line : text.lines().map(String::strip).toList()) {
            Matcher row = ROW_LINE.matcher(line);
            if (row.matches() && Integer.parseInt(row.group(1), 16) * 2 == digits.length()) {
                digits.append(row.group(2).replace(" ", ""));
            }
        }
        String hexText = digits.isEmpty() ? WHITESPACE.matcher(text).replaceAll("") : digits.toString();
        int bytes = hexText.length() / 2;
        boolean hasValidSize = hexText.length() % 2 == 0
                && (bytes == ConfigSpace.CONVENTIONAL_SIZE || bytes == ConfigSpace.EXPRESS_SIZE);
        return hasValidSize && HEX_DIGITS.matcher(hexText).matches()
                ? Optional.of(new ConfigSpace(HexFormat.of().parseHex(hexText)))
                : Optional.empty();
    }

    private static String formatSlot(String path) {
        Matcher parts = QEMU_PCI_PATH.matcher(path);
        if (!parts.matches()) {
            return "00:00.0";
        }
        String functions = parts.group(3);
        int bridges = functions.length() / (LAST_FUNCTION_LENGTH + 1) - 1;
        int bus = Integer.parseInt(parts.group(2), 16) + bridges & 0xff;
        String last = functions.substring(functions.length() - LAST_FUNCTION_LENGTH);
        return String.format(Locale.ROOT, "%s:%02x:%s", parts.group(1), bus, last);
    }

    private static String formatRow(ConfigSpace space, int offset) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%02x:", offset));
        for (int at = offset; at < offset + ROW_SIZE; at++) {
            row.append(String.format(Locale.ROOT, " %02x", space.u8(at)));
        }
        return row.toString();
    }
}
