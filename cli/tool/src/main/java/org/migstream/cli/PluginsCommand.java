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
            "Lists the plugins, which decode the state of vendors' devices: what each is for, where it comes from, and"
                    + " which were refused and why.",
            "Plugins are code that may do whatever migstream may: install only those that you trust."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every plugin that was found can be used",
            "1:some were refused",
            "2:wrong arguments",
            "5:the result cannot be written"
        })
final class PluginsCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Option(names = "--json", description = "One JSON document (migstream.plugins/1).")
    private boolean json;

    /** @param all loads the plugins, once all options are known */
    PluginsCommand(Invocation invocation, Supplier<Plugins> all) {
        this.invocation = invocation;
        this.plugins = all;
    }

    @Override
    public Integer call() throws IOException {
        try (Plugins plugins = this.plugins.get()) {
            if (json) {
                new PluginsJson(invocation.stdout()).render(plugins.loaded(), plugins.refused());
            } else {
                invocation.printText(
                        (writer, terminal) -> new PluginsText(writer, terminal.usesColour(), terminal.columns())
                                .render(plugins.loaded(), plugins.refused()));
            }
            invocation.stdout().flush();
            return (plugins.refused().isEmpty() ? ExitStatus.SUCCESS : ExitStatus.NEGATIVE_RESULT).code();
        }
    }
}
