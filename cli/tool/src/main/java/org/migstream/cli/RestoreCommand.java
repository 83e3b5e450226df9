// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.cli.options.WordConverter;
import org.migstream.io.IoErrorText;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.DeviceName;
import org.migstream.transfer.HeldDevicesText;
import org.migstream.transfer.LateData;
import org.migstream.transfer.OnError;
import org.migstream.transfer.RestoreRequest;
import org.migstream.transfer.Restorer;
import org.migstream.transfer.Transfer.TransferReport;

/** {@code migstream restore}. */
final class RestoreCommand implements CliCommand {
    private static final Value<String> DEVICE = Value.positional("DEVICE", TransferOptions.DEVICE_SUMMARY)
            .details(TransferOptions.deviceDetails(
                    "This device receives the only state in the stream, or the only state that no --map uses."));
    private static final Value<String> INPUT = Value.option(
                    "--input", "FILE", "Read the stream from FILE (default: standard input).")
            .details("FILE can be in any supported container. It is read completely before any device is changed.")
            .withShortName("-i");
    private static final Argument<List<String>> MAP = Value.option(
                    "--map", "IDSTR=DEVICE", "Restore the state of IDSTR into DEVICE.")
            .details(
                    "All states are loaded before any device runs. IDSTR=DEVICE in place of DEVICE means the same. 00:01.0 is enough"
                            + " for 0000:00:01.0/vfio.")
            .repeatable();
    private static final Flag RUN = Flag.of("--run", "Run the devices after the restore.")
            .details("The devices run when all states are loaded. Without this option, they stay stopped.");
    private static final Value<String> REST = Value.option(
                    "--rest", "FILE", "Add the data in FILE if a state lacks its last data.")
            .details(
                    "The data are also written if a driver refuses to leave RESUMING. Then the command tries again. FILE"
                            + " is a stream with data for the same devices, or plain data for one device. It is opened only"
                            + " then, so it may be a pipe.");
    private static final Flag DRY_RUN = Flag.of("--dry-run", "Do everything except writing to devices.")
            .details("The result shows whether the states would be restored.");
    private static final Flag FORCE = Flag.of("--force", "Restore despite failed or unknown checks.")
            .details(
                    "These are the checks of compatibility, and they are listed. Truncated or damaged streams are still refused.");
    private static final Flag HOLD = Flag.of("--hold", "Keep the devices open until a signal comes.")
            .details("Prints a line for each device: held DEVICE STATE IDSTR. A device that the kernel requests back,"
                    + " because its driver is being unbound, is closed at once; migstream ends when no device is left"
                    + " (exit status 6).");
    private static final Value<Path> HANDOVER = Value.option(
                    "--handover", "SOCKET", "Pass the devices to the process at a Unix socket.")
            .details("SOCKET is a Unix socket. The process gets file descriptors (SCM_RIGHTS) and a line of JSON that"
                    + " describes them (migstream.handover/1).")
            .convertedBy(WordConverter::toPath);
    private static final Argument<OnError> ON_ERROR = Value.option(
                    "--on-error", "reset|stop|keep", "Handle a device that fails (default: ${DEFAULT-VALUE}).")
            .details(
                    "A failed device may have only a part of its state.",
                    ArgumentHelp.entry("reset", "Reset it and let it run."),
                    ArgumentHelp.entry("stop", "Reset it and leave it stopped."),
                    ArgumentHelp.entry("keep", "Leave it as it is."))
            .convertedBy(Keyword::toOnError)
            .withDefault("reset");
    private static final Flag ALLOW_DMA = Flag.of("--allow-dma", "Run several devices without P2P or NDMA states.")
            .details("This needs --run. DMA from one of them to another that does not run" + " yet is lost.");

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Restore the states of devices from a stream.",
                    "Each state is checked before any device is changed, and again before its device leaves RESUMING."
                            + " After the restore the devices are stopped; with --run they run.")
            .details("The stream is one of a whole VM, or one that contains only devices.")
            .add(DEVICE, INPUT, MAP, ChannelOption.CHANNEL, RUN, REST, DRY_RUN, FORCE)
            // Without one of these the devices are closed; most devices are then reset by the kernel.
            .addExclusive(HOLD, HANDOVER)
            .add(ON_ERROR, ALLOW_DMA)
            .add(TransferOptions.ALL)
            .addCommon(DecodingOptions.ALL)
            .exitStatus(0, "restored, or would be restored (--dry-run)")
            .exitStatus(1, "refused: a state is incompatible, cannot be checked or is missing")
            .exitStatus(2, "wrong arguments")
            .exitStatus(3, "the stream is malformed or truncated")
            .exitStatus(4, "unsupported, or a limit was exceeded")
            .exitStatus(5, "an input or output failed, or the peer did not accept the devices")
            .exitStatus(6, "a device failed, or the kernel requested it back; see the message")
            .file("/dev/vfio/*", "Device files of the kernel.")
            .examples(
                    "  migstream restore --dry-run -i samples/streams/q35-two-uarts.qevm \\",
                    "      sim:mtty,ports=2@/tmp/uart",
                    "  migstream restore --run -i samples/streams/q35-two-uarts.qevm \\",
                    "      --map 0000:00:01.0/vfio=sim:mtty,ports=2@/tmp/uart")
            .moreExamples(
                    "  # The simulated card has one port (exit status 1)",
                    "  migstream restore -i samples/streams/q35-two-uarts.qevm \\",
                    "      sim:mtty,ports=1@/tmp/small");

    private final Invocation invocation;
    private final Arguments arguments;
    private final TransferOptions transferOptions;
    private final DecodingOptions decodingOptions;
    private final String input;
    private final List<String> channels;
    private final Optional<String> rest;
    private final boolean dryRun;
    private final OnError onError;

    RestoreCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        transferOptions = new TransferOptions(arguments);
        decodingOptions = new DecodingOptions(arguments);
        input = Inputs.namesOrStdin(arguments.get(INPUT).stream().toList(), "--input", invocation)
                .get(0);
        channels = arguments.get(ChannelOption.CHANNEL);
        rest = arguments.get(REST);
        dryRun = arguments.has(DRY_RUN);
        onError = arguments.get(ON_ERROR);
    }

    @Override
    public ExitStatus run() throws IOException {
        List<String> inputs = new ArrayList<>(channels);
        inputs.add(input);
        rest.ifPresent(inputs::add);
        Inputs.requireStdinAtMostOnce(inputs);
        if (rest.isPresent() && !Inputs.exists(rest.get())) {
            // A driver that refuses to leave RESUMING must not wait for a file that does not exist.
            invocation.printError(rest.get() + ": " + IoErrorText.of(new NoSuchFileException(rest.get())));
            return ExitStatus.IO_ERROR;
        }
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            RestoreRequest request = createRequest(available);
            requireNoConflicts(inputs, request);
            return Inputs.withInputs(
                    invocation, decodingOptions.maxOutput(), input, opened -> restore(request, opened));
        }
    }

    private ExitStatus restore(RestoreRequest request, Inputs opened) throws IOException {
        Restorer restorer = new Restorer(
                request,
                opened.open(input),
                opened.openAll(channels),
                rest.map(name -> new LateData(name, () -> opened.open(name))).orElse(null));
        TransferRun run = new TransferRun(invocation, transferOptions, restorer, "read");
        ExitStatus status = run.run();
        if (status == ExitStatus.SUCCESS) {
            restorer.overriddenReasons().forEach(reason -> invocation.printError("--force overrode: " + reason));
        }
        boolean kept = status == ExitStatus.SUCCESS
                || onError == OnError.KEEP && restorer.report().result() == TransferReport.Result.FAILED;
        if (kept && arguments.has(HOLD) && !dryRun) {
            return holdUntilSignal(restorer, run, status);
        }
        return status;
    }

    /** Keeps the devices open until the process ends, or until the kernel has requested all of them. */
    private ExitStatus holdUntilSignal(Restorer restorer, TransferRun run, ExitStatus statusOfRestore)
            throws IOException {
        ExitStatus status = statusOfRestore;
        try (restorer) {
            long process = ProcessHandle.current().pid();
            invocation.printText((writer, terminal) -> new HeldDevicesText(writer, process).render(restorer.report()));
            invocation.stdout().flush();
            while (restorer.awaitRelease()) {
                status = run.reportRelease();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return status;
    }

    private void requireNoConflicts(List<String> inputs, RestoreRequest request) {
        OutputConflicts files = new OutputConflicts();
        inputs.forEach(files::addInput);
        transferOptions.requireNoConflicts(files, request.devices());
    }

    private RestoreRequest createRequest(Plugins available) {
        try {
            List<DeviceName> mapped = new ArrayList<>();
            arguments.get(MAP).forEach(text -> mapped.add(parseMapping(text)));
            // DEVICE may be IDSTR=DEVICE as in other commands; this means the same as --map.
            Optional<String> device = arguments.get(DEVICE);
            Optional<DeviceName> named =
                    device.filter(text -> !DeviceName.isDevice(text)).flatMap(DeviceName::parseNamed);
            named.ifPresent(mapped::add);
            return RestoreRequest.builder(decodingOptions.decoderChoice(available))
                    .mappedDevices(mapped)
                    .unmappedDevice(device.isEmpty() || named.isPresent() ? null : DeviceName.parse(device.get(), 1))
                    .startDevices(arguments.has(RUN))
                    .dryRun(dryRun)
                    .force(arguments.has(FORCE))
                    .keepOpen(arguments.has(HOLD))
                    .handoverSocket(arguments.get(HANDOVER).orElse(null))
                    .allowDma(arguments.has(ALLOW_DMA))
                    .restFollows(rest.isPresent() && !dryRun)
                    .onError(onError)
                    .timeout(transferOptions.timeout())
                    .maxKeptBytes(decodingOptions.keepLimit())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    private static DeviceName parseMapping(String text) {
        return DeviceName.parseNamed(text)
                .orElseThrow(() ->
                        new IllegalArgumentException("--map requires IDSTR=DEVICE, such as 0000:00:01.0/vfio=" + text));
    }
}
