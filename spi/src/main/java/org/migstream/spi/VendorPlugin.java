// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.List;

/**
 * The door through which a vendor's knowledge enters: what {@link java.util.ServiceLoader} looks for.
 *
 * <p>A plugin is a jar with an implementation of this interface, the file {@code
 * META-INF/services/org.migstream.spi.VendorPlugin} that names the class, and in its manifest the attribute {@value
 * #SPI_ATTRIBUTE} with the {@link #SPI_VERSION} that it was compiled against. The attribute is read before any of the
 * plugin's classes is loaded.
 *
 * <p>The object is created early and asked for its parts; neither its constructor nor these methods should do work.
 * Further extension points will be further methods with empty answers, so that old plugins go on working.
 */
public interface VendorPlugin {
    /**
     * The version of this SPI, {@code major.minor}. Before 1.0 a plugin must have been compiled against exactly this
     * version, afterwards against the same major and no newer minor.
     */
    String SPI_VERSION = "0.1";

    /** The manifest attribute in which a plugin says against which version of the SPI it was compiled. */
    String SPI_ATTRIBUTE = "Migstream-Spi";

    /** What the plugin is called in lists and messages: lower case letters, digits, {@code _} and {@code -}. */
    String name();

    /** The plugin's own version; what its jar's manifest gives as {@code Implementation-Version} unless overridden. */
    default String version() {
        String version = getClass().getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** One line for people: which devices, which drivers. */
    default String description() {
        return "";
    }

    /** The formats of device state that it can read. */
    default List<StateDecoder> decoders() {
        return List.of();
    }

    /** What it knows about which state loads where. */
    default List<CompatibilityRule> rules() {
        return List.of();
    }
}
