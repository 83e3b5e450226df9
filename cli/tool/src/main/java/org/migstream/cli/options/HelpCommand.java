// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code migstream help}, which shows the help of migstream, of another command or of the common options. */
final class HelpCommand {
    static final String NAME = "help";

    static final String OPTIONS = "options";
    private static final Flag ALL = Flag.of("--all", "Show all details, as the manual page of the command does.");
    private static final Value<String> TOPIC =
            Value.positional("TOPIC", "A command, or 'options' for the options of several commands.");
    static final CommandModel MODEL = CommandModel.describedBy("Show the help of migstream or of a command.")
            .add(ALL, TOPIC)
            .exitStatus(0, "the help was printed")
            .exitStatus(2, "wrong arguments: an unknown command")
            .examples("  migstream help", "  migstream help --all restore", "  migstream help options");

    private HelpCommand() {}

    /** Returns a new model for picocli, which then does not require the arguments to be right. */
    static CommandSpec newSpec(Function<Argument<?>, ArgSpec> newArgSpec) {
        return MODEL.newSpec(NAME, newArgSpec).helpCommand(true);
    }

    /** Throws an exception if there are words that the parser could not match, which it does not require itself. */
    static void requireKnownWords(CommandLine help) {
        if (!help.getUnmatchedArguments().isEmpty()) {
            throw new UsageException(
                    help.getCommandSpec().qualifiedName(),
                    UsageMessage.of(new UnmatchedArgumentException(help, help.getUnmatchedArguments())));
        }
    }

    /** Returns the help that the user asks for. */
    static String helpText(Arguments arguments, CommandParser parser) {
        Optional<String> topic = arguments.get(TOPIC);
        if (topic.isEmpty()) {
            return parser.mainHelp();
        }
        if (topic.get().equals(OPTIONS)) {
            return CommandHelp.describe(
                    "Options that several commands have. The help of a command lists which of them it has.",
                    parser.commonOptions());
        }
        return parser.help(topic.get(), arguments.has(ALL)).orElseThrow(() -> parser.unmatched(List.of(topic.get())));
    }
}
