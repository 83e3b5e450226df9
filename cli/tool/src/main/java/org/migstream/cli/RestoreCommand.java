// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.DeviceName;
import org.migstream.transfer.HeldDevicesText;
import org.migstream.transfer.LateData;
import org.migstream.transfer.OnError;
import org.migstream.transfer.RestoreRequest;
import org.migstream.transfer.Restorer;
import org.migstream.transfer.Transfer.TransferReport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migstream restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Restore the states of devices from a stream of a whole VM, or from a stream that contains only devices.",
            "Each state is checked before any device is changed, and again before its device leaves RESUMING."
                    + " After the restore the devices are stopped; with --run they run."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:restored, or would be restored (--dry-run)",
            "1:refused: a state is incompatible or cannot be checked, or the stream has no state for a device",
            "2:wrong arguments",
            "3:the stream is malformed or truncated",
            "4:unsupported, or a limit was exceeded",
            "5:the stream cannot be read, the report cannot be written, or the handover peer did not accept the"
                    + " devices",
            "6:a device failed, or the kernel requested it back; the message shows the state that it was left in"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream restore --dry-run -i samples/streams/q35-two-uarts.qevm \\",
            "      sim:mtty,ports=2@/tmp/uart",
            "  migstream restore --run -i samples/streams/q35-two-uarts.qevm \\",
            "      --map 0000:00:01.0/vfio=sim:mtty,ports=2@/tmp/uart",
            "  # The simulated card has one port (exit status 1)",
            "  migstream restore -i samples/streams/q35-two-uarts.qevm \\",
            "      sim:mtty,ports=1@/tmp/small"
        })
