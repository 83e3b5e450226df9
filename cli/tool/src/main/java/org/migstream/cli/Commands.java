// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.CommandParser;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.Request.RunCommand;
import org.migstream.io.NameText;

/** The list of all commands, in the order of the help. */
final class Commands {
    private static final List<Entry> ENTRIES = List.of(
            new Entry("inspect", () -> InspectCommand.MODEL, InspectCommand::new),
            new Entry("check", () -> CheckCommand.MODEL, CheckCommand::new),
            new Entry("diff", () -> DiffCommand.MODEL, DiffCommand::new),
            new Entry("explain", () -> ExplainCommand.MODEL, ExplainCommand::new),
            new Entry("tee", () -> TeeCommand.MODEL, TeeCommand::new),
            new Entry("extract", () -> ExtractCommand.MODEL, ExtractCommand::new),
            new Entry("convert", () -> ConvertCommand.MODEL, ConvertCommand::new),
            new Entry("bundle", () -> BundleCommand.MODEL, BundleCommand::new),
            new Entry("save", () -> SaveCommand.MODEL, SaveCommand::new),
            new Entry("restore", () -> RestoreCommand.MODEL, RestoreCommand::new),
            new Entry("probe", () -> ProbeCommand.MODEL, ProbeCommand::new),
            new Entry("devices", () -> DevicesCommand.MODEL, DevicesCommand::new),
            new Entry("plugins", () -> PluginsCommand.MODEL, PluginsCommand::new),
            new Entry("states", () -> StatesCommand.MODEL, StatesCommand::new),
            new Entry("schema", () -> SchemaCommand.MODEL, SchemaCommand::new));

    static final Flag DEBUG = Flag.of("--debug", "Print a stack trace if migstream itself or a plugin fails.");

    private static final CommandModel MODEL = CommandModel.describedBy(
                    "Save, inspect, compare and restore the state of VFIO devices in QEMU migration streams.")
            .details(
                    "migstream reads and writes the migration streams of QEMU. It needs no QEMU, no device and no privileges"
                            + " to read a stream. It treats all input as hostile: it reports a damaged or truncated stream"
                            + " up to the first error and never writes it to a device.",
                    "'migstream FILE' is short for 'migstream inspect FILE'.",
                    "Results go to standard output, everything else to standard error.",
                    "The options below may be before or after the name of a command that has them.")
            .addCommon(PluginOptions.ALL)
            .exitStatus(0, "success, and the result is positive")
            .exitStatus(1, "success, but the result is negative: incompatible, different, unknown")
            .exitStatus(2, "wrong arguments")
            .exitStatus(3, "an input is malformed or truncated; all readable parts are reported")
            .exitStatus(4, "an input or a device is unsupported, or a limit was exceeded")
            .exitStatus(5, "reading or writing failed")
            .exitStatus(6, "a device or the kernel failed")
            .exitStatus(70, "a defect of migstream; --debug prints the stack trace")
            .exitStatus(141, "the reader closed the output; 130 and 143: a signal")
            .file("/usr/share/migstream/plugins", "Plugins for all users.")
            .file("~/.local/share/migstream/plugins", "Plugins of a user.")
            .file(
                    "~/.cache/migstream",
                    "An archive of loaded classes for a faster start. It can be deleted at any time.")
            .file("/dev/vfio/*", "Device files of the kernel.")
            .variable("MIGSTREAM_PLUGINS", "Jars and directories with plugins, separated by colons.")
            .variable("MIGSTREAM_JAVA_OPTS", "Options of Java, such as -Xmx1g, if a limit of the heap was exceeded.")
            .variable("JAVA_HOME", "The Java to use.")
            .variable("TMPDIR", "The directory for temporary files (default: /tmp).")
            .variable(
                    "XDG_CACHE_HOME, XDG_DATA_HOME",
                    "The directories that contain migstream/ instead of those in the home directory.")
            .variable(
                    "NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM",
                    "Whether text has colours, see --color in the pages of the commands.")
            .variable("COLUMNS", "The width of the text on a terminal.")
            .examples(
                    "  migstream inspect samples/streams/q35-two-uarts.qevm",
                    "  migstream save -o /tmp/uart.qevm sim:mtty@/tmp/uart",
                    "  migstream help inspect");

    /** Creates a command. */
    @FunctionalInterface
    private interface Factory {
        CliCommand create(Invocation invocation, Arguments arguments);
    }

    /**
     * A command.
     *
     * @param name the word that calls it
     * @param model returns its arguments and its help; only then its class is loaded
     */
    private record Entry(String name, Supplier<CommandModel> model, Factory factory) {}

    private Commands() {}

    /** Creates the parser. If the first word calls a command, the parser does not know the others. */
    static CommandParser createParser(@Nullable String firstWord) {
        CommandParser parser = new CommandParser(Main.NAME, MODEL, List.of(DEBUG));
        Optional<Entry> called = find(firstWord);
        if (called.isPresent()) {
            parser.add(called.get().name(), called.get().model().get());
            return parser;
        }
        for (Entry entry : ENTRIES) {
            parser.add(entry.name(), entry.model().get());
        }
        parser.addHelpCommand();
        return parser;
    }

    /**
     * Returns the words of the command line, with {@code inspect} in front of them if they are the name of an input, or options
     * and the name of an input. A word with a slash, or with bytes that are not characters, is a name even if no such file
     * exists, because no command has one.
     */
    static String[] withCommand(String... words) {
        String first = words[0];
        if (first.equals(CommandParser.HELP) || find(first).isPresent() || !isInput(first, words)) {
            return words;
        }
        List<String> inspect = new ArrayList<>(List.of("inspect"));
        inspect.addAll(List.of(words));
        return inspect.toArray(String[]::new);
    }

    private static boolean isInput(String first, String... words) {
        if (first.equals(Inputs.STDIN) || !first.startsWith("-")) {
            return Inputs.isName(first) || first.contains("/") || NameText.hasLostBytes(first);
        }
        boolean hasName = false;
        for (String word : words) {
            if (find(word).isPresent()) {
                return false;
            }
            hasName |= Inputs.isName(word) || word.equals(CommandParser.END_OF_OPTIONS);
        }
        return hasName;
    }

    /** Creates the command that the parser has found. */
    static CliCommand create(RunCommand request, Invocation invocation) {
        return find(request.name()).orElseThrow().factory().create(invocation, request.arguments());
    }

    private static Optional<Entry> find(@Nullable String name) {
        for (Entry entry : ENTRIES) {
            if (entry.name().equals(name)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }
}
