// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Parses the words of a command line. A parser is used once. */
public final class CommandParser {
    /** The word that calls the command which shows the help of the others. */
    public static final String HELP = HelpCommand.NAME;

    static {
        // picocli would look up, for each command, the methods that convert words to these classes.
        System.setProperty("picocli.converters.excludes", "java\\..*");
    }

    private final CommandLine main;
    private final List<Argument<?>> sharedOptions;
    private final Map<Argument<?>, List<ArgSpec>> specs = new HashMap<>();

    /**
     * Creates the parser of a main command.
     *
     * @param sharedOptions options that may be given before a command and after it
     */
    public CommandParser(String name, CommandModel model, List<Argument<?>> sharedOptions) {
        this.sharedOptions = sharedOptions;
        CommandSpec spec = model.newSpec(name, this::newArgSpec);
        spec.usageMessage().sortOptions(true);
        main = newCommandLine(spec).setExpandAtFiles(false);
    }

    /** Adds a command. */
    public void add(String name, CommandModel model) {
        addCommand(name, model.newSpec(name, this::newArgSpec));
    }

    /** Adds the command that shows the help of the others. */
    public void addHelpCommand() {
        addCommand(HelpCommand.NAME, HelpCommand.newSpec(this::newArgSpec));
    }

    private void addCommand(String name, CommandSpec spec) {
        main.getCommandSpec().addSubcommand(name, newCommandLine(spec));
    }

    private CommandLine newCommandLine(CommandSpec spec) {
        for (Argument<?> option : sharedOptions) {
            spec.add(newArgSpec(option));
        }
        return new CommandLine(spec);
    }

    private ArgSpec newArgSpec(Argument<?> argument) {
        ArgSpec spec = argument.newSpec();
        specs.computeIfAbsent(argument, key -> new ArrayList<>()).add(spec);
        return spec;
    }

    /** Returns picocli's model of the commands. */
    CommandSpec model() {
        return main.getCommandSpec();
    }

    /** Returns the help of the main command. */
    public String mainHelp() {
        return main.getUsageMessage();
    }

    /**
     * Parses words.
     *
     * @throws UsageException if they are wrong
     */
    public Request parse(String... words) {
        List<CommandLine> parsed;
        try {
            parsed = main.parseArgs(words).asCommandLineList();
        } catch (ParameterException e) {
            throw e.getCause() instanceof UsageException cause
                    ? cause
                    : new UsageException(e.getCommandLine().getCommandSpec().qualifiedName(), UsageMessage.of(e));
        }
        Arguments arguments = new Arguments(specs);
        for (CommandLine command : parsed) {
            if (command.isUsageHelpRequested()) {
                return new Request.ShowHelp(command.getUsageMessage());
            }
            if (command.isVersionHelpRequested()) {
                return new Request.ShowVersion();
            }
            if (command.getCommandSpec().helpCommand()) {
                HelpCommand.requireKnownWords(command);
                return new Request.ShowHelp(HelpCommand.helpText(arguments, main));
            }
        }
        CommandLine last = parsed.get(parsed.size() - 1);
        if (last == main) {
            throw new UsageException(main.getCommandName(), "COMMAND is missing");
        }
        return new Request.RunCommand(last.getCommandName(), arguments);
    }
}
