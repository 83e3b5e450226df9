// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

/** Receives the exceptions of plugins, for the authors of plugins. */
@FunctionalInterface
public interface FailureListener {
    /** Ignores the exceptions. */
    FailureListener NONE = (plugin, thrown) -> {};

    /**
     * Receives an exception. Runs in the plugin's thread, because the plugin may implement methods of the exception.
     *
     * @param plugin the name of the plugin; its origin while the name is not yet known
     */
    void pluginFailed(String plugin, Throwable thrown);
}
