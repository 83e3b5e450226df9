// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.migstream.check.TargetException;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.guest.LikeStream;
import org.migstream.guest.RunningGuest;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.io.IoErrorText;
import org.migstream.pci.GuestSlots;
import org.migstream.pci.PciSlot;
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
            "2:wrong arguments, or the slot of a device must be named",
            "3:the stream of --like is malformed or truncated",
            "4:this kind of device is unsupported",
            "5:the stream cannot be written, or the monitor of --qmp or the stream of --like cannot be read",
            "6:a device failed, or the kernel requested it back; the message shows the state that it was left in",
            "141:the reader closed the output"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream save -o /tmp/uart.qevm sim:mtty,ports=2@/tmp/uart",
            "  migstream save -v --compress zstd -o /tmp/two.qevm.zst \\",
            "      sim:mtty@/tmp/uart 0000:00:03.0/vfio=sim:mlx5@/tmp/nic"
        })
final class SaveCommand implements Callable<Integer> {
    private static final String DEFAULT_MACHINE = "pc-q35-10.0";

    /** The maximum size of the decompressed stream of --like. */
    private static final long MAX_LIKE_BYTES = 1L << 40;

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
            description = "Write the stream for a QEMU that was started with machine type NAME (default: that of"
                    + " --like or --qmp, else " + DEFAULT_MACHINE + ").")
    private @Nullable String machine;

    @Mixin
    private SlotOption slotOption = new SlotOption();

    @Option(
            names = "--like",
            paramLabel = "STREAM",
            description =
                    "Write the configuration as in STREAM, a stream of the QEMU that will load the result: machine"
                            + " type, slots, the MSI-X table of a device that a QEMU uses (@pid), and what the guest wrote to a"
                            + " function that is not in use.")
    private @Nullable String like;

    @Option(
            names = "--qmp",
            paramLabel = "SOCKET",
            description =
                    "Read the slots and the MSI-X tables of devices with @pid from the monitor of their QEMU, a QMP"
                            + " socket. The kernel does not have these tables.")
    private @Nullable Path qmp;

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
            AtomicReference<LikeStream> likeStream = new AtomicReference<>();
            ExitStatus status = like == null ? ExitStatus.SUCCESS : readLikeStream(like, available, likeStream);
            return (status == ExitStatus.SUCCESS ? save(available, likeStream.get()) : status).code();
        }
    }

    private ExitStatus save(Plugins available, @Nullable LikeStream likeStream) throws IOException {
        if (qmp == null) {
            return save(createRequest(available, likeStream, null));
        }
        RunningGuest connected;
        try {
            connected = RunningGuest.connect(qmp, transferOptions.timeout());
        } catch (IOException e) {
            invocation.printError("--qmp: " + IoErrorText.of(e));
            return ExitStatus.IO_ERROR;
        }
        try (RunningGuest guest = connected) {
            return save(createRequest(available, likeStream, guest));
        }
    }

    private ExitStatus readLikeStream(String name, Plugins available, AtomicReference<LikeStream> result)
            throws IOException {
        return Inputs.withInputs(invocation, MAX_LIKE_BYTES, name, opened -> {
            try {
                result.set(LikeStream.read(opened.open(name), new DecoderChoice(available, null, Map.of())));
                return ExitStatus.SUCCESS;
            } catch (TargetException e) {
                invocation.printError(e.target() + ": " + e.getMessage());
                return ExitStatus.of(e.outcome(), false);
            }
        });
    }

    private ExitStatus save(SaveRequest request) throws IOException {
        output.requireWritable(invocation);
        OutputConflicts files = new OutputConflicts(spec.commandLine());
        transferOptions.requireNoConflicts(files, request.devices());
        if (like != null) {
            Input.fileOf(like).ifPresent(file -> files.addInput("--like", file));
        }
        files.addOutput("--output", output.filePath());
        Saver saver = new Saver(request, output.name(), () -> output.open(invocation));
        return new TransferRun(invocation, transferOptions, saver, "saved").run();
    }

    private String machineType(@Nullable LikeStream likeStream, @Nullable RunningGuest guest) {
        String ofLike = likeStream == null ? "" : likeStream.machineType();
        requireSameMachine("the stream of --like", ofLike);
        if (machine != null || !ofLike.isEmpty()) {
            return machine == null ? ofLike : machine;
        }
        if (guest == null) {
            return DEFAULT_MACHINE;
        }
        return guest.machineType()
                .orElseThrow(() -> transferOptions.invalidArgument(
                        "--qmp: QEMU does not report its machine type; name it with --machine"));
    }

    private void requireSameMachine(String other, String machineType) {
        if (machine != null && !machineType.isEmpty() && !machineType.equals(machine)) {
            throw transferOptions.invalidArgument(
                    "--machine is " + machine + ", but " + other + " is of the machine type " + machineType);
        }
    }

    private SaveRequest createRequest(
            Plugins available, @Nullable LikeStream likeStream, @Nullable RunningGuest guest) {
        if (maxRounds < 1) {
            throw transferOptions.invalidArgument("--max-rounds must be at least 1; use --no-pre-copy for none");
        }
        try {
            GuestSlots slots = slotOption.slots();
            PciSlot defaultSlot = slots.all() == null ? PciSlot.ROOT : slots.all();
            List<DeviceName> names = new ArrayList<>();
            for (String device : devices) {
                names.add(
                        likeStream != null
                                        && devices.size() == 1
                                        && likeStream.devices().size() == 1
                                ? DeviceName.parse(
                                        device, likeStream.devices().get(0).idstr())
                                : DeviceName.parse(device, names.size() + 1, defaultSlot));
            }
            if (guest != null && names.stream().noneMatch(DeviceName::isBorrowed)) {
                throw new IllegalArgumentException("--qmp needs a device that a QEMU uses: DEVICE@pid=N");
            }
            return new SaveRequest(
                    names,
                    new StreamMachineType(machineType(likeStream, guest)),
                    slots,
                    likeStream,
                    guest,
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
