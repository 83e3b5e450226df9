// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.migstream.devices.DevicesJson;
import org.migstream.devices.DevicesReport;
import org.migstream.devices.DevicesText;
import org.migstream.devices.HostScanner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code migstream devices}. */
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists the VFIO devices of this host: their drivers and files, who uses them, and what they offer for"
                    + " migration; if there are none, why.",
            "A device that is free is opened for a moment, which resets it in most cases. One that another process has"
                    + " is asked through that process, and is not disturbed."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:there are devices that can be saved and restored",
            "1:there are none",
            "2:wrong arguments",
            "5:the result cannot be written"
        })
final class DevicesCommand implements Callable<Integer> {
    /** Of one device; a reset may take seconds. */
    private static final Duration DEVICE_TIMEOUT = Duration.ofSeconds(30);

    private final Invocation invocation;

    @Option(names = "--json", description = "One JSON document (migstream.devices/1).")
    private boolean json;

    DevicesCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        DevicesReport report = HostScanner.scanLocalHost(DEVICE_TIMEOUT);
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
