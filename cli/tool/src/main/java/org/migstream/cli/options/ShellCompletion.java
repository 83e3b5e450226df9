// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.AutoComplete;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the files with which shells complete the words of a command line. The packages contain them. */
public final class ShellCompletion {
    private ShellCompletion() {}

    /** Writes the files for bash, zsh and fish into a directory, each with the name under which its shell finds it. */
    public static void write(CommandParser parser, Path directory) throws IOException {
        CommandSpec main = parser.model();
        String name = main.name();
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name + ".bash"), AutoComplete.bash(name, main.commandLine()));
        Files.writeString(directory.resolve("_" + name), new ZshCompletion(main).script());
        Files.writeString(directory.resolve(name + ".fish"), new FishCompletion(main).script());
    }

    /** Returns the commands, in the order of the help. */
    static List<CommandSpec> commands(CommandSpec main) {
        List<CommandSpec> commands = new ArrayList<>();
        main.subcommands().values().forEach(command -> commands.add(command.getCommandSpec()));
        return commands;
    }

    /** Returns the first line of the help of a command. */
    static String summary(CommandSpec command) {
        String[] lines = command.usageMessage().description();
        return firstSentence(lines.length == 0 ? "" : lines[0]);
    }

    /** Returns the first sentence of the help of an option. */
    static String summary(OptionSpec option) {
        String[] lines = option.description();
        return firstSentence(lines.length == 0 ? "" : lines[0]);
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        String sentence = end < 0 ? text : text.substring(0, end);
        return sentence.endsWith(".") || sentence.endsWith(":")
                ? sentence.substring(0, sentence.length() - 1)
                : sentence;
    }

    /** Returns the names of an option, of an option with {@code --[no-]} both. */
    static List<String> names(OptionSpec option) {
        List<String> names = new ArrayList<>(List.of(option.names()));
        if (option.negatable()) {
            names.add("--no-" + option.longestName().substring(2));
        }
        return names;
    }

    /** Returns whether an option has a value. */
    static boolean hasValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** Returns the words that a value can be, separated by spaces; empty if it can be any text. */
    static String words(ArgSpec value) {
        Iterable<String> candidates = value.completionCandidates();
        return candidates == null ? "" : String.join(" ", candidates);
    }

    /**
     * Returns the positional parameter of a command that has words. If it may be given more than once, it may also be a
     * file.
     */
    static Optional<PositionalParamSpec> parameterWithWords(CommandSpec command) {
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (!words(parameter).isEmpty()) {
                return Optional.of(parameter);
            }
        }
        return Optional.empty();
    }
}
