// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Names of class codes (PCI Code and ID Assignment Specification), from the table {@code pci-classes.txt}.
 *
 * <pre>
 *   class code (24 bits) = base class | subclass | programming interface
 * </pre>
 *
 * Each line of the table is {@code code name}. The code has two hex digits for a base class, four for a subclass and six for
 * a programming interface.
 */
final class PciClass {
    private static final String RESOURCE = "pci-classes.txt";
    private static final Map<String, String> NAMES = load();

    private PciClass() {}

    /**
     * Returns the name of the subclass. A subclass that is not in the table gets the name of its base class, or a text such
     * as {@code Class 1f00}.
     */
    static String subclassName(int classCode) {
        String code = CapabilityFormatter.format("%06x", classCode & 0xff_ffff);
        String name = NAMES.getOrDefault(code.substring(0, 4), NAMES.get(code.substring(0, 2)));
        return name != null ? name : "Class " + code.substring(0, 4);
    }

    /** Returns the name of the programming interface, if it has one. */
    static Optional<String> programmingInterfaceName(int classCode) {
        return Optional.ofNullable(NAMES.get(CapabilityFormatter.format("%06x", classCode & 0xff_ffff)));
    }

    private static Map<String, String> load() {
        Map<String, String> names = new HashMap<>();
        InputStream resource = Objects.requireNonNull(PciClass.class.getResourceAsStream(RESOURCE), RESOURCE);
        try (BufferedReader table = new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII))) {
            for (String entry = table.readLine(); entry != null; entry = table.readLine()) {
                if (!entry.isBlank() && !entry.startsWith("#")) {
                    int space = entry.indexOf(' ');
                    names.put(entry.substring(0, space), entry.substring(space + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        return Map.copyOf(names);
    }
}
