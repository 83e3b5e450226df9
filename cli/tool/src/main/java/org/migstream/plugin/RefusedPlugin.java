// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

/**
 * A plugin that is not used.
 *
 * @param origin {@value Plugins#BUILT_IN}, the path of the jar or folder, or the entry of the plugin path
 * @param reason continues the sentence "the plugin ..."; at most 300 characters; renderers must escape it, because a
 *     plugin may have written it
 */
public record RefusedPlugin(String origin, String reason) {
    /** Truncates the reason. */
    public RefusedPlugin {
        reason = PluginText.truncate(reason);
    }
}
