// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.migstream.transfer.DeviceName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that a save and a restore have in common. */
final class TransferOptions {
    /** A day: whoever waits longer than this waits for ever. */
    private static final int MAX_SECONDS = 24 * 60 * 60;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long a device may take for one call before it is taken for broken (default:"
                    + " ${DEFAULT-VALUE}).")
    private double timeoutSeconds;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where a report goes (migstream.transfer/1; - is standard output), also of a failure: states,"
                    + " times in microseconds, sizes.")
    private Path reportPath;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print the same as a summary on standard error.")
    private boolean verbose;

    /** How long one call of a device may take. */
    Duration timeout() {
        if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_SECONDS)) {
            throw invalidArgument("--timeout is a number of seconds, more than 0 and at most " + MAX_SECONDS);
        }
        return Duration.ofMillis(Math.max(1, Math.round(timeoutSeconds * 1000)));
    }

    /** What to throw for arguments that make no sense. */
    ParameterException invalidArgument(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Makes sure that the report takes no other file's place. */
    void requireNoConflicts(OutputConflicts files, List<DeviceName> devices) {
        devices.forEach(files::addInput);
        files.addOutput("--report", reportPath);
    }

    /** Where the report goes; null for nowhere. */
    ReportFile reportFile(Invocation invocation) {
        return reportPath == null ? null : new ReportFile(reportPath, invocation);
    }

    /** Whether there is a summary. */
    boolean verbose() {
        return verbose;
    }
}
