// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.migstream.devices.DevicesJson;
import org.migstream.devices.DevicesReport;
import org.migstream.devices.DevicesText;
import org.migstream.devices.HostScanner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code migstream devices}. */
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the VFIO devices of this host: drivers, files, the processes that use them and their migration"
                    + " features. If there are none, show the reason.",
            "A free device is opened for a moment, which usually resets it, unless its driver never supports migration"
                    + " (vfio-pci). A device that another process has open is queried through that process and is not"
                    + " disturbed.",
            "All devices are queried at the same time. If a device fails, its entry has the failed call and the reason."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:at least one device can be saved and restored",
            "1:no device is known to be one that can be saved and restored",
            "2:wrong arguments",
            "5:the result cannot be written"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  # A host without such devices gives exit status 1",
            "  migstream devices",
            "  migstream devices --json"
        })
final class DevicesCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--json", description = "Print a JSON document (migstream.devices/1).")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "1.2",
            description = "Show the list after SECONDS at the latest (default: ${DEFAULT-VALUE}). A device that has not"
                    + " answered by then is listed as not answered.")
    private double timeoutSeconds;

    @Spec
    private CommandSpec spec;

    DevicesCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        DevicesReport report = HostScanner.scanLocalHost(TimeoutOption.toDuration(timeoutSeconds, spec));
        if (json) {
            new DevicesJson(invocation.stdout()).render(report);
        } else {
            invocation.printText((writer, terminal) ->
                    new DevicesText(writer, terminal.usesColour(), terminal.columns()).render(report));
        }
        invocation.stdout().flush();
        return (report.hasMigratableDevice() ? ExitStatus.SUCCESS : ExitStatus.NEGATIVE_RESULT).code();
    }
}
