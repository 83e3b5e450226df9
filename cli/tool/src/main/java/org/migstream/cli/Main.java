// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.migstream.cli.options.Request;
import org.migstream.cli.options.Request.RunCommand;
import org.migstream.cli.options.Request.ShowHelp;
import org.migstream.cli.options.UsageException;
import org.migstream.io.TemporaryFiles;
import org.migstream.report.ToolVersion;

/** The migstream command. */
public final class Main {
    /** The word that calls migstream. */
    static final String NAME = "migstream";

    private final Invocation invocation;
    private final FailureReporter failures;
    private String calledCommand = NAME;
    private boolean debug;

    private Main(Invocation invocation) {
        this.invocation = invocation;
        failures = new FailureReporter(invocation);
    }

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
            prepareProcess(invocation);
            status = run(invocation, args);
        } catch (Throwable e) {
            // Nothing is left that could print this. Java would exit with status 1, which means a negative result.
            Runtime.getRuntime().halt(status);
        }
        System.exit(status);
    }

    /** Sets up what all commands of a process have in common. */
    static void prepareProcess(Invocation invocation) {
        PluginGuard.install(invocation);
        // The threads report their failures to the main thread. Of a failure that they miss, the user gets one line.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> invocation.printError(FailureReporter.describe(e)));
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
        // Programs read the results: digits must be ASCII in every locale. The JDK knows the digits of Locale.US
        // without
        // reading its tables of locales.
        Locale.setDefault(Locale.US);
        return new Main(invocation).run(args).code();
    }

    private ExitStatus run(String... words) {
        ExitStatus status = runCommand(words);
        try {
            invocation.stdout().flush();
            return status;
        } catch (IOException e) {
            // If the status is already that of an I/O error, the same error was printed before.
            return status.code() >= ExitStatus.IO_ERROR.code() ? status : failures.report(e, debug);
        }
    }

    /** Runs the command. Catches everything, so that each failure has its message and its exit status. */
    private ExitStatus runCommand(String... words) {
        try {
            if (words.length == 0) {
                invocation.stderr().print(Commands.createParser(null).mainHelp());
                return ExitStatus.USAGE_ERROR;
            }
            if (isVersionOnly(words)) {
                return printVersion();
            }
            String[] command = Commands.withCommand(words);
            return handle(Commands.createParser(command[0]).parse(command), words);
        } catch (UsageException e) {
            invocation.printError(e.getMessage());
            invocation.stderr().println("Try '" + e.command().orElse(calledCommand) + " --help'.");
            return ExitStatus.USAGE_ERROR;
        } catch (Throwable e) {
            return failures.report(e, debug);
        }
    }

    /** Returns whether only the version is wanted, for which no parser is made. */
    private static boolean isVersionOnly(String... words) {
        return words.length == 1 && (words[0].equals("--version") || words[0].equals("-V"));
    }

    private ExitStatus handle(Request request, String... words) throws IOException {
        if (request instanceof RunCommand run) {
            calledCommand = NAME + " " + run.name();
            debug = run.arguments().has(Commands.DEBUG);
            TemporaryFiles.setLimit(
                    run.arguments().find(LimitOptions.MAX_TEMPORARY).orElse(TemporaryFiles.DEFAULT_LIMIT));
            ColorMode color = run.arguments().find(ColorOption.COLOR).orElse(ColorMode.AUTO);
            return Commands.create(run, invocation.withColor(color).withWords(List.of(words)))
                    .run();
        }
        if (request instanceof ShowHelp help) {
            invocation.stdout().write(help.text().getBytes(StandardCharsets.UTF_8));
            return ExitStatus.SUCCESS;
        }
        return printVersion();
    }

    /** Prints one line: the version is its second word. */
    private ExitStatus printVersion() throws IOException {
        String line = NAME + " " + ToolVersion.version() + " (commit "
                + ToolVersion.commit().orElse("unknown") + ", SPI " + ToolVersion.spi() + ", Java " + ToolVersion.java()
                + ")" + System.lineSeparator();
        invocation.stdout().write(line.getBytes(StandardCharsets.UTF_8));
        return ExitStatus.SUCCESS;
    }
}
