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
    private static final int MOST_SECONDS = 86_400;
    /** Java gives methods in any order, and another one at another time. */
    private static final int LAST = 1000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private final Set<String> path = new LinkedHashSet<>();
    private int seconds = DEFAULT_SECONDS;

    @Option(
            names = "--plugin-path",
            order = LAST,
            scope = CommandLine.ScopeType.INHERIT,
            paramLabel = "PATH",
            description = {
                "A plugin's jar, or a directory of plugins; may be repeated. More are in MIGSTREAM_PLUGINS and in",
                "~/.local/share/migstream/plugins."
            })
    private void path(List<String> places) {
        // In front of the command and behind it: picocli starts a list for either.
        path.addAll(places);
    }

    @Option(
            names = "--plugin-timeout",
            order = LAST + 1,
            scope = CommandLine.ScopeType.INHERIT,
            paramLabel = "SECONDS",
            description = "For how long a plugin may make no progress before it is given up (default: 10).")
    private void patience(int wanted) {
        if (wanted < 1 || wanted > MOST_SECONDS) {
            throw new ParameterException(
                    command.commandLine(), "--plugin-timeout is 1 to " + MOST_SECONDS + " seconds, not " + wanted);
        }
        seconds = wanted;
    }

    /** The plugins; none is loaded before something is asked of them. */
    Plugins load(Map<String, String> environment) {
        return Plugins.load(PluginPath.of(List.copyOf(path), environment), Duration.ofSeconds(seconds));
    }
}
