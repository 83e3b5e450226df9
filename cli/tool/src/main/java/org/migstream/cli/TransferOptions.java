// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.transfer.DeviceName;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that {@code save} and {@code restore} share, and the syntax of device names for all commands. */
final class TransferOptions extends TimeoutOption {
    /** The syntax of device names, for help texts. */
    static final String DEVICE_SYNTAX = "One of these:"
            + "%nvfio:ADDRESS, a PCI function"
            + "%nvfio:UUID, a mediated device"
            + "%nvfio:/dev/vfio/devices/vfioN (or noiommu-vfioN), one of these by its device file"
            + "%nvfio:...@pid=N, a device that process N has open"
            + "%nfd:N, an inherited open device"
            + "%nsim:KIND[,OPTION=VALUE]...@FILE, a simulated device whose state is in FILE";

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
