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
            "Saves devices into a stream that QEMU and 'migstream restore' load.",
            "They are read while they run, as far as they can be, then stopped together and read to the end. Afterwards,"
                    + " and whatever goes wrong, they do again what they did before."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:saved",
            "2:wrong arguments",
            "4:a device of a kind that this version does not open",
            "5:the stream cannot be written",
            "6:a device failed; the message says in which state it was left",
            "141:the reader of the stream has gone"
        })
final class SaveCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "[IDSTR=]DEVICE",
            arity = "1..*",
            description = DeviceHelp.DEVICE_SYNTAX + ". IDSTR is the name of its"
                    + " sections, which tells a QEMU into which slot it belongs; without it the first device is"
                    + " 0000:00:01.0/vfio, the second 0000:00:02.0/vfio, and so on.")
    private List<String> devices;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--compress",
            paramLabel = "none|zstd|lz4",
            converter = CompressionConverter.class,
            defaultValue = "none",
            description = "Compresses the stream; what the devices are stands in front (default: none).")
    private Compression compression;

    @Option(
            names = "--machine",
            paramLabel = "NAME",
            defaultValue = "pc-q35-10.0",
            description = "The machine type that a QEMU must have been started with to load the stream (default:"
                    + " ${DEFAULT-VALUE}).")
    private String machine;

    @Option(names = "--no-pre-copy", description = "Reads nothing while the devices run.")
    private boolean noPreCopy;

    @Option(
            names = "--max-rounds",
            paramLabel = "N",
            defaultValue = "30",
            description = "How often the devices may be gone through while they run (default: ${DEFAULT-VALUE}).")
    private int maxRounds;

    @Option(
            names = "--max-downtime-bytes",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "1M",
            description = "Stops them as soon as no more than this has changed since it was read (default:"
                    + " ${DEFAULT-VALUE}).")
    private long maxDowntimeBytes;

    @Option(names = "--leave-stopped", description = "Leaves the devices stopped when they are saved, for a move.")
    private boolean leaveStopped;

    @Mixin
    private TransferOptions transferOptions = new TransferOptions();

    /** @param plugins gives those that the user's options name, once these have been read */
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
            throw transferOptions.invalidArgument("--max-rounds is a number from 1 on; --no-pre-copy is for none");
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
                    transferOptions.timeout(),
                    available);
        } catch (IllegalArgumentException e) {
            throw transferOptions.invalidArgument(e.getMessage());
        }
    }
}
