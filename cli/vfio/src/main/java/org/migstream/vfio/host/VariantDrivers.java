// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The modules of the running kernel that are VFIO drivers of vendors. depmod(8) writes their aliases into {@code
 * modules.alias}, such as {@code alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci}. They begin with {@code
 * vfio_pci:} in place of {@code pci:}, so that no such module is loaded without a request (do_pci_entry in
 * scripts/mod/file2alias.c of Linux, 5.16 and newer). A driver that is built into the kernel has no such line.
 */
public final class VariantDrivers {
    private static final String PCI_PREFIX = "pci:";
    private static final String LINE_PREFIX = "alias vfio_pci:";

    /** The module of plain vfio-pci, whose alias matches every function. */
    private static final String PLAIN_MODULE = "vfio_pci";

    /** The maximum number of bytes to read. The file of a distribution has one to two MiB. */
    private static final int MAX_BYTES = 1 << 23;

    private static final String VENDOR_ADVICE = "bind the VFIO driver of its vendor to it";

    private final @Nullable String kernelRelease;
    private final List<ModuleAlias> aliases;
    private final boolean complete;

    private VariantDrivers(@Nullable String kernelRelease, List<ModuleAlias> aliases, boolean complete) {
        this.kernelRelease = kernelRelease;
        this.aliases = aliases;
        this.complete = complete;
    }

    private record ModuleAlias(Pattern pattern, String module) {
        /** Parses a pattern of fnmatch(3) and the name of a module. */
        static ModuleAlias of(String pattern, String module) {
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                switch (c) {
                    case '*' -> regex.append(".*");
                    case '?' -> regex.append('.');
                    case '[', ']', '-' -> regex.append(c);
                    default -> regex.append(Pattern.quote(String.valueOf(c)));
                }
            }
            return new ModuleAlias(Pattern.compile(regex.toString()), module);
        }
    }

    /** Reads the modules of the running kernel. */
    public static VariantDrivers of(LinuxHost host) {
        String release = host.kernelRelease().orElse(null);
        if (release == null || release.contains("/")) {
            return new VariantDrivers(null, List.of(), false);
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(host.resolve("/lib/modules/" + release + "/modules.alias"))) {
            content = in.readNBytes(MAX_BYTES);
        } catch (IOException e) {
            // A container often has no modules.
            return new VariantDrivers(release, List.of(), false);
        }
        List<ModuleAlias> aliases = new ArrayList<>();
        new String(content, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith(LINE_PREFIX))
                .map(line -> line.substring(LINE_PREFIX.length()).split(" "))
                .filter(words -> words.length == 2 && !words[1].equals(PLAIN_MODULE))
                .forEach(words -> aliases.add(ModuleAlias.of(words[0], words[1])));
        return new VariantDrivers(release, aliases, content.length < MAX_BYTES);
    }

    /** Returns the modules for a function, without duplicates. */
    List<String> modulesFor(HostDevice device) {
        Optional<String> alias = device.modalias().filter(text -> text.startsWith(PCI_PREFIX));
        return aliases.stream()
                .filter(known -> alias.filter(text -> known.pattern()
                                .matcher(text.substring(PCI_PREFIX.length()))
                                .matches())
                        .isPresent())
                .map(ModuleAlias::module)
                .distinct()
                .toList();
    }

    /** Returns why a device with a VFIO driver does not support migration, and what to do. */
    public String missingMigration(HostDevice device) {
        return device.hasPlainVfioDriver()
                ? "its driver vfio-pci never supports migration; " + advice(device)
                : "its driver " + device.driver().map(name -> name + " ").orElse("")
                        + "does not support migration of this device";
    }

    /** Returns which driver to bind to a device whose driver does not support migration; without a full stop. */
    public String advice(HostDevice device) {
        List<String> modules = modulesFor(device);
        if (!modules.isEmpty()) {
            return "bind " + String.join(" or ", modules) + " to it";
        }
        return complete && device.modalias().isPresent()
                ? VENDOR_ADVICE + "; Linux " + kernelRelease + " has no module with such a driver for "
                        + device.pciId().map(Object::toString).orElse("it")
                : VENDOR_ADVICE;
    }
}
