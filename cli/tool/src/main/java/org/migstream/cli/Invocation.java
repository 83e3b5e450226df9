// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
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

    Invocation(InputStream in, OutputStream out, OutputStream err, Terminal terminal, Map<String, String> environment) {
        this(in, out, err, err, terminal, environment);
    }

    private Invocation(
            InputStream in,
            OutputStream out,
            OutputStream err,
            OutputStream progress,
            Terminal terminal,
            Map<String, String> environment) {
        this.stdin = in;
        unbufferedStdout = new NamedOutputStream("the result", out);
        this.stdout = new BufferedOutputStream(unbufferedStdout, 1 << 15);
        unbufferedStderr = new NamedOutputStream("the result", err);
        this.stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.progress = new PrintStream(progress, true, StandardCharsets.UTF_8);
        this.terminal = terminal;
        this.environment = Map.copyOf(environment);
    }

    /** Returns this invocation with other standard streams for its output. */
    Invocation withOutput(TaskOutput output) {
        return new Invocation(
                stdin,
                output.stream(TaskOutput.Target.OUTPUT),
                output.stream(TaskOutput.Target.ERROR),
                output.stream(TaskOutput.Target.PROGRESS),
                terminal,
                environment);
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
        /** Writes the text, with colours if the terminal shows them. */
        void write(Writer writer, Terminal terminal) throws IOException;
    }

    /** Writes a text result to standard output. */
    void printText(TextReport text) throws IOException {
        Writer writer = new OutputStreamWriter(stdout, StandardCharsets.UTF_8);
        text.write(writer, terminal);
        writer.flush();
    }

    /**
     * Prints an error message as one line on standard error. Escapes control characters, because a terminal would
     * execute them.
     */
    void printError(@Nullable String message) {
        stderr.println("migstream: " + PrintableText.escapeControls(String.valueOf(message)));
    }

    /** Flushes the results, then prints a finding about an input on standard error. */
    void printFinding(String input, LocatedFinding finding) throws IOException {
        stdout.flush();
        printError(input + ": " + FindingText.formatFinding(finding));
    }
}
