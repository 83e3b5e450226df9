// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where plugins come from and how much time they get: options of every command. */
final class PluginOptions {
    private static final int DEFAULT_SECONDS = (int) Plugins.DEFAULT_TIMEOUT.toSeconds();
    private static final int MAX_SECONDS = 86_400;
    /** Java gives methods in any order, and another one at another time. */
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
                "A plugin's jar, or a directory of plugins; may be repeated. More are in MIGSTREAM_PLUGINS and in",
                "~/.local/share/migstream/plugins."
            })
    private void addPluginPath(List<String> places) {
        // In front of the command and behind it: picocli starts a list for either.
        pluginPath.addAll(places);
    }

    @Option(
            names = "--plugin-timeout",
            order = LAST_ORDER + 1,
            scope = CommandLine.ScopeType.INHERIT,
            paramLabel = "SECONDS",
            description = "For how long a plugin may make no progress before it is given up (default: 10).")
    private void setTimeout(int wanted) {
        if (wanted < 1 || wanted > MAX_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(), "--plugin-timeout is 1 to " + MAX_SECONDS + " seconds, not " + wanted);
        }
        timeoutSeconds = wanted;
    }

    /** The plugins; none is loaded before something is asked of them. */
    Plugins loadPlugins(Map<String, String> environment) {
        return Plugins.load(PluginPath.of(List.copyOf(pluginPath), environment), Duration.ofSeconds(timeoutSeconds));
    }
}
