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
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.NamedOutputStream;
import org.migstream.report.PrintableText;

/** One run of the command: its streams, its terminal and its environment. */
final class Invocation {
    private final InputStream stdin;
    private final ByteBufferOutputStream unbufferedStdout;
    private final OutputStream stdout;
    private final PrintStream stderr;
    private final Terminal terminal;
    private final Map<String, String> environment;

    Invocation(InputStream in, OutputStream out, OutputStream err, Terminal terminal, Map<String, String> environment) {
        this.stdin = in;
        unbufferedStdout = new NamedOutputStream("the result", out);
        this.stdout = new BufferedOutputStream(unbufferedStdout, 1 << 15);
        this.stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.terminal = terminal;
        this.environment = Map.copyOf(environment);
    }

    /** What {@code -} reads. */
    InputStream stdin() {
        return stdin;
    }

    /** Results; buffered. */
    OutputStream stdout() {
        return stdout;
    }

    /** The same for results of many bytes, which are not to be copied once more; never both. */
    ByteBufferOutputStream unbufferedStdout() {
        return unbufferedStdout;
    }

    /** Everything else. */
    PrintStream stderr() {
        return stderr;
    }

    Terminal terminal() {
        return terminal;
    }

    /** The environment variables. */
    Map<String, String> environment() {
        return environment;
    }

    /** A result for people. */
    @FunctionalInterface
    interface TextReport {
        /** Writes it for a terminal, or for none. */
        void write(Writer writer, Terminal terminal) throws IOException;
    }

    /** Writes a result for people. */
    void printText(TextReport text) throws IOException {
        Writer writer = new OutputStreamWriter(stdout, StandardCharsets.UTF_8);
        text.write(writer, terminal);
        writer.flush();
    }

    /** Says what is wrong, in one line, whatever the names of files contain: terminals obey some characters. */
    void printError(String message) {
        stderr.println("migstream: " + PrintableText.escapeControls(message));
    }
}
