// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OutputFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for the destination of a binary result. */
final class OutputOptions {
    private static final String STDOUT = "-";

    /** The character that Java puts in place of bytes that it cannot decode. */
    private static final char REPLACEMENT_CHARACTER = '\ufffd';

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = STDOUT,
            description = "Write the result to FILE (default: standard output). FILE appears only when it is complete.")
    private String name;

    @Option(names = "--force", description = "Write binary data even to a terminal.")
    private boolean force;

    /** Standard output. Its reader can detect an incomplete result only by the exit status. */
    private record StandardOutput(ByteBufferOutputStream stream) implements CommittableOutput {
        @Override
        public void commit() throws IOException {
            stream.flush();
        }

        @Override
        public void close() {
            // Standard output is shared; nothing to close.
        }
    }

    /** Returns whether the result goes to a file. */
    boolean isFile() {
        return !name.equals(STDOUT);
    }

    /** Returns the value of {@code --output}. */
    String name() {
        return name;
    }

    /** Throws a {@link ParameterException} for an invalid file name, or for a terminal without {@code --force}. */
    void requireWritable(Invocation invocation) {
        if (isFile()) {
            parsePath();
        } else if (invocation.terminal().columns() > 0 && !force) {
            throw invalidArgument("refusing to write binary data to a terminal; use -o FILE or a pipe (or --force)");
        }
    }

    /** Opens the destination. */
    CommittableOutput open(Invocation invocation) throws IOException {
        requireWritable(invocation);
        return isFile() ? OutputFile.create(parsePath()) : new StandardOutput(invocation.unbufferedStdout());
    }

    /** Returns the path of the destination; {@link ReportFile#STANDARD_OUTPUT} for standard output. */
    Path filePath() {
        return isFile() ? parsePath() : ReportFile.STANDARD_OUTPUT;
    }

    private Path parsePath() {
        if (name.isEmpty()) {
            throw invalidArgument("-o '' is not a file name");
        }
        if (name.indexOf(REPLACEMENT_CHARACTER) >= 0) {
            throw invalidArgument("-o " + name
                    + ": the name has bytes that are not characters in this locale; use another name or another"
                    + " locale");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw invalidArgument("'" + name + "' is not a valid file name: " + e.getMessage());
        }
    }

    /** Returns the exception for invalid arguments. */
    ParameterException invalidArgument(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Returns the exception for invalid arguments, with the message of the cause. */
    ParameterException invalidArgument(IllegalArgumentException cause) {
        return new ParameterException(spec.commandLine(), cause.getMessage(), cause);
    }
}
