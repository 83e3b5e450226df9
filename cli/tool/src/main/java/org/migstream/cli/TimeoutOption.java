// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.time.Duration;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.cli.options.WordConverter;

/** The option {@code --timeout} of all commands that call devices. */
final class TimeoutOption {
    /** The timeout of one call of a device driver, in seconds. */
    static final Argument<Double> TIMEOUT = of(
            "60",
            "Limit each call of a driver (default: ${DEFAULT-VALUE}).",
            "A device is treated as broken if one call of its driver takes longer than SECONDS.");

    /** The maximum timeout: one day, in seconds. A longer timeout would have no use. */
    private static final int MAX_SECONDS = 24 * 60 * 60;

    private TimeoutOption() {}

    /** Returns an option {@code --timeout} with another meaning. */
    static Argument<Double> of(String defaultSeconds, String summary, String details) {
        return Value.option("--timeout", "SECONDS", summary)
                .details(details)
                .convertedBy(WordConverter::toDouble)
                .withDefault(defaultSeconds);
    }

    /** Returns the value of an option {@code --timeout}. */
    static Duration toDuration(double timeoutSeconds) {
        if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_SECONDS)) {
            throw new UsageException("--timeout must be more than 0 and at most " + MAX_SECONDS + " seconds");
        }
        return Duration.ofMillis(Math.max(1, Math.round(timeoutSeconds * 1000)));
    }
}
