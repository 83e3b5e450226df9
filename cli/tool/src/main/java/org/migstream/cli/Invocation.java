// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.NamedOutputStream;
import org.migstream.report.FindingText;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;

/** One run of the command: its standard streams, its terminal and its environment. */
final class Invocation {
    private final InputStream stdin;
    private final ByteBufferOutputStream unbufferedStdout;
    private final OutputStream stdout;
    private final ByteBufferOutputStream unbufferedStderr;
    private final PrintStream stderr;
    private final PrintStream progress;
    private final Terminal terminal;
    private final Map<String, String> environment;
    private final ColorMode colorMode;
    private final List<String> words;

    Invocation(InputStream in, OutputStream out, OutputStream err, Terminal terminal, Map<String, String> environment) {
        this(in, out, err, err, terminal, environment, ColorMode.AUTO, List.of());
    }

    private Invocation(
            InputStream in,
            OutputStream out,
            OutputStream err,
            OutputStream progress,
            Terminal terminal,
            Map<String, String> environment,
            ColorMode colorMode,
            List<String> words) {
        this.stdin = in;
        unbufferedStdout = new NamedOutputStream("the result", out);
        this.stdout = new BufferedOutputStream(unbufferedStdout, 1 << 15);
        unbufferedStderr = new NamedOutputStream("the result", err);
        this.stderr = new PrintStream(err, true, terminal.charset().charset());
        this.progress = new PrintStream(progress, true, terminal.charset().charset());
        this.terminal = terminal;
        this.environment = Map.copyOf(environment);
        this.colorMode = colorMode;
        this.words = List.copyOf(words);
    }

    /** Copies an invocation; both write to the same streams with the same buffers. */
    private Invocation(Invocation other, ColorMode colorMode, List<String> words) {
        stdin = other.stdin;
        unbufferedStdout = other.unbufferedStdout;
        stdout = other.stdout;
        unbufferedStderr = other.unbufferedStderr;
        stderr = other.stderr;
        progress = other.progress;
        terminal = other.terminal;
        environment = other.environment;
        this.colorMode = colorMode;
        this.words = List.copyOf(words);
    }

    /** Returns this invocation with other standard streams for its output. */
    Invocation withOutput(TaskOutput output) {
        return new Invocation(
                stdin,
                output.stream(TaskOutput.Target.OUTPUT),
                output.stream(TaskOutput.Target.ERROR),
                output.stream(TaskOutput.Target.PROGRESS),
                terminal,
                environment,
                colorMode,
                words);
    }

    /** Returns this invocation with the value of {@code --color}. */
    Invocation withColor(ColorMode mode) {
        return mode == colorMode ? this : new Invocation(this, mode, words);
    }

    /** Returns this invocation with the words of its command line after {@code migstream}. */
    Invocation withWords(List<String> commandLine) {
        return new Invocation(this, colorMode, commandLine);
    }

    /** Returns the words of the command line after {@code migstream}. */
    List<String> words() {
        return words;
    }

    /** A task that may fail with an I/O error. */
    @FunctionalInterface
    interface IoTask<T> {
        T run() throws IOException;
    }

    /** Returns standard input; its name on the command line is {@code -}. */
    InputStream stdin() {
        return stdin;
    }

    /** Returns standard output with a buffer, for results. */
    OutputStream stdout() {
        return stdout;
    }

    /**
     * Returns standard output without a buffer, for large results. A command uses this or {@link #stdout}, never
     * both.
     */
    ByteBufferOutputStream unbufferedStdout() {
        return unbufferedStdout;
    }

    /** Returns standard error, for everything that is not a result. */
    PrintStream stderr() {
        return stderr;
    }

    /** Returns standard error for the progress of a long read, which later text overwrites. */
    PrintStream progress() {
        return progress;
    }

    /** Returns standard error for a result that the user wants there; unlike {@link #stderr} it reports write errors. */
    ByteBufferOutputStream unbufferedStderr() {
        return unbufferedStderr;
    }

    Terminal terminal() {
        return terminal;
    }

    /** Returns the environment variables. */
    Map<String, String> environment() {
        return environment;
    }

    /** Writes a result as text. */
    @FunctionalInterface
    interface TextReport {
        /** Writes the text in a style. */
        void write(Writer writer, TextStyle style) throws IOException;
    }

    /** Writes a text result to standard output. */
    void printText(TextReport text) throws IOException {
        Writer writer = terminal.charset().writer(stdout);
        text.write(
                writer, new TextStyle(colorMode.usesColour(environment, terminal.columns() > 0), terminal.columns()));
        writer.flush();
    }

    /**
     * Prints an error message as one line on standard error. Escapes control characters, because a terminal would
     * execute them.
     */
    void printError(@Nullable String message) {
        stderr.println(
                "migstream: " + terminal.charset().escape(PrintableText.escapeControls(String.valueOf(message))));
    }

    /** Flushes the results, then prints a finding about an input on standard error. */
    void printFinding(String input, LocatedFinding finding) throws IOException {
        stdout.flush();
        printError(input + ": " + FindingText.formatFinding(finding));
    }
}
