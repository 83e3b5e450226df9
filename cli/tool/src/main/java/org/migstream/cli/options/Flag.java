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

    private final String[] names;
    private final String description;
    private final Purpose purpose;

    private Flag(Purpose purpose, String description, String... names) {
        this.purpose = purpose;
        this.description = description;
        this.names = names;
    }

    /** Returns a flag such as {@code --strict}. */
    public static Flag of(String name, String description) {
        return new Flag(Purpose.OTHER, description, name);
    }

    /** Returns a flag with a short name, such as {@code -v} for {@code --verbose}. */
    public static Flag of(String shortName, String name, String description) {
        return new Flag(Purpose.OTHER, description, shortName, name);
    }

    /** Returns the flag that shows the help of a command. */
    static Flag forHelp(String description) {
        return new Flag(Purpose.SHOW_HELP, description, "-h", "--help");
    }

    /** Returns the flag that shows the version. */
    static Flag forVersion(String description) {
        return new Flag(Purpose.SHOW_VERSION, description, "-V", "--version");
    }

    @Override
    ArgSpec newSpec() {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .description(description)
                .usageHelp(purpose == Purpose.SHOW_HELP)
                .versionHelp(purpose == Purpose.SHOW_VERSION)
                .build();
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
