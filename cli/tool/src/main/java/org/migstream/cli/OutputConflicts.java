// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.migstream.cli.options.UsageException;
import org.migstream.container.Input;
import org.migstream.transfer.DeviceName;

/**
 * Refuses outputs that would overwrite another file of the same command: an input, the state of an open simulated
 * device, or another output.
 */
final class OutputConflicts {
    private final Map<Path, String> roleByPath = new LinkedHashMap<>();

    /**
     * Adds a file that the command reads, or changes in place.
     *
     * @param role the words for the file in messages
     */
    void addInput(String role, Path file) {
        roleByPath.put(canonicalPath(file), role);
    }

    /** Adds the file of an input; does nothing for standard input. */
    void addInput(String name) {
        if (!name.equals(Inputs.STDIN)) {
            Input.fileOf(name).ifPresent(file -> addInput("the input " + name, file));
        }
    }

    /** Adds the file of a simulated device; does nothing for other devices. */
    void addInput(DeviceName device) {
        try {
            device.simulationFile().ifPresent(file -> addInput("the state of " + device.device(), file));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    /**
     * Adds a file that the command replaces, or standard output. Files that are not regular may be shared, such as
     * {@code /dev/null}.
     *
     * @param role the words for the file in messages
     * @throws UsageException if the file is used already
     */
    void addOutput(String role, Path file) {
        if (!StandardOutput.isNamedBy(file) && Files.exists(file) && !Files.isRegularFile(file)) {
            return;
        }
        String otherRole = roleByPath.putIfAbsent(canonicalPath(file), role);
        if (otherRole != null) {
            throw new UsageException(role + " and " + otherRole
                    + (StandardOutput.isNamedBy(file)
                            ? " cannot both go to standard output: write one of them to a file"
                            : " are the same file: " + file));
        }
    }

    /** Adds a file that the command replaces, if it writes this output. */
    void addOutput(String role, Optional<Path> file) {
        file.ifPresent(path -> addOutput(role, path));
    }

    private static Path canonicalPath(Path file) {
        if (StandardOutput.isNamedBy(file)) {
            return StandardOutput.NAME;
        }
        try {
            Path parent = file.toAbsolutePath().getParent();
            return parent == null || Files.exists(file)
                    ? file.toRealPath()
                    : parent.toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            // Opening the file fails with the same error later, with a message.
            return file.toAbsolutePath().normalize();
        }
    }
}
