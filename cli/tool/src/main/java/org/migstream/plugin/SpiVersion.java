// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.spi.VendorPlugin;

/** A version of the SPI. */
record SpiVersion(int major, int minor) {
    private static final Pattern PATTERN = Pattern.compile("(0|[1-9]\\d{0,5})\\.(0|[1-9]\\d{0,5})");

    /** The version of the SPI that this migstream contains. */
    static final SpiVersion CURRENT = parse(VendorPlugin.SPI_VERSION).orElseThrow();

    /** Parses {@code major.minor}; returns empty if the text has another form. */
    static Optional<SpiVersion> parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        return matcher.matches()
                ? Optional.of(new SpiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /**
     * Returns whether a migstream with this version of the SPI runs a plugin that was compiled against the given
     * version. The rule is described at {@link VendorPlugin#SPI_VERSION}.
     */
    boolean accepts(SpiVersion plugin) {
        return plugin.major == major && (major == 0 ? plugin.minor == minor : plugin.minor <= minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
