// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option without a value that can also be given with {@code --no-} before its name. */
public final class Toggle extends Argument<Optional<Boolean>> {
    private final String name;
    private final ArgumentHelp help;

    private Toggle(String name, ArgumentHelp help) {
        this.name = name;
        this.help = help;
    }

    /** Returns a toggle such as {@code --[no-]mapped-ram}. */
    public static Toggle of(String name, String summary) {
        String names = "--[no-]" + name.substring("--".length());
        return new Toggle(name, new ArgumentHelp(List.of(names), "", summary, List.of(), false));
    }

    /** Adds what only manual pages say. */
    public Toggle details(String... paragraphs) {
        return new Toggle(name, help.withDetails(List.of(paragraphs)));
    }

    @Override
    ArgSpec newSpec() {
        return OptionSpec.builder(name)
                .type(Boolean.class)
                .negatable(true)
                .description(help.summary())
                .build();
    }

    @Override
    public ArgumentHelp help() {
        return help;
    }

    @Override
    Optional<Boolean> result(List<ArgSpec> parsed) {
        Optional<Boolean> result = Optional.empty();
        for (ArgSpec spec : parsed) {
            Boolean value = spec.getValue();
            result = value == null ? result : Optional.of(value);
        }
        return result;
    }
}
