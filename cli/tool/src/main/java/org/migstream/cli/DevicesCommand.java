// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.devices.DevicesJson;
import org.migstream.devices.DevicesReport;
import org.migstream.devices.DevicesText;
import org.migstream.devices.HostScanner;

/** {@code migstream devices}. */
final class DevicesCommand implements CliCommand {
    private static final Flag JSON = Flag.of("--json", "Print a JSON document (migstream.devices/1).");
    private static final Flag PROBE = Flag.of("--probe", "Also open free devices, which usually resets them.")
            .details("A device that no process has open is opened to ask it.");
    private static final Argument<Double> TIMEOUT = TimeoutOption.of(
            "1.2",
            "Show the list after SECONDS at the latest (default: ${DEFAULT-VALUE}).",
            "A device that has not answered by then is listed as not answered.");

    static final CommandModel MODEL = CommandModel.describedBy(
                    "List the VFIO devices of this host and their migration features.",
                    "The list has drivers, files and the processes that use the devices. An empty list has the reason why it"
                            + " is empty.",
                    "A device that another process has open is asked through that process and is not disturbed. A"
                            + " device with the driver vfio-pci is never asked: it cannot be saved.",
                    "All devices are asked at the same time. If a device fails, its entry has the failed call and"
                            + " the reason.")
            .add(JSON, PROBE, TIMEOUT)
            .addCommon(ColorOption.COLOR)
            .exitStatus(0, "listed, even if the list is empty")
            .exitStatus(2, "wrong arguments")
            .exitStatus(5, "the result cannot be written")
            .file("/dev/vfio/*", "Device files of the kernel.")
            .file("/sys/bus/pci/devices, /sys/bus/mdev/devices", "Devices and their drivers.")
            .examples("  migstream devices", "  migstream devices --json");

    private final Invocation invocation;
    private final Arguments arguments;

    DevicesCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
    }

    @Override
    public ExitStatus run() throws IOException {
        DevicesReport report =
                HostScanner.scanLocalHost(TimeoutOption.toDuration(arguments.get(TIMEOUT)), arguments.has(PROBE));
        if (arguments.has(JSON)) {
            new DevicesJson(invocation.stdout()).render(report);
        } else {
            invocation.printText((writer, terminal) ->
                    new DevicesText(writer, terminal.usesColour(), terminal.columns()).render(report));
        }
        invocation.stdout().flush();
        return ExitStatus.SUCCESS;
    }
}
