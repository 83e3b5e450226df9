// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.cli.options.WordConverter;
import org.migstream.transfer.DeviceName;

/** The options that {@code save} and {@code restore} share, and the syntax of device names for all commands. */
final class TransferOptions {
    /** The syntax of device names, for help. */
    static final String DEVICE_SUMMARY = "vfio:ADDRESS, vfio:UUID, fd:N or sim:KIND@FILE.";

    private static final Value<Path> REPORT = Value.option(
                    "--report", "FILE", "Write a JSON report (migstream.transfer/1) to FILE.")
            .details("If FILE is -, the report goes to standard output. It contains states, sizes and times in"
                    + " microseconds. It is also written after a failure.")
            .convertedBy(WordConverter::toPath);
    private static final Flag VERBOSE = Flag.of("-v", "--verbose", "Print a summary of the report to standard error.");

    /** The options, in the order of the help. */
    static final List<Argument<?>> ALL = List.of(TimeoutOption.TIMEOUT, REPORT, VERBOSE);

    private final Arguments arguments;

    TransferOptions(Arguments arguments) {
        this.arguments = arguments;
    }

    /**
     * Returns the syntax of device names, for manual pages.
     *
     * @param paragraphs what follows it
     */
    static String[] deviceDetails(String... paragraphs) {
        List<String> details = new ArrayList<>(List.of(
                ArgumentHelp.entry("vfio:ADDRESS", "a PCI function"),
                ArgumentHelp.entry("vfio:UUID", "a mediated device"),
                ArgumentHelp.entry(
                        "vfio:/dev/vfio/devices/vfioN", "one of these by its device file (or noiommu-vfioN)"),
                ArgumentHelp.entry("vfio:...@pid=N", "a device that process N has open"),
                ArgumentHelp.entry("fd:N", "an inherited open device"),
                ArgumentHelp.entry("sim:KIND[,OPTION=VALUE]...@FILE", "a simulated device whose state is in FILE")));
        details.addAll(List.of(paragraphs));
        return details.toArray(String[]::new);
    }

    /** Returns the timeout of one call of a device driver. */
    Duration timeout() {
        return TimeoutOption.toDuration(arguments.get(TimeoutOption.TIMEOUT));
    }

    /** Throws a {@link UsageException} if the report would overwrite another file of the command. */
    void requireNoConflicts(OutputConflicts files, List<DeviceName> devices) {
        devices.forEach(files::addInput);
        files.addOutput("--report", arguments.get(REPORT));
    }

    /** Returns the file for the JSON report; empty without {@code --report}. */
    Optional<ReportFile> reportFile(Invocation invocation) {
        return arguments.get(REPORT).map(path -> new ReportFile(path, invocation));
    }

    /** Returns whether to print a summary. */
    boolean verbose() {
        return arguments.has(VERBOSE);
    }
}