final class RestoreCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DEVICE",
            arity = "0..1",
            description = TransferOptions.DEVICE_SYNTAX
                    + "%nThis device receives the only state in the stream, or the only state that no --map uses.")
    private @Nullable String device;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            defaultValue = Inputs.STDIN,
            description = "Read the stream from FILE, in any supported container (default: standard input). A file is"
                    + " read completely before any device is changed.")
    private String input;

    @Option(
            names = "--map",
            paramLabel = "IDSTR=DEVICE",
            description = "Restore the state of IDSTR into DEVICE; may be repeated. All states are loaded before any"
                    + " device runs.")
    private List<String> mappings = new ArrayList<>();

    @Mixin
    private ChannelOptions channelOptions = new ChannelOptions();

    @Option(
            names = "--run",
            description = "Run the devices when all states are loaded; without --run they stay" + " stopped.")
    private boolean runDevices;

    @Option(
            names = "--rest",
            paramLabel = "FILE",
            description =
                    "If a state lacks its last data, or a driver refuses to leave RESUMING, write the data in FILE"
                            + " and try again. FILE is a stream with data for the same devices, or plain data for one device. It"
                            + " is opened only then, so it may be a pipe.")
    private @Nullable String rest;

    @Option(
            names = "--dry-run",
            description = "Do everything except writing to devices; show whether the states would be restored.")
    private boolean dryRun;

    @Option(
            names = "--force",
            description = "Restore despite failed or unknown compatibility checks, and list them. Truncated or damaged"
                    + " streams are still refused.")
    private boolean force;

    /**
     * The options that keep the devices open after the restore. Without them the devices are closed; most devices are
     * then reset by the kernel.
     */
    private static final class AfterRestoreOptions {
        @Option(
                names = "--hold",
                description = "Keep the restored devices open until migstream receives a signal. Prints a line"
                        + " for each device: held"
                        + " DEVICE STATE IDSTR. A device that the kernel requests back, because its driver is being"
                        + " unbound, is closed at once; migstream ends when no device is left (exit status 6).")
        private boolean hold;

        @Option(
                names = "--handover",
                paramLabel = "SOCKET",
                description =
                        "Pass the restored devices to the process that listens on the Unix socket SOCKET: their file"
                                + " descriptors (SCM_RIGHTS) and a line of JSON that describes them"
                                + " (migstream.handover/1).")
        private @Nullable Path handover;
    }

    @ArgGroup
    private AfterRestoreOptions afterRestoreOptions = new AfterRestoreOptions();

    @Option(
            names = "--on-error",
            paramLabel = "reset|stop|keep",
            converter = Keyword.OnErrorConverter.class,
            defaultValue = "reset",
            description = "If a device has only a part of its state after a failure: reset it and let it run (reset),"
                    + " reset it and leave it stopped (stop), or leave it as it is (keep). Default: ${DEFAULT-VALUE}.")
    private OnError onError;

    @Option(
            names = "--allow-dma",
            description =
                    "With --run, start several devices without P2P or NDMA states together. DMA from one of them to"
                            + " another that does not run yet is lost.")
    private boolean allowDma;

    @Mixin
    private TransferOptions transferOptions = new TransferOptions();

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    /** @param plugins loads the plugins; called after the options are parsed */
    RestoreCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        List<String> inputs = new ArrayList<>(channelOptions.names());
        inputs.add(input);
        if (rest != null) {
            inputs.add(rest);
        }
        Inputs.requireStdinAtMostOnce(inputs, spec.commandLine());
        if (rest != null && !Inputs.exists(rest)) {
            // A driver that refuses to leave RESUMING must not wait for a file that does not exist.
            invocation.printError(rest + ": no such file");
            return ExitStatus.IO_ERROR.code();
        }
        try (Plugins available = plugins.get()) {
            RestoreRequest request = createRequest(available);
            requireNoConflicts(inputs, request);
            return Inputs.withInputs(
                            invocation, decodingOptions.maxOutputBytes(), input, opened -> restore(request, opened))
                    .code();
        }
    }

    private ExitStatus restore(RestoreRequest request, Inputs opened) throws IOException {
        String restName = rest;
        Restorer restorer = new Restorer(
                request,
                opened.open(input),
                opened.openAll(channelOptions.names()),
                restName == null ? null : new LateData(restName, () -> opened.open(restName)));
        TransferRun run = new TransferRun(invocation, transferOptions, restorer, "read");
        ExitStatus status = run.run();
        if (status == ExitStatus.SUCCESS) {
            restorer.overriddenReasons().forEach(reason -> invocation.printError("--force overrode: " + reason));
        }
        boolean kept = status == ExitStatus.SUCCESS
                || onError == OnError.KEEP && restorer.report().result() == TransferReport.Result.FAILED;
        if (kept && afterRestoreOptions.hold && !dryRun) {
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
        OutputConflicts files = new OutputConflicts(spec.commandLine());
        for (String name : inputs) {
            if (!name.equals(Inputs.STDIN)) {
                Input.fileOf(name).ifPresent(file -> files.addInput("the input " + name, file));
            }
        }
        transferOptions.requireNoConflicts(files, request.devices());
    }

    private RestoreRequest createRequest(Plugins available) {
        try {
            List<DeviceName> mapped = new ArrayList<>();
            mappings.forEach(text -> mapped.add(parseMapping(text)));
            // DEVICE may be IDSTR=DEVICE as in other commands; this means the same as --map.
            Optional<DeviceName> named =
                    device == null || DeviceName.isDevice(device) ? Optional.empty() : DeviceName.parseNamed(device);
            named.ifPresent(mapped::add);
            return RestoreRequest.builder(decodingOptions.decoderChoice(available))
                    .mappedDevices(mapped)
                    .unmappedDevice(device == null || named.isPresent() ? null : DeviceName.parse(device, 1))
                    .startDevices(runDevices)
                    .dryRun(dryRun)
                    .force(force)
                    .keepOpen(afterRestoreOptions.hold)
                    .handoverSocket(afterRestoreOptions.handover)
                    .allowDma(allowDma)
                    .restFollows(rest != null && !dryRun)
                    .onError(onError)
                    .timeout(transferOptions.timeout())
                    .maxKeptBytes(decodingOptions.keepLimit())
                    .build();
        } catch (IllegalArgumentException e) {
            throw transferOptions.invalidArgument(e.getMessage());
        }
    }

    private static DeviceName parseMapping(String text) {
        return DeviceName.parseNamed(text)
                .orElseThrow(() ->
                        new IllegalArgumentException("--map requires IDSTR=DEVICE, such as 0000:00:01.0/vfio=" + text));
    }
}
