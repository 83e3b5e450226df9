// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.migstream.plugin.Plugins;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The migstream command. */
@Command(
        name = "migstream",
        description = "Save, inspect, compare and restore the state of VFIO devices in QEMU migration streams.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream inspect samples/streams/q35-two-uarts.qevm",
            "  migstream save -o /tmp/uart.qevm sim:mtty@/tmp/uart",
            "  migstream help inspect"
        })
public final class Main {
    /** The heading of the examples in each help. The examples themselves are the footer. */
    static final String EXAMPLES = "%nExamples (from the top of a checkout):%n";

    @Option(
            names = "--debug",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print a stack trace if migstream itself fails.")
    private boolean debug;

    @Mixin
    private PluginOptions pluginOptions = new PluginOptions();

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        int status = ExitStatus.INTERNAL_ERROR.code();
        try {
            StandardStreams streams = StandardStreams.open();
            Invocation invocation = new Invocation(
                    streams.input(),
                    streams.output(),
                    streams.error(),
                    Terminal.fromSystemProperties(),
                    System.getenv());
            PluginGuard.install(invocation);
            // The threads report their failures to this one. Of a failure that they miss, the user gets one line.
            Thread.setDefaultUncaughtExceptionHandler(
                    (thread, e) -> invocation.printError(FailureReporter.defectMessage(e)));
            status = run(invocation, args);
        } catch (Throwable e) {
            // Nothing is left that could print this. Java would exit with status 1, which means a negative result.
            Runtime.getRuntime().halt(status);
        }
        System.exit(status);
    }

    /**
     * Runs one command in this process, without a terminal and without environment variables.
     *
     * @param in standard input
     * @param out standard output
     * @param err standard error
     * @param args the words after {@code migstream}
     * @return the exit status
     */
    static int run(InputStream in, OutputStream out, OutputStream err, String... args) {
        return run(new Invocation(in, out, err, Terminal.NONE, Map.of()), args);
    }

    /** Runs one command in this process; returns its exit status. */
    static int run(Invocation invocation, String... args) {
        // Programs read the results: digits must be ASCII in every locale.
        Locale.setDefault(Locale.ROOT);
        Main main = new Main();
        Supplier<Plugins> plugins = () -> main.pluginOptions.loadUsablePlugins(invocation.environment());
        Supplier<Plugins> allPlugins = () -> main.pluginOptions.loadPlugins(invocation.environment());
        CommandLine line = new CommandLine(main)
                .addSubcommand(new InspectCommand(invocation, plugins))
                .addSubcommand(new CheckCommand(invocation, plugins))
                .addSubcommand(new DiffCommand(invocation, plugins))
                .addSubcommand(new ExplainCommand(invocation, plugins))
                .addSubcommand(new TeeCommand(invocation, plugins))
                .addSubcommand(new ExtractCommand(invocation))
                .addSubcommand(new ConvertCommand(invocation))
                .addSubcommand(new SaveCommand(invocation, plugins))
                .addSubcommand(new RestoreCommand(invocation, plugins))
                .addSubcommand(new ProbeCommand(invocation, plugins))
                .addSubcommand(new DevicesCommand(invocation))
                .addSubcommand(new PluginsCommand(invocation, allPlugins))
                .addSubcommand(new StatesCommand(invocation))
                .addSubcommand(createHelpCommand());
        line.setOut(new PrintWriter(invocation.stdout(), false, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(invocation.stderr(), true, StandardCharsets.UTF_8));
        FailureReporter failures = new FailureReporter(invocation);
        line.setExitCodeExceptionMapper(e -> ExitStatus.INTERNAL_ERROR.code());
        line.setParameterExceptionHandler((e, words) -> printUsageError(invocation, e));
        line.setExecutionExceptionHandler(
                (e, command, parsed) -> failures.report(e, main.debug).code());
        if (args.length == 0) {
            line.usage(line.getErr());
            return ExitStatus.USAGE_ERROR.code();
        }
        int status = execute(line, failures, main, args);
        try {
            line.getOut().flush();
            invocation.stdout().flush();
            return status;
        } catch (IOException e) {
            // If the status is already that of an I/O error, the same error was printed before.
            return status >= ExitStatus.IO_ERROR.code()
                    ? status
                    : failures.report(e, main.debug).code();
        }
    }

    private static CommandLine createHelpCommand() {
        CommandLine help = new CommandLine(new HelpCommand());
        help.getCommandSpec()
                .usageMessage()
                .description("Show the help of migstream or of a command.")
                .footerHeading(EXAMPLES)
                .footer("  migstream help", "  migstream help restore");
        return help;
    }

    /** Runs the command. Catches everything: picocli does not catch Errors, nor failures of the parser itself. */
    private static int execute(CommandLine line, FailureReporter failures, Main main, String... args) {
        try {
            return line.execute(args);
        } catch (Throwable e) {
            return failures.report(e, main.debug).code();
        }
    }

    private static int printUsageError(Invocation invocation, ParameterException e) {
        invocation.printError(usageMessage(e));
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        invocation.stderr().println("Try '" + command + " --help'.");
        return ExitStatus.USAGE_ERROR.code();
    }

    private static String usageMessage(ParameterException e) {
        List<String> unmatched =
                e.getCommandLine().getParent() == null && e instanceof UnmatchedArgumentException unknown
                        ? unknown.getUnmatched()
                        : List.of();
        return !unmatched.isEmpty() && !unmatched.get(0).startsWith("-")
                ? "no command is called '" + unmatched.get(0) + "'"
                : String.valueOf(e.getMessage());
    }

    /** Returns the version in the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"migstream " + (version == null ? "(not packaged)" : version)};
        }
    }
}
