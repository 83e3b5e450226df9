// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.plugin.Plugins;
import org.migstream.plugin.PluginsJson;
import org.migstream.plugin.PluginsText;

/** {@code migstream plugins}. */
final class PluginsCommand implements CliCommand {
    private static final Flag JSON = Flag.of("--json", "Print a JSON document (migstream.plugins/1).");

    static final CommandModel MODEL = CommandModel.describedBy(
                    "List the plugins, which decode the states of vendors' devices.",
                    "The list has the purpose and the files of each plugin. If a plugin was refused, it has the reason.",
                    "Plugins run with all rights of migstream: install only those that you trust.")
            .add(JSON)
            .addCommon(ColorOption.COLOR)
            .addCommon(PluginOptions.ALL)
            .exitStatus(0, "all plugins can be used")
            .exitStatus(1, "a plugin was refused")
            .exitStatus(2, "wrong arguments")
            .exitStatus(5, "the result cannot be written")
            .examples("  migstream plugins", "  migstream plugins --json");

    private final Invocation invocation;
    private final Arguments arguments;

    PluginsCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
    }

    @Override
    public ExitStatus run() throws IOException {
        try (Plugins available = PluginOptions.loadPlugins(invocation, arguments)) {
            if (arguments.has(JSON)) {
                new PluginsJson(invocation.stdout()).render(available.loaded(), available.refused());
            } else {
                invocation.printText(
                        (writer, terminal) -> new PluginsText(writer, terminal.usesColour(), terminal.columns())
                                .render(available.loaded(), available.refused()));
            }
            invocation.stdout().flush();
            boolean anyRefused = available.refused().stream().anyMatch(plugin -> !plugin.isSuperseded());
            return anyRefused ? ExitStatus.NEGATIVE_RESULT : ExitStatus.SUCCESS;
        }
    }
}
