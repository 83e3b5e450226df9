// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The arguments of a command are wrong. */
public final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable String command;

    /** Creates the exception for wrong arguments of the command that runs. */
    public UsageException(@Nullable String message) {
        super(message);
        command = null;
    }

    /** Creates the exception for wrong arguments of the command that runs, with the message of the cause. */
    public UsageException(Exception cause) {
        super(cause.getMessage(), cause);
        command = null;
    }

    /**
     * Creates the exception for wrong arguments.
     *
     * @param command the words that call the command whose help describes the arguments
     */
    public UsageException(String command, @Nullable String message) {
        super(message);
        this.command = command;
    }

    /** Returns the words that call the command whose help describes the arguments; empty for the command that runs. */
    public Optional<String> command() {
        return Optional.ofNullable(command);
    }
}
