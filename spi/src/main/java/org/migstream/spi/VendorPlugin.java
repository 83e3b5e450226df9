// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.List;

/**
 * Provides a vendor's decoders and rules. {@link java.util.ServiceLoader} finds the implementations.
 *
 * <p>A plugin is a jar with three things:
 *
 * <ul>
 *   <li>a class that implements this interface;
 *   <li>the file {@code META-INF/services/org.migstream.spi.VendorPlugin} with the name of that class;
 *   <li>in the manifest the attribute {@value #SPI_ATTRIBUTE} with the {@link #SPI_VERSION} that the plugin was compiled
 *       against. migstream reads the attribute before it loads any class of the plugin.
 * </ul>
 *
 * <p>migstream creates one instance at startup and calls each method once. The constructor and the methods should
 * return quickly: do not read files or start threads. Later versions of this interface add only methods with default
 * bodies, so that old plugins keep working.
 */
public interface VendorPlugin {
    /**
     * The version of this SPI, {@code major.minor}. Before 1.0 migstream loads a plugin only if it was compiled against
     * exactly this version. From 1.0 on the major version must be the same and the minor version not newer.
     */
    String SPI_VERSION = "0.2";

    /** The attribute of the manifest with the version of the SPI that a plugin was compiled against. */
    String SPI_ATTRIBUTE = "Migstream-Spi";

    /** Returns the name for lists and messages: lower case letters, digits, {@code _} and {@code -}. */
    String name();

    /** Returns the plugin's own version; by default the {@code Implementation-Version} of the jar's manifest. */
    default String version() {
        String version = getClass().getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** Returns one line that names the devices and drivers. */
    default String description() {
        return "";
    }

    /** Returns the decoders, one for each format of device state. */
    default List<StateDecoder> decoders() {
        return List.of();
    }

    /** Returns the rules that decide which state loads into which device. */
    default List<CompatibilityRule> rules() {
        return List.of();
    }

    /**
     * Returns every finding code that the decoders and rules can report. The codes of {@link FindingCode#COMMON} need no
     * entry.
     */
    default List<FindingCode> findingCodes() {
        return List.of();
    }

    /** Returns the errors with which the kernel drivers refuse a state. */
    default List<DriverError> driverErrors() {
        return List.of();
    }
}
