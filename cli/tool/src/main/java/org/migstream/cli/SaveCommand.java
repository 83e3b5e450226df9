// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.migstream.container.Compression;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.DeviceName;
import org.migstream.transfer.OnError;
import org.migstream.transfer.SaveRequest;
import org.migstream.transfer.SaveRequest.PreCopyLimits;
import org.migstream.transfer.Saver;
import org.migstream.transfer.StreamMachineType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migstream save}. */
@Command(
        name = "save",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Save the state of devices as a stream that QEMU and 'migstream restore' load.",
            "Reads the devices while they run (pre-copy), then stops them together and reads the rest. Afterwards the"
                    + " devices return to the state that they were in, also after an error or an interrupt."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:saved",
            "2:wrong arguments",
            "4:this kind of device is unsupported",
            "5:the stream cannot be written",
            "6:a device failed; the message shows the state that it was left in",
            "141:the reader closed the output"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream save -o /tmp/uart.qevm sim:mtty,ports=2@/tmp/uart",
            "  migstream save -v --compress zstd -o /tmp/two.qevm.zst \\",
            "      sim:mtty@/tmp/uart 0000:00:03.0/vfio=sim:mlx5@/tmp/nic"
        })
final class SaveCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "[IDSTR=]DEVICE",
            arity = "1..*",
            description = TransferOptions.DEVICE_SYNTAX
                    + "%nIDSTR (default: 0000:00:01.0/vfio for the first device, 0000:00:02.0/vfio for the second, and"
                    + " so on) is the name of the device in the stream. QEMU uses it to find the slot of the device.")
    private List<String> devices;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--compress",
            paramLabel = "none|zstd|lz4",
            converter = Keyword.CompressionConverter.class,
            defaultValue = "none",
            description = "Compress the output (default: none). Device profiles are written first, uncompressed.")
    private Compression compression;

    @Option(
            names = "--machine",
            paramLabel = "NAME",
            defaultValue = "pc-q35-10.0",
            description = "Write the stream for a QEMU that was started with machine type NAME (default:"
                    + " ${DEFAULT-VALUE}).")
    private String machine;

    @Option(names = "--no-pre-copy", description = "Read nothing while the devices run.")
    private boolean noPreCopy;

    @Option(
            names = "--max-rounds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Do at most N rounds of pre-copy (default: ${DEFAULT-VALUE}).")
    private int maxRounds;

    @Option(
            names = "--max-downtime-bytes",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "1M",
            description =
                    "Stop the devices as soon as at most SIZE bytes are left to read (default: ${DEFAULT-VALUE}).")
    private long maxDowntimeBytes;

    @Option(
            names = "--leave-stopped",
            description = "Leave the devices stopped after the save, so that they" + " can be moved.")
    private boolean leaveStopped;

    @Option(
            names = "--allow-dma",
            description =
                    "Save several devices without P2P or NDMA states together. DMA from one of them to another that"
                            + " is already stopped is lost.")
    private boolean allowDma;

    @Option(
            names = "--on-error",
            paramLabel = "reset|stop|keep",
            converter = Keyword.OnErrorConverter.class,
            defaultValue = "reset",
            description =
                    "If no path leads a device back to the state that it was in: reset it, so that it runs but has"
                            + " lost its state (reset), stop all devices (stop), or leave it as it is (keep). Default:"
                            + " ${DEFAULT-VALUE}.")
    private OnError onError;

    @Mixin
    private TransferOptions transferOptions = new TransferOptions();

    /** @param plugins loads the plugins; called after the options are parsed */
    SaveCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        try (Plugins available = plugins.get()) {
            SaveRequest request = createRequest(available);
            output.requireWritable(invocation);
            OutputConflicts files = new OutputConflicts(spec.commandLine());
            transferOptions.requireNoConflicts(files, request.devices());
            files.addOutput("--output", output.filePath());
            Saver saver = new Saver(request, output.name(), () -> output.open(invocation));
            return new TransferRun(invocation, transferOptions, saver, "saved")
                    .run()
                    .code();
        }
    }

    private SaveRequest createRequest(Plugins available) {
        if (maxRounds < 1) {
            throw transferOptions.invalidArgument("--max-rounds must be at least 1; use --no-pre-copy for none");
        }
        try {
            List<DeviceName> names = new ArrayList<>();
            for (String device : devices) {
                names.add(DeviceName.parse(device, names.size() + 1));
            }
            return new SaveRequest(
                    names,
                    new StreamMachineType(machine),
                    compression,
                    noPreCopy ? null : new PreCopyLimits(maxRounds, maxDowntimeBytes),
                    leaveStopped,
                    allowDma,
                    onError,
                    transferOptions.timeout(),
                    available);
        } catch (IllegalArgumentException e) {
            throw transferOptions.invalidArgument(e.getMessage());
        }
    }
}
