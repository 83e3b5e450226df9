// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.transfer.DeviceName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that {@code save} and {@code restore} share, and the syntax of device names for all commands. */
final class TransferOptions {
    /** The syntax of device names, for help texts. */
    static final String DEVICE_SYNTAX = "One of these:"
            + "%nvfio:ADDRESS, a PCI function"
            + "%nvfio:UUID, a mediated device"
            + "%nvfio:/dev/vfio/devices/vfioN (or noiommu-vfioN), one of these by its device file"
            + "%nvfio:...@pid=N, a device that process N has open"
            + "%nfd:N, an inherited open device"
            + "%nsim:KIND[,OPTION=VALUE]...@FILE, a simulated device whose state is in FILE";

    /** The timeout of one call of a device driver, if the user gives none. */
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

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

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a JSON report (migstream.transfer/1) to FILE, or to standard output if FILE is -. It"
                    + " contains states, sizes and times in microseconds. It is also written after a failure.")
    private @Nullable Path reportPath;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print a summary of the report to standard error.")
    private boolean verbose;

    /** Returns the timeout of one call of a device driver. */
    Duration timeout() {
        if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_SECONDS)) {
            throw invalidArgument("--timeout must be more than 0 and at most " + MAX_SECONDS + " seconds");
        }
        return Duration.ofMillis(Math.max(1, Math.round(timeoutSeconds * 1000)));
    }

    /** Returns the exception for invalid arguments. */
    ParameterException invalidArgument(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Throws a {@link ParameterException} if the report would overwrite another file of the command. */
    void requireNoConflicts(OutputConflicts files, List<DeviceName> devices) {
        devices.forEach(files::addInput);
        files.addOutput("--report", reportPath);
    }

    /** Returns the file for the JSON report; empty without {@code --report}. */
    Optional<ReportFile> reportFile(Invocation invocation) {
        return Optional.ofNullable(reportPath).map(path -> new ReportFile(path, invocation));
    }

    /** Returns whether to print a summary. */
    boolean verbose() {
        return verbose;
    }
}
