// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

/**
 * A plugin that is not used.
 *
 * @param origin {@value Plugins#BUILT_IN}, or the path of the jar, of the folder, or from the plugin path
 * @param reason continues the sentence "the plugin ..."; hostile, at most 300 characters
 */
public record RefusedPlugin(String origin, String reason) {
    /** Truncates the reason. */
    public RefusedPlugin {
        reason = PluginText.truncate(reason);
    }
}
