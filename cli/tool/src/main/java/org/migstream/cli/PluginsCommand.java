// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.migstream.plugin.Plugins;
import org.migstream.plugin.PluginsJson;
import org.migstream.plugin.PluginsText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code migstream plugins}. */
@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the plugins, which decode the states of vendors' devices: their purpose, their files and, for refused"
                    + " plugins, the reason.",
            "Plugins run with all rights of migstream: install only those that you trust."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all plugins can be used",
            "1:a plugin was refused",
            "2:wrong arguments",
            "5:the result cannot be written"
        },
        footerHeading = Main.EXAMPLES,
        footer = {"  migstream plugins", "  migstream plugins --json"})
final class PluginsCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Option(names = "--json", description = "Print a JSON document (migstream.plugins/1).")
    private boolean json;

    /** @param plugins loads the plugins; called after the options are parsed */
    PluginsCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        try (Plugins available = plugins.get()) {
            if (json) {
                new PluginsJson(invocation.stdout()).render(available.loaded(), available.refused());
            } else {
                invocation.printText(
                        (writer, terminal) -> new PluginsText(writer, terminal.usesColour(), terminal.columns())
                                .render(available.loaded(), available.refused()));
            }
            invocation.stdout().flush();
            return (available.refused().isEmpty() ? ExitStatus.SUCCESS : ExitStatus.NEGATIVE_RESULT).code();
        }
    }
}
