// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --timeout} of all commands that call devices. */
class TimeoutOption {
    /** The maximum timeout: one day, in seconds. A longer timeout would have no use. */
    private static final int MAX_SECONDS = 24 * 60 * 60;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Treat a device as broken if one call of its driver takes longer than SECONDS"
                    + " (default: ${DEFAULT-VALUE}).")
    private double timeoutSeconds;

    /** Returns the timeout of one call of a device driver. */
    final Duration timeout() {
        return toDuration(timeoutSeconds, spec);
    }

    /** Returns the value of an option {@code --timeout}. */
    static Duration toDuration(double timeoutSeconds, CommandSpec spec) {
        if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), "--timeout must be more than 0 and at most " + MAX_SECONDS + " seconds");
        }
        return Duration.ofMillis(Math.max(1, Math.round(timeoutSeconds * 1000)));
    }

    /** Returns the exception for invalid arguments. */
    final ParameterException invalidArgument(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
