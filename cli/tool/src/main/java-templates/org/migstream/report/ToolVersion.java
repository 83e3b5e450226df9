// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.Optional;
import org.migstream.spi.VendorPlugin;

/** The version of migstream that runs, and what it was built from. The build fills in the values. */
public final class ToolVersion {
    private ToolVersion() {}

    /** Returns the name of the program. */
    public static String name() {
        return "migstream";
    }

    /** Returns the version, for example {@code 0.2.0}. */
    public static String version() {
        return "${project.version}";
    }

    /**
     * Returns the start of the commit's id, with {@code -dirty} at the end if the checkout had changes that were not
     * committed. Empty if the sources were not a checkout or the build had no git.
     */
    public static Optional<String> commit() {
        String commit = "${migstream.commit}";
        return commit.isEmpty() ? Optional.empty() : Optional.of(commit);
    }

    /** Returns the version of the plugin SPI. */
    public static String spi() {
        return VendorPlugin.SPI_VERSION;
    }

    /** Returns the version of the Java that runs migstream. */
    public static String java() {
        return System.getProperty("java.runtime.version", "unknown");
    }
}
