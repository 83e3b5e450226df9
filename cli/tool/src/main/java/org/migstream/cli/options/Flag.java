// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option without a value. */
public final class Flag extends Argument<Boolean> {
    private enum Purpose {
        SHOW_HELP,
        SHOW_VERSION,
        OTHER
    }

    private final Purpose purpose;
    private final ArgumentHelp help;

    private Flag(Purpose purpose, ArgumentHelp help) {
        this.purpose = purpose;
        this.help = help;
    }

    private static Flag of(Purpose purpose, String summary, String... names) {
        return new Flag(purpose, new ArgumentHelp(List.of(names), "", summary, List.of(), false));
    }

    /** Returns a flag such as {@code --strict}. */
    public static Flag of(String name, String summary) {
        return of(Purpose.OTHER, summary, name);
    }

    /** Returns a flag with a short name, such as {@code -v} for {@code --verbose}. */
    public static Flag of(String shortName, String name, String summary) {
        return of(Purpose.OTHER, summary, shortName, name);
    }

    /** Adds what only manual pages say. */
    public Flag details(String... paragraphs) {
        return new Flag(purpose, help.withDetails(List.of(paragraphs)));
    }

    /** Returns the flag that shows the help of a command. */
    static Flag forHelp(String summary) {
        return of(Purpose.SHOW_HELP, summary, "-h", "--help");
    }

    /** Returns the flag that shows the version. */
    static Flag forVersion(String summary) {
        return of(Purpose.SHOW_VERSION, summary, "-V", "--version");
    }

    @Override
    ArgSpec newSpec() {
        return OptionSpec.builder(help.names().toArray(String[]::new))
                .type(boolean.class)
                .description(help.summary())
                .usageHelp(purpose == Purpose.SHOW_HELP)
                .versionHelp(purpose == Purpose.SHOW_VERSION)
                .build();
    }

    @Override
    public ArgumentHelp help() {
        return help;
    }

    @Override
    Boolean result(List<ArgSpec> parsed) {
        for (ArgSpec spec : parsed) {
            if (Boolean.TRUE.equals(spec.getValue())) {
                return true;
            }
        }
        return false;
    }
}
