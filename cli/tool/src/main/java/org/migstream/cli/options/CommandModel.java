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

/** The arguments of a command, its help and its manual page, in the order in which these show them. */
public final class CommandModel {
    /** Options of every command. */
    static final List<Argument<?>> STANDARD_FLAGS = List.of(
            Flag.forHelp("Show the help of the command and exit."),
            Flag.forVersion("Print version information and exit."));

    private final String summary;
    private final List<String> description;
    private final List<ArgumentGroup> groups = new ArrayList<>();
    private final Map<String, String> exitStatuses = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> details = List.of();
    private String exitStatusNote = "";
    private List<String> examples = List.of();
    private List<String> moreExamples = List.of();

    /** How the arguments of a group belong together. */
    private enum GroupKind {
        OWN,
        /** Only one of them may be given. */
        EXCLUSIVE,
        /** Several commands have them; help lists only their names. */
        COMMON
    }

    private record ArgumentGroup(List<Argument<?>> arguments, GroupKind kind) {}

    private CommandModel(String summary, List<String> description) {
        this.summary = summary;
        this.description = description;
    }

    /**
     * Returns the model of a command without arguments.
     *
     * @param summary a line, which is also in the list of all commands
     * @param paragraphs the rest of the start of the help
     */
    public static CommandModel describedBy(String summary, String... paragraphs) {
        return new CommandModel(summary, List.of(paragraphs));
    }

    /** Adds paragraphs to the description in the manual page. */
    public CommandModel details(String... paragraphs) {
        details = List.of(paragraphs);
        return this;
    }

    /** Adds arguments. */
    public CommandModel add(Argument<?>... arguments) {
        return add(List.of(arguments));
    }

    /** Adds arguments that several commands share. */
    public CommandModel add(List<Argument<?>> arguments) {
        return add(arguments, GroupKind.OWN);
    }

    /** Adds options of which only one may be given. */
    public CommandModel addExclusive(Argument<?>... arguments) {
        return add(List.of(arguments), GroupKind.EXCLUSIVE);
    }

    /** Adds options of several commands. Help has their names, and {@code help options} describes them. */
    public CommandModel addCommon(Argument<?>... options) {
        return addCommon(List.of(options));
    }

    /** Adds options of several commands. Help has their names, and {@code help options} describes them. */
    public CommandModel addCommon(List<Argument<?>> options) {
        return add(options, GroupKind.COMMON);
    }

    private CommandModel add(List<Argument<?>> arguments, GroupKind kind) {
        groups.add(new ArgumentGroup(arguments, kind));
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

    /** Adds a file to the manual page. */
    public CommandModel file(String path, String meaning) {
        files.put(path, meaning);
        return this;
    }

    /** Adds an environment variable to the manual page. */
    public CommandModel variable(String name, String meaning) {
        environment.put(name, meaning);
        return this;
    }

    /** Adds the lines of the examples. */
    public CommandModel examples(String... lines) {
        examples = List.of(lines);
        return this;
    }

    /** Adds the lines of examples that only the manual page has. */
    public CommandModel moreExamples(String... lines) {
        moreExamples = List.of(lines);
        return this;
    }

    /** Returns one line that says what the command does. */
    public String summary() {
        return summary;
    }

    /** Returns the paragraphs after the summary. */
    public List<String> description() {
        return description;
    }

    /** Returns the paragraphs that only the manual page has. */
    public List<String> details() {
        return details;
    }

    /** Returns the exit statuses and their meanings. */
    public Map<String, String> exitStatuses() {
        return exitStatuses;
    }

    /** Returns a note on the exit statuses, in parentheses after a space; empty if there is none. */
    public String exitStatusNote() {
        return exitStatusNote;
    }

    /** Returns the files of the manual page. */
    public Map<String, String> files() {
        return files;
    }

    /** Returns the environment variables of the manual page. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Returns the lines of the examples in the help. */
    public List<String> examples() {
        return examples;
    }

    /** Returns the lines of all examples. */
    public List<String> allExamples() {
        List<String> all = new ArrayList<>(examples);
        all.addAll(moreExamples);
        return all;
    }

    /** Returns the positional parameters. */
    public List<ArgumentHelp> parameters() {
        return find(false, false);
    }

    /** Returns the options that the help describes. */
    public List<ArgumentHelp> ownOptions() {
        return find(true, false);
    }

    /** Returns the options that the help only names. */
    public List<ArgumentHelp> commonOptions() {
        return find(true, true);
    }

    private List<ArgumentHelp> find(boolean isOption, boolean isCommon) {
        List<ArgumentHelp> found = new ArrayList<>();
        for (ArgumentGroup group : groups) {
            for (Argument<?> argument : group.arguments()) {
                ArgumentHelp help = argument.help();
                if (help.isOption() == isOption && (group.kind() == GroupKind.COMMON) == isCommon) {
                    found.add(help);
                }
            }
        }
        return found;
    }

    /** Returns the words after the name of the command: which arguments there are. */
    public String synopsis() {
        StringBuilder words = new StringBuilder("[OPTION]...");
        for (ArgumentGroup group : groups) {
            if (group.kind() == GroupKind.EXCLUSIVE) {
                List<String> names = new ArrayList<>();
                for (Argument<?> argument : group.arguments()) {
                    names.add(argument.help().name());
                }
                words.append(" [").append(String.join(" | ", names)).append(']');
            }
        }
        for (ArgumentHelp parameter : parameters()) {
            words.append(' ').append(parameter.label());
        }
        return words.toString();
    }

    /** Returns all arguments. */
    List<Argument<?>> arguments() {
        List<Argument<?>> all = new ArrayList<>();
        for (ArgumentGroup group : groups) {
            all.addAll(group.arguments());
        }
        return all;
    }

    /** Returns a new model for picocli. */
    CommandSpec newSpec(String name, Function<Argument<?>, ArgSpec> newArgSpec) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(summary);
        for (ArgumentGroup group : groups) {
            if (group.kind() == GroupKind.EXCLUSIVE) {
                ArgGroupSpec.Builder exclusive = ArgGroupSpec.builder().exclusive(true);
                group.arguments().forEach(argument -> exclusive.addArg(newArgSpec.apply(argument)));
                spec.addArgGroup(exclusive.build());
            } else {
                group.arguments().forEach(argument -> spec.add(newArgSpec.apply(argument)));
            }
        }
        return spec;
    }
}
