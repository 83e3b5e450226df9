// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses the words of a command line. A parser is used once. */
public final class CommandParser {
    /** The word that calls the command which shows the help of the others. */
    public static final String HELP = HelpCommand.NAME;

    /** The word after which all words are arguments, also those that begin with a hyphen. */
    public static final String END_OF_OPTIONS = "--";

    static {
        // picocli would look up, for each command, the methods that convert words to these classes.
        System.setProperty("picocli.converters.excludes", "java\\..*");
    }

    private final CommandLine main;
    private final CommandModel mainModel;
    private final List<Argument<?>> sharedOptions;
    private final Map<Argument<?>, List<ArgSpec>> specs = new HashMap<>();
    private final Map<String, CommandModel> models = new LinkedHashMap<>();

    /**
     * Creates the parser of a main command.
     *
     * @param model has options that may be given before and after each command that has them
     * @param sharedOptions options that may be given before and after each command
     */
    public CommandParser(String name, CommandModel model, List<Argument<?>> sharedOptions) {
        List<Argument<?>> options = new ArrayList<>(sharedOptions);
        options.addAll(CommandModel.STANDARD_FLAGS);
        this.sharedOptions = List.copyOf(options);
        mainModel = model;
        main = newCommandLine(model.newSpec(name, this::newArgSpec)).setExpandAtFiles(false);
    }

    /** Adds a command. */
    public void add(String name, CommandModel model) {
        addCommand(name, model, model.newSpec(name, this::newArgSpec));
    }

    /** Adds the command that shows the help of the others. */
    public void addHelpCommand() {
        addCommand(HelpCommand.NAME, HelpCommand.MODEL, HelpCommand.newSpec(this::newArgSpec));
    }

    private void addCommand(String name, CommandModel model, CommandSpec spec) {
        models.put(name, model);
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

    /** Returns the name of the main command. */
    public String name() {
        return main.getCommandName();
    }

    /** Returns the model of the main command. */
    public CommandModel mainModel() {
        return mainModel;
    }

    /** Returns the models of the commands by their names, in the order of the help. */
    public Map<String, CommandModel> models() {
        return models;
    }

    /** Returns the options of every command. */
    public List<Argument<?>> sharedOptions() {
        return sharedOptions;
    }

    /** Returns the help of the main command. */
    public String mainHelp() {
        return new CommandHelp(name(), mainModel, sharedOptions).text(models);
    }

    /**
     * Returns the help of a command; empty if the program does not have the command.
     *
     * @param isFull whether it has the details of the manual page
     */
    Optional<String> help(String command, boolean isFull) {
        CommandModel model = models.get(command);
        if (model == null) {
            return Optional.empty();
        }
        CommandHelp help = new CommandHelp(name() + " " + command, model, sharedOptions);
        return Optional.of(isFull ? help.fullText() : help.text());
    }

    /** Returns the help of the command that the words call. */
    private String help(CommandLine command) {
        return command == main
                ? mainHelp()
                : help(command.getCommandName(), false).orElseThrow();
    }

    /** Returns the exception for words that no argument of the main command matches. */
    UsageException unmatched(List<String> words) {
        return new UsageException(name(), UsageMessage.of(new UnmatchedArgumentException(main, words)));
    }

    /** Returns the options of several commands, each one once. */
    List<ArgumentHelp> commonOptions() {
        Map<String, ArgumentHelp> options = new LinkedHashMap<>();
        for (CommandModel model : models.values()) {
            model.commonOptions().forEach(option -> options.putIfAbsent(option.name(), option));
        }
        sharedOptions.forEach(option -> options.put(option.help().name(), option.help()));
        return List.copyOf(options.values());
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
        CommandLine last = parsed.get(parsed.size() - 1);
        for (CommandLine command : parsed) {
            if (command.isUsageHelpRequested()) {
                return new Request.ShowHelp(help(command));
            }
            if (command.isVersionHelpRequested()) {
                return new Request.ShowVersion();
            }
            if (command.getCommandSpec().helpCommand()) {
                HelpCommand.requireKnownWords(command);
                return new Request.ShowHelp(HelpCommand.helpText(argumentsOf(HelpCommand.MODEL), this));
            }
        }
        if (last == main) {
            throw new UsageException(main.getCommandName(), "COMMAND is missing");
        }
        CommandModel model = Objects.requireNonNull(models.get(last.getCommandName()));
        requireUsedOptions(last.getCommandName(), model);
        return new Request.RunCommand(last.getCommandName(), argumentsOf(model));
    }

    /** Requires that the options before the command are options of the command, too. */
    private void requireUsedOptions(String name, CommandModel model) {
        List<Argument<?>> ofCommand = model.arguments();
        for (Argument<?> option : mainModel.arguments()) {
            // The first model of each option of the main command is the one before the command.
            ArgSpec beforeCommand = specs.getOrDefault(option, List.of()).get(0);
            if (!ofCommand.contains(option)
                    && main.getParseResult().matchedArgs().contains(beforeCommand)) {
                throw new UsageException(
                        name() + " " + name,
                        "the command " + name + " has no option "
                                + option.help().name());
            }
        }
    }

    /** Returns the arguments that a command declares. */
    private Arguments argumentsOf(CommandModel model) {
        List<Argument<?>> declared = new ArrayList<>(model.arguments());
        declared.addAll(sharedOptions);
        Map<Argument<?>, List<ArgSpec>> parsed = new HashMap<>();
        for (Argument<?> argument : declared) {
            parsed.put(argument, specs.getOrDefault(argument, List.of()));
        }
        return new Arguments(parsed);
    }
}
