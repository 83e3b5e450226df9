// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses plugins whose name or decoder name is not unique. Of several versions of one plugin, which have its name, the
 * highest is used, also instead of a built-in plugin. Otherwise, if a built-in plugin and another plugin conflict, the
 * other plugin is refused. If two other plugins conflict, both are refused, so that the result does not depend on the
 * order of the path.
 */
final class NameConflicts {
    private NameConflicts() {}

    /** Returns the plugins with unique names; adds the others to {@code refused}. */
    static List<LoadedPlugin> resolve(List<LoadedPlugin> all, Collection<RefusedPlugin> refused) {
        List<LoadedPlugin> plugins = withoutOlderVersions(all, refused);
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

    /** Returns the plugins of which no newer version is present. */
    private static List<LoadedPlugin> withoutOlderVersions(List<LoadedPlugin> all, Collection<RefusedPlugin> refused) {
        List<LoadedPlugin> newest = new ArrayList<>();
        for (LoadedPlugin plugin : all) {
            LoadedPlugin better = findNewest(plugin, all);
            if (better == null) {
                newest.add(plugin);
            } else {
                refused.add(RefusedPlugin.superseded(
                        plugin.origin(),
                        "is version " + plugin.version() + " of the plugin " + plugin.name() + "; version "
                                + better.version() + " is present (" + better.origin() + ")"));
            }
        }
        return newest;
    }

    /** Returns the newest version of a plugin; null if no version is newer. */
    private static @Nullable LoadedPlugin findNewest(LoadedPlugin plugin, List<LoadedPlugin> all) {
        LoadedPlugin newest = null;
        for (LoadedPlugin other : all) {
            String before = newest == null ? plugin.version() : newest.version();
            if (other.name().equals(plugin.name())
                    && PluginVersions.compare(before, other.version()).orElse(0) < 0) {
                newest = other;
            }
        }
        return newest;
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
