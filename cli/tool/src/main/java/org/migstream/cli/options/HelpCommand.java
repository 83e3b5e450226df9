// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code migstream help}, which shows the help of migstream or of another command. */
final class HelpCommand {
    static final String NAME = "help";

    private static final Flag HELP = Flag.forHelp("Show usage help for the help command and exit.");
    private static final Value<String> COMMAND =
            Value.positional("COMMAND", "The COMMAND to display the usage help message for.");
    private static final CommandModel MODEL = CommandModel.describedBy("Show the help of migstream or of a command.")
            .add(COMMAND)
            .examples("  migstream help", "  migstream help restore");

    private HelpCommand() {}

    /** Returns a new model for picocli, which then does not require the arguments to be right. */
    static CommandSpec newSpec(Function<Argument<?>, ArgSpec> newArgSpec) {
        CommandSpec spec = MODEL.newSpec(NAME, List.of(HELP), newArgSpec).helpCommand(true);
        spec.usageMessage()
                .sortOptions(true)
                .header("Display help information about the specified command.")
                .synopsisHeading("%nUsage: ");
        return spec;
    }

    /** Throws an exception if there are words that the parser could not match, which it does not require itself. */
    static void requireKnownWords(CommandLine help) {
        if (!help.getUnmatchedArguments().isEmpty()) {
            throw unmatched(help, help.getUnmatchedArguments());
        }
    }

    private static UsageException unmatched(CommandLine command, List<String> words) {
        return new UsageException(
                command.getCommandSpec().qualifiedName(),
                UsageMessage.of(new UnmatchedArgumentException(command, words)));
    }

    /** Returns the help that the user asks for. */
    static String helpText(Arguments arguments, CommandLine main) {
        Optional<String> name = arguments.get(COMMAND);
        if (name.isEmpty()) {
            return main.getUsageMessage();
        }
        CommandLine command = main.getSubcommands().get(name.get());
        if (command == null) {
            throw unmatched(main, List.of(name.get()));
        }
        return command.getUsageMessage();
    }
}
