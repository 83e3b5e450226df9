// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.plugin.RefusedPlugin;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for plugins, which every command accepts. */
@SuppressWarnings("UnusedMethod") // picocli calls the methods with @Option
final class PluginOptions {
    private static final int DEFAULT_SECONDS = (int) Plugins.DEFAULT_TIMEOUT.toSeconds();
    private static final int MAX_SECONDS = 86_400;
    /**
     * The position of the options in the help. Without it, the order would vary, because reflection returns methods in
     * any order.
     */
    private static final int LAST_ORDER = 1000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private final Set<String> pluginPath = new LinkedHashSet<>();
    private int timeoutSeconds = DEFAULT_SECONDS;

    @Option(
            names = "--plugin-path",
            order = LAST_ORDER,
            scope = CommandLine.ScopeType.INHERIT,
            paramLabel = "PATH",
            description = {
                "Load plugins from PATH, a jar or a directory; may be repeated. Plugins are also loaded from"
                        + " MIGSTREAM_PLUGINS and",
                "  ~/.local/share/migstream/plugins."
            })
    private void addPluginPath(List<String> paths) {
        // picocli passes one list for the options before the command and one for those after it.
        pluginPath.addAll(paths);
    }

    @Option(
            names = "--plugin-timeout",
            order = LAST_ORDER + 1,
            scope = CommandLine.ScopeType.INHERIT,
            paramLabel = "SECONDS",
            description = "Stop a plugin that makes no progress for SECONDS (default: 10).")
    private void setTimeout(int seconds) {
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(), "--plugin-timeout must be 1 to " + MAX_SECONDS + " seconds, not " + seconds);
        }
        timeoutSeconds = seconds;
    }

    /**
     * Returns the plugins. Each plugin is loaded when it is first needed, except those on {@code --plugin-path}.
     *
     * @throws ParameterException if a jar or folder that the user named cannot be used, or no plugin in it; a directory
     *     may have other plugins that cannot be used
     */
    Plugins loadUsablePlugins(Map<String, String> environment) {
        Plugins plugins = loadPlugins(environment);
        for (String place : PluginPath.of(List.copyOf(pluginPath), Map.of()).explicitPaths()) {
            boolean anyUsed = plugins.loaded().stream().anyMatch(plugin -> isIn(plugin.origin(), place));
            for (RefusedPlugin refused : plugins.refused()) {
                if (!anyUsed && isIn(refused.origin(), place)) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "--plugin-path: " + refused.origin() + " is not used: " + refused.reason());
                }
            }
        }
        return plugins;
    }

    private static boolean isIn(String origin, String place) {
        return origin.equals(place) || origin.startsWith(place.endsWith("/") ? place : place + "/");
    }

    /** Returns the plugins, also those that cannot be used. Each plugin is loaded when it is first needed. */
    Plugins loadPlugins(Map<String, String> environment) {
        return Plugins.load(PluginPath.of(List.copyOf(pluginPath), environment), Duration.ofSeconds(timeoutSeconds));
    }
}
