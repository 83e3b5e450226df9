// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OutputFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for the destination of a binary result. */
final class OutputOptions {
    /** The character that Java puts in place of bytes that it cannot decode. */
    private static final char REPLACEMENT_CHARACTER = '\ufffd';

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Write the result to FILE (default: standard output). FILE appears only when it is complete.")
    private String name;

    @Option(names = "--force", description = "Write binary data even to a terminal.")
    private boolean force;

    /** Returns whether the result goes to standard output. */
    boolean isStandardOutput() {
        return StandardOutput.isNamedBy(filePath());
    }

    /** Returns the value of {@code --output}. */
    String name() {
        return name;
    }

    /** Throws a {@link ParameterException} for an invalid file name, or for a terminal without {@code --force}. */
    void requireWritable(Invocation invocation) {
        if (StandardOutput.isTerminal(filePath(), invocation.terminal()) && !force) {
            throw invalidArgument("refusing to write binary data to a terminal; use -o FILE or a pipe (or --force)");
        }
    }

    /** Opens the destination. */
    CommittableOutput open(Invocation invocation) throws IOException {
        requireWritable(invocation);
        Optional<StandardOutput> standard = StandardOutput.find(filePath(), invocation);
        return standard.isPresent() ? standard.get() : OutputFile.create(filePath());
    }

    /** Returns the path of the destination; {@link StandardOutput#NAME} if none was given. */
    Path filePath() {
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
