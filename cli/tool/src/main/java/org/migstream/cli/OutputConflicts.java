// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.migstream.transfer.DeviceName;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The files that one command uses. What it writes takes the place of what has the name, and must be none of the others:
 * neither the state of a device that is open, nor a stream that is read, nor another result.
 */
final class OutputConflicts {
    private final CommandLine command;
    private final Map<Path, String> roleByPath = new LinkedHashMap<>();

    OutputConflicts(CommandLine command) {
        this.command = command;
    }

    /** A file that is read, or changed in place. */
    void addInput(String what, Path file) {
        roleByPath.put(canonicalPath(file), what);
    }

    /** The file of a simulated device. */
    void addInput(DeviceName device) {
        try {
            device.simulationFile().ifPresent(file -> addInput("the state of " + device.device(), file));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }

    /**
     * A file that is written anew, or standard output; null for none. What is no regular file, such as {@code /dev/null},
     * can be shared.
     */
    void addOutput(String what, Path file) {
        if (file == null || !isStandardOutput(file) && Files.exists(file) && !Files.isRegularFile(file)) {
            return;
        }
        String other = roleByPath.putIfAbsent(canonicalPath(file), what);
        if (other != null) {
            throw new ParameterException(
                    command,
                    isStandardOutput(file)
                            ? what + " and " + other + " cannot both go to standard output: write one of them to a file"
                            : what + " and " + other + " are the same file: " + file);
        }
    }

    private static boolean isStandardOutput(Path file) {
        return file.equals(ReportFile.STANDARD_OUTPUT);
    }

    private static Path canonicalPath(Path file) {
        if (isStandardOutput(file)) {
            return file;
        }
        try {
            return Files.exists(file)
                    ? file.toRealPath()
                    : file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            // Then it cannot be opened either, which will be said.
            return file.toAbsolutePath().normalize();
        }
    }
}
