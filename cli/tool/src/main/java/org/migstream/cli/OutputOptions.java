// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.io.CommittableOutput;
import org.migstream.io.NameText;
import org.migstream.io.OutputFile;

/** The options for the destination of a binary result. */
final class OutputOptions {
    private static final Argument<String> OUTPUT = Value.option(
                    "--output", "FILE", "Write the result to FILE (default: standard output).")
            .details("FILE appears only when it is complete.")
            .withShortName("-o")
            .withDefault("-");
    private static final Flag FORCE = Flag.of("--force", "Write binary data even to a terminal.");

    /** The options, in the order of the help. */
    static final List<Argument<?>> ALL = List.of(OUTPUT, FORCE);

    private final String name;
    private final boolean force;

    OutputOptions(Arguments arguments) {
        name = arguments.get(OUTPUT);
        force = arguments.has(FORCE);
    }

    /** Returns whether the result goes to standard output. */
    boolean isStandardOutput() {
        return StandardOutput.isNamedBy(filePath());
    }

    /** Returns the value of {@code --output}. */
    String name() {
        return name;
    }

    /** Throws a {@link UsageException} for an invalid file name, or for a terminal without {@code --force}. */
    void requireWritable(Invocation invocation) {
        if (StandardOutput.isTerminal(filePath(), invocation.terminal()) && !force) {
            throw new UsageException("refusing to write binary data to a terminal; use -o FILE or a pipe (or --force)");
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
        return toPath(name);
    }

    /** Converts the value of {@code -o}; throws a {@link UsageException} if it cannot be the name of a file. */
    static Path toPath(String name) {
        if (name.isEmpty()) {
            throw new UsageException("-o '' is not a file name");
        }
        if (NameText.hasLostBytes(name)) {
            throw new UsageException("-o " + name
                    + ": the name has bytes that are not characters in this locale; use another name or another"
                    + " locale");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + name + "' is not a valid file name: " + e.getMessage());
        }
    }
}
