// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.cli.options.WordConverter;
import org.migstream.plugin.FailureListener;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.plugin.RefusedPlugin;

/** The options for plugins, for the commands that load plugins. */
final class PluginOptions {
    private static final int DEFAULT_SECONDS = (int) Plugins.DEFAULT_TIMEOUT.toSeconds();
    private static final int MAX_SECONDS = 86_400;

    private static final Argument<List<String>> PLUGIN_PATH = Value.option(
                    "--plugin-path", "PATH", "Load plugins from PATH, a jar or a directory.")
            .details(
                    "Plugins are also loaded from MIGSTREAM_PLUGINS and ~/.local/share/migstream/plugins. A plugin in PATH"
                            + " that cannot be used is wrong usage (exit status 2).")
            .repeatable();
    private static final Value<Integer> PLUGIN_TIMEOUT = Value.option(
                    "--plugin-timeout", "SECONDS", "Stop a plugin that makes no progress for SECONDS (default: 10).")
            .convertedBy(PluginOptions::toSeconds);

    private static final Flag NO_PLUGINS = Flag.of("--no-plugins", "Load only the bundled plugins.")
            .details("None is loaded from MIGSTREAM_PLUGINS or from a directory.");

    /** The options, in the order of the help. */
    static final List<Argument<?>> ALL = List.of(PLUGIN_PATH, NO_PLUGINS, PLUGIN_TIMEOUT);

    private PluginOptions() {}

    private static Integer toSeconds(String word) {
        int seconds = WordConverter.toInteger(word);
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new UsageException(
                    Main.NAME, "--plugin-timeout must be 1 to " + MAX_SECONDS + " seconds, not " + seconds);
        }
        return seconds;
    }

    /**
     * Returns the plugins. Each plugin is loaded when it is first needed, except those on {@code --plugin-path}.
     *
     * @throws UsageException if a jar or folder that the user named cannot be used, or no plugin in it; a directory
     *     may have other plugins that cannot be used
     */
    static Plugins loadUsablePlugins(Invocation invocation, Arguments arguments) {
        Plugins plugins = loadPlugins(invocation, arguments);
        for (String place : PluginPath.of(pluginPath(arguments), Map.of()).explicitPaths()) {
            boolean anyUsed = plugins.loaded().stream().anyMatch(plugin -> isIn(plugin.origin(), place));
            for (RefusedPlugin refused : plugins.refused()) {
                boolean isOlderInDirectory =
                        refused.isSuperseded() && !refused.origin().equals(place);
                if (!anyUsed && !isOlderInDirectory && isIn(refused.origin(), place)) {
                    throw new UsageException(
                            Main.NAME, "--plugin-path: " + refused.origin() + " is not used: " + refused.reason());
                }
            }
        }
        return plugins;
    }

    /** Returns whether the command line has one of the options. */
    static boolean anyGiven(Arguments arguments) {
        return arguments.has(NO_PLUGINS)
                || !arguments.get(PLUGIN_PATH).isEmpty()
                || arguments.get(PLUGIN_TIMEOUT).isPresent();
    }

    /** Returns the words of the command line that choose plugins. */
    static List<String> words(Arguments arguments) {
        List<String> words = new ArrayList<>();
        for (String path : pluginPath(arguments)) {
            words.add("--plugin-path");
            words.add(path);
        }
        if (arguments.has(NO_PLUGINS)) {
            words.add("--no-plugins");
        }
        arguments.get(PLUGIN_TIMEOUT).ifPresent(seconds -> words.addAll(List.of("--plugin-timeout", seconds + "")));
        return words;
    }

    private static boolean isIn(String origin, String place) {
        if (origin.equals(place)) {
            return true;
        }
        try {
            return Path.of(origin).startsWith(Path.of(place));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Returns the plugins, also those that cannot be used. Each plugin is loaded when it is first needed. */
    static Plugins loadPlugins(Invocation invocation, Arguments arguments) {
        List<String> named = pluginPath(arguments);
        return Plugins.load(
                arguments.has(NO_PLUGINS)
                        ? PluginPath.EMPTY
                        : PluginPath.of(named, invocation.environment())
                                .withSystemDirectories(System.getProperty(PluginPath.SYSTEM_PROPERTY, "")),
                Duration.ofSeconds(arguments.get(PLUGIN_TIMEOUT).orElse(DEFAULT_SECONDS)),
                arguments.has(Commands.DEBUG) ? new PluginTraces(invocation) : FailureListener.NONE);
    }

    /** Returns the places that the user named, each one once. */
    private static List<String> pluginPath(Arguments arguments) {
        if (arguments.has(NO_PLUGINS) && !arguments.get(PLUGIN_PATH).isEmpty()) {
            throw new UsageException(Main.NAME, "--plugin-path and --no-plugins exclude each other");
        }
        return List.copyOf(new LinkedHashSet<>(arguments.get(PLUGIN_PATH)));
    }
}
