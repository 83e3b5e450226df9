// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.migstream.check.TargetException;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.cli.options.WordConverter;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.guest.LikeStream;
import org.migstream.guest.RunningGuest;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.io.CommittableOutput;
import org.migstream.io.IoErrorText;
import org.migstream.io.OutputFile;
import org.migstream.pci.GuestSlots;
import org.migstream.pci.PciSlot;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.DeviceName;
import org.migstream.transfer.OnError;
import org.migstream.transfer.SaveRequest;
import org.migstream.transfer.SaveRequest.PreCopyLimits;
import org.migstream.transfer.Saver;
import org.migstream.transfer.StreamMachineType;

/** {@code migstream save}. */
final class SaveCommand implements CliCommand {
    private static final String DEFAULT_MACHINE = "pc-q35-10.0";

    private static final Argument<List<String>> DEVICES = Value.positional(
                    "[IDSTR=]DEVICE", TransferOptions.DEVICE_SUMMARY)
            .details(TransferOptions.deviceDetails(
                    "IDSTR (default: 0000:00:01.0/vfio for the first device, 0000:00:02.0/vfio for the second, and so"
                            + " on) is the name of the device in the stream. QEMU uses it to find the slot of the"
                            + " device."))
            .oneOrMore();
    private static final Argument<Compression> COMPRESS = Value.option(
                    "--compress", "none|zstd|lz4", "Compress the result (default: ${DEFAULT-VALUE}).")
            .details("Device profiles are written first, uncompressed.")
            .convertedBy(Keyword::toCompression)
            .withDefault("none");
    private static final Value<String> MACHINE = Value.option(
                    "--machine", "NAME", "Write for a QEMU with machine type NAME.")
            .details("The default is that of --like or --qmp, else " + DEFAULT_MACHINE + ".");
    private static final Value<String> LIKE = Value.option("--like", "STREAM", "Write the configuration as in STREAM.")
            .details(
                    "STREAM is a stream of the QEMU that will load the result. Taken from it are the machine type, slots,"
                            + " the MSI-X table of a device that a QEMU uses (@pid), and what the guest wrote to a function that"
                            + " is not in use.");
    private static final Value<Path> QMP = Value.option("--qmp", "SOCKET", "Read slots and MSI-X tables from a QEMU.")
            .details(
                    "SOCKET is a QMP socket, the monitor of the QEMU that uses a device with @pid. The kernel does not have these"
                            + " tables.")
            .convertedBy(WordConverter::toPath);
    private static final Flag NO_PRE_COPY = Flag.of("--no-pre-copy", "Read nothing while the devices run.");
    private static final Argument<Integer> MAX_ROUNDS = Value.option(
                    "--max-rounds", "N", "Do at most N rounds of pre-copy (default: ${DEFAULT-VALUE}).")
            .convertedBy(WordConverter::toInteger)
            .withDefault("30");
    private static final Argument<Long> MAX_DOWNTIME_BYTES = Value.option(
                    "--max-downtime-bytes",
                    "SIZE",
                    "Stop the devices when SIZE bytes are left (default: ${DEFAULT-VALUE}).")
            .convertedBy(new SizeConverter())
            .withDefault("1M");
    private static final Flag LEAVE_STOPPED = Flag.of("--leave-stopped", "Leave the devices stopped after the save.")
            .details("Then they can be moved.");
    private static final Flag ALLOW_DMA = Flag.of("--allow-dma", "Save several devices without P2P or NDMA states.")
            .details("DMA from one of them to another that is already stopped is lost.");
    private static final Argument<OnError> ON_ERROR = Value.option(
                    "--on-error", "reset|stop|keep", "Handle a device that fails (default: ${DEFAULT-VALUE}).")
            .details(
                    "This applies if the device cannot go back to the state that it was in, by any path.",
                    ArgumentHelp.entry("reset", "Reset the device, so that it runs but has lost its state."),
                    ArgumentHelp.entry("stop", "Stop all devices."),
                    ArgumentHelp.entry("keep", "Leave the device as it is."))
            .convertedBy(Keyword::toOnError)
            .withDefault("reset");

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Save devices as a stream that QEMU and 'migstream restore' load.",
                    "Reads the devices while they run (pre-copy), then stops them together and reads the rest."
                            + " Afterwards they return to the state that they were in.")
            .details("The devices also return to that state after an error or an interrupt.")
            .add(DEVICES)
            .add(OutputOptions.ALL)
            .add(COMPRESS, MACHINE, SlotOption.SLOT, LIKE, QMP, NO_PRE_COPY, MAX_ROUNDS, MAX_DOWNTIME_BYTES)
            .add(LEAVE_STOPPED, ALLOW_DMA, ON_ERROR)
            .add(TransferOptions.ALL)
            .addCommon(PluginOptions.ALL)
            .exitStatus(0, "saved")
            .exitStatus(2, "wrong arguments, or the slot of a device must be named")
            .exitStatus(3, "the stream of --like is malformed or truncated")
            .exitStatus(4, "this kind of device is unsupported")
            .exitStatus(5, "the stream cannot be written, or an input cannot be read")
            .exitStatus(6, "a device failed, or the kernel requested it back; see the message")
            .exitStatus(141, "the reader closed the output")
            .file("/dev/vfio/*", "Device files of the kernel.")
            .examples(
                    "  migstream save -o /tmp/uart.qevm sim:mtty,ports=2@/tmp/uart",
                    "  migstream save --compress zstd -o /tmp/two sim:mtty@/tmp/a sim:mlx5@/tmp/b")
            .moreExamples(
                    "  migstream save -v -o /tmp/two.qevm \\",
                    "      sim:mtty@/tmp/uart 0000:00:03.0/vfio=sim:mlx5@/tmp/nic");

    private final Invocation invocation;
    private final Arguments arguments;
    private final OutputOptions output;
    private final TransferOptions transferOptions;
    private final Optional<String> machine;
    private final Optional<String> like;

    SaveCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        output = new OutputOptions(arguments);
        transferOptions = new TransferOptions(arguments);
        machine = arguments.get(MACHINE);
        like = arguments.get(LIKE);
    }

    @Override
    public ExitStatus run() throws IOException {
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            AtomicReference<LikeStream> likeStream = new AtomicReference<>();
            ExitStatus status = like.isEmpty() ? ExitStatus.SUCCESS : readLikeStream(like.get(), available, likeStream);
            return status == ExitStatus.SUCCESS ? save(available, likeStream.get()) : status;
        }
    }

    private ExitStatus save(Plugins available, @Nullable LikeStream likeStream) throws IOException {
        Optional<Path> qmp = arguments.get(QMP);
        if (qmp.isEmpty()) {
            return save(createRequest(available, likeStream, null));
        }
        RunningGuest connected;
        try {
            connected = RunningGuest.connect(qmp.get(), transferOptions.timeout());
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
        return Inputs.withInputs(invocation, OutputLimit.DEFAULT, name, opened -> {
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
        OutputConflicts files = new OutputConflicts();
        transferOptions.requireNoConflicts(files, request.devices());
        like.flatMap(Input::fileOf).ifPresent(file -> files.addInput("--like", file));
        files.addOutput("--output", output.filePath());
        // A named pipe waits for its reader. No device is open in that time.
        try (CommittableOutput pipe = OutputFile.isPipeOrDevice(output.filePath()) ? output.open(invocation) : null) {
            Saver saver = new Saver(request, output.name(), () -> pipe == null ? output.open(invocation) : pipe);
            return new TransferRun(invocation, transferOptions, saver, "saved").run();
        }
    }

    private String machineType(@Nullable LikeStream likeStream, @Nullable RunningGuest guest) {
        String ofLike = likeStream == null ? "" : likeStream.machineType();
        requireSameMachine("the stream of --like", ofLike);
        if (machine.isPresent() || !ofLike.isEmpty()) {
            return machine.orElse(ofLike);
        }
        if (guest == null) {
            return DEFAULT_MACHINE;
        }
        return guest.machineType()
                .orElseThrow(() ->
                        new UsageException("--qmp: QEMU does not report its machine type; name it with --machine"));
    }

    private void requireSameMachine(String other, String machineType) {
        if (machine.isPresent() && !machineType.isEmpty() && !machineType.equals(machine.get())) {
            throw new UsageException(
                    "--machine is " + machine.get() + ", but " + other + " is of the machine type " + machineType);
        }
    }

    private SaveRequest createRequest(
            Plugins available, @Nullable LikeStream likeStream, @Nullable RunningGuest guest) {
        int maxRounds = arguments.get(MAX_ROUNDS);
        if (maxRounds < 1) {
            throw new UsageException("--max-rounds must be at least 1; use --no-pre-copy for none");
        }
        try {
            GuestSlots slots = SlotOption.slots(arguments);
            PciSlot defaultSlot = slots.all() == null ? PciSlot.ROOT : slots.all();
            List<String> devices = arguments.get(DEVICES);
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
                    arguments.get(COMPRESS),
                    arguments.has(NO_PRE_COPY) ? null : new PreCopyLimits(maxRounds, arguments.get(MAX_DOWNTIME_BYTES)),
                    arguments.has(LEAVE_STOPPED),
                    arguments.has(ALLOW_DMA),
                    arguments.get(ON_ERROR),
                    transferOptions.timeout(),
                    available);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }
}
