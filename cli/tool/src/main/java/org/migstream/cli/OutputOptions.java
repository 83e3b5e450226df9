// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OutputFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where a result of bytes goes. */
final class OutputOptions {
    private static final String STDOUT = "-";

    /** What Java makes of bytes that it cannot decode. */
    private static final char REPLACEMENT_CHARACTER = '\ufffd';

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = STDOUT,
            description = "Where the result goes, whole or not at all (default: standard output).")
    private String name;

    @Option(names = "--force", description = "Writes to a terminal, too.")
    private boolean force;

    /** Whether it goes into a file. */
    boolean isFile() {
        return !name.equals(STDOUT);
    }

    /** As the user gave it. */
    String name() {
        return name;
    }

    /** Refuses what makes no sense, before anything is done. */
    void requireWritable(Invocation invocation) {
        if (isFile()) {
            parsePath();
        } else if (invocation.terminal().columns() > 0 && !force) {
            throw invalidArgument(
                    "this is nothing for a terminal: write it to a file, -o FILE, or into a pipe (--force writes it all"
                            + " the same)");
        }
    }

    /** Begins it. */
    CommittableOutput open(Invocation invocation) throws IOException {
        requireWritable(invocation);
        return isFile() ? OutputFile.create(parsePath()) : new StandardOutput(invocation.unbufferedStdout());
    }

    /** The file that it goes into. */
    Path filePath() {
        return isFile() ? parsePath() : ReportFile.STANDARD_OUTPUT;
    }

    private Path parsePath() {
        if (name.isEmpty()) {
            throw invalidArgument("-o '' names no file");
        }
        if (name.indexOf(REPLACEMENT_CHARACTER) >= 0) {
            throw invalidArgument("-o " + name
                    + ": the name has bytes that are no characters here, and another file would be written");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw invalidArgument("'" + name + "' cannot be a file: " + e.getMessage());
        }
    }

    /** What to throw for arguments that make no sense. */
    ParameterException invalidArgument(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
