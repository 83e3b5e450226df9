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
    private static final char NO_CHARACTER = '\ufffd';

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = STDOUT,
            description = "Where the result goes, whole or not at all (default: standard output).")
    private String name;

    @Option(names = "--force", description = "Writes to a terminal, too.")
    private boolean force;

    /** Whether it goes into a file. */
    boolean named() {
        return !name.equals(STDOUT);
    }

    /** As the user gave it. */
    String name() {
        return name;
    }

    /** Refuses what makes no sense, before anything is done. */
    void check(Invocation invocation) {
        if (named()) {
            path();
        } else if (invocation.terminal().columns() > 0 && !force) {
            throw wrong(
                    "this is nothing for a terminal: write it to a file, -o FILE, or into a pipe (--force writes it all"
                            + " the same)");
        }
    }

    /** Begins it. */
    CommittableOutput open(Invocation invocation) throws IOException {
        check(invocation);
        return named() ? OutputFile.create(path()) : new StandardOutput(invocation.raw());
    }

    /** The file that it goes into. */
    Path file() {
        return named() ? path() : ReportFile.STANDARD_OUTPUT;
    }

    private Path path() {
        if (name.isEmpty()) {
            throw wrong("-o '' names no file");
        }
        if (name.indexOf(NO_CHARACTER) >= 0) {
            throw wrong("-o " + name
                    + ": the name has bytes that are no characters here, and another file would be written");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw wrong("'" + name + "' cannot be a file: " + e.getMessage());
        }
    }

    /** What to throw for arguments that make no sense. */
    ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
