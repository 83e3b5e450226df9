// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

/**
 * A plugin that is not used.
 *
 * @param origin {@value Plugins#BUILT_IN}, the path of the jar or folder, or the entry of the plugin path
 * @param reason continues the sentence "the plugin ..."; at most 300 characters; renderers must escape it, because a
 *     plugin may have written it
 * @param isSuperseded whether nothing is wrong with the plugin, but a newer version of it is used
 */
public record RefusedPlugin(String origin, String reason, boolean isSuperseded) {
    /** Truncates the reason. */
    public RefusedPlugin {
        reason = PluginText.truncate(reason);
    }

    /** Creates a plugin that cannot be used. */
    public RefusedPlugin(String origin, String reason) {
        this(origin, reason, false);
    }

    /** Returns a plugin of which a newer version is used. */
    static RefusedPlugin superseded(String origin, String reason) {
        return new RefusedPlugin(origin, reason, true);
    }
}
