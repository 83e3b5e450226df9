// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The arguments of a command and its whole help, in the order in which the help shows them. */
public final class CommandModel {
    private static final List<Argument<?>> STANDARD_FLAGS = List.of(
            Flag.forHelp("Show this help message and exit."), Flag.forVersion("Print version information and exit."));

    private final String[] description;
    private final List<ArgumentGroup> groups = new ArrayList<>();
    private final Map<String, String> exitStatuses = new LinkedHashMap<>();
    private String exitStatusNote = "";
    private String[] examples = {};

    private record ArgumentGroup(List<Argument<?>> arguments, boolean isExclusive) {}

    private CommandModel(String... description) {
        this.description = description;
    }

    /**
     * Returns the model of a command without arguments.
     *
     * @param description the lines at the start of the help; the first one is also in the list of all commands
     */
    public static CommandModel describedBy(String... description) {
        return new CommandModel(description);
    }

    /** Adds arguments. */
    public CommandModel add(Argument<?>... arguments) {
        return add(List.of(arguments));
    }

    /** Adds arguments that several commands share. */
    public CommandModel add(List<Argument<?>> arguments) {
        groups.add(new ArgumentGroup(arguments, false));
        return this;
    }

    /** Adds options of which only one may be given. */
    public CommandModel addExclusive(Argument<?>... arguments) {
        groups.add(new ArgumentGroup(List.of(arguments), true));
        return this;
    }

    /** Adds a line to the list of exit statuses. */
    public CommandModel exitStatus(int status, String meaning) {
        exitStatuses.put(Integer.toString(status), meaning);
        return this;
    }

    /** Adds a note to the heading of the list of exit statuses. */
    public CommandModel exitStatusNote(String note) {
        exitStatusNote = " (" + note + ")";
        return this;
    }

    /** Adds the lines of the examples. */
    public CommandModel examples(String... lines) {
        examples = lines;
        return this;
    }

    /** Returns a new model for picocli with the options that show the help and the version. */
    CommandSpec newSpec(String name, Function<Argument<?>, ArgSpec> newArgSpec) {
        return newSpec(name, STANDARD_FLAGS, newArgSpec);
    }

    /** Returns a new model for picocli with standard flags of its own. */
    CommandSpec newSpec(String name, List<Argument<?>> standardFlags, Function<Argument<?>, ArgSpec> newArgSpec) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage()
                .sortOptions(false)
                .description(description)
                .exitCodeListHeading(exitStatuses.isEmpty() ? "" : "%nExit status" + exitStatusNote + ":%n")
                .exitCodeList(exitStatuses)
                .footerHeading("%nExamples (from the top of a checkout):%n")
                .footer(examples);
        for (ArgumentGroup group : groups) {
            if (group.isExclusive()) {
                ArgGroupSpec.Builder exclusive = ArgGroupSpec.builder().exclusive(true);
                group.arguments().forEach(argument -> exclusive.addArg(newArgSpec.apply(argument)));
                spec.addArgGroup(exclusive.build());
            } else {
                group.arguments().forEach(argument -> spec.add(newArgSpec.apply(argument)));
            }
        }
        standardFlags.forEach(flag -> spec.add(newArgSpec.apply(flag)));
        return spec;
    }
}
