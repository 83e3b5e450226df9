// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses plugins whose name or decoder name is not unique. If a built-in plugin and another plugin conflict, the other
 * plugin is refused. If two other plugins conflict, both are refused, so that the result does not depend on the order
 * of the path.
 */
final class NameConflicts {
    private NameConflicts() {}

    /** Returns the plugins with unique names; adds the others to {@code refused}. */
    static List<LoadedPlugin> resolve(List<LoadedPlugin> plugins, Collection<RefusedPlugin> refused) {
        List<LoadedPlugin> builtIn =
                plugins.stream().filter(LoadedPlugin::isBuiltIn).toList();
        List<LoadedPlugin> external =
                plugins.stream().filter(plugin -> !plugin.isBuiltIn()).toList();
        List<LoadedPlugin> unique = refuseDuplicates(builtIn, refused);
        List<LoadedPlugin> candidates = new ArrayList<>();
        for (LoadedPlugin plugin : external) {
            addUnlessConflicting(plugin, builtIn, candidates, refused);
        }
        unique.addAll(refuseDuplicates(candidates, refused));
        return unique;
    }

    private static List<LoadedPlugin> refuseDuplicates(List<LoadedPlugin> plugins, Collection<RefusedPlugin> refused) {
        List<LoadedPlugin> unique = new ArrayList<>();
        for (int i = 0; i < plugins.size(); i++) {
            List<LoadedPlugin> others = new ArrayList<>(plugins);
            others.remove(i);
            addUnlessConflicting(plugins.get(i), others, unique, refused);
        }
        return unique;
    }

    private static void addUnlessConflicting(
            LoadedPlugin plugin,
            List<LoadedPlugin> others,
            List<LoadedPlugin> unique,
            Collection<RefusedPlugin> refused) {
        for (LoadedPlugin other : others) {
            String conflict = findConflict(plugin, other);
            if (conflict != null) {
                refused.add(new RefusedPlugin(plugin.origin(), conflict));
                return;
            }
        }
        unique.add(plugin);
    }

    private static @Nullable String findConflict(LoadedPlugin plugin, LoadedPlugin other) {
        String owner = "the plugin " + other.name() + " (" + other.origin() + ")";
        if (plugin.name().equals(other.name())) {
            return "has the same name as " + owner;
        }
        for (PluginDecoder decoder : plugin.decoders()) {
            for (PluginDecoder otherDecoder : other.decoders()) {
                if (decoder.name().equals(otherDecoder.name())) {
                    return "has a decoder " + decoder.name() + ", and so has " + owner;
                }
            }
        }
        return null;
    }
}
