// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.migstream.container.Input;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.DeviceName;
import org.migstream.transfer.HeldDevicesText;
import org.migstream.transfer.RestoreRequest;
import org.migstream.transfer.RestoreRequest.OnError;
import org.migstream.transfer.Restorer;
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
            "Restores the states of devices from a stream, that of devices alone or of a whole VM.",
            "They are judged before a device is touched, and once more before it may use them. Afterwards the devices stand"
                    + " still with their new states, or run with --run."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:restored, or could be (--dry-run)",
            "1:refused: a state does not fit, or is not known to, or the stream has none for a device",
            "2:wrong arguments",
            "3:the stream is malformed or truncated",
            "4:unsupported, or beyond a limit",
            "5:the stream cannot be read, the report not written, or nobody takes the devices",
            "6:a device failed; the message says in which state it was left"
        })
final class RestoreCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DEVICE",
            arity = "0..1",
            description =
                    DeviceHelp.DEVICE_SYNTAX + ". It gets the only state that the stream has, or that --map leaves.")
    private String device;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            defaultValue = Inputs.STDIN,
            description = "The stream, in any container (default: standard input). A file is read as a whole before a"
                    + " device is touched.")
    private String input;

    @Option(
            names = "--map",
            paramLabel = "IDSTR=DEVICE",
            description = "The device that gets the state of IDSTR; may be repeated: all are loaded before any runs.")
    private List<String> mappings = new ArrayList<>();

    @Option(
            names = "--channel",
            paramLabel = "FILE",
            description = "The recording of a multifd channel that belongs to the stream; may be repeated.")
    private List<String> channels = new ArrayList<>();

    @Option(names = "--run", description = "The devices run when all are loaded; else they stand still.")
    private boolean runDevices;

    @Option(names = "--dry-run", description = "Does all but write: tells whether the states would be let in.")
    private boolean dryRun;

    @Option(
            names = "--force",
            description =
                    "Restores what does not fit or is not known to, and says what was overridden; never what is cut,"
                            + " or whose sections and records are damaged.")
    private boolean force;

    /** Without one of these the devices are closed, and the kernel resets most of them then. */
    private static final class AfterRestoreOptions {
        @Option(
                names = "--hold",
                description = "Keeps the devices open until a signal comes, when they have been restored; prints a line"
                        + " for each: held DEVICE STATE IDSTR.")
        private boolean hold;

        @Option(
                names = "--handover",
                paramLabel = "SOCKET",
                description = "Gives the restored devices to the process that listens there: their descriptors"
                        + " (SCM_RIGHTS), and a line of JSON that tells which is which (migstream.handover/1).")
        private Path handover;
    }

    @ArgGroup
    private AfterRestoreOptions afterRestoreOptions = new AfterRestoreOptions();

    @Option(
            names = "--on-error",
            paramLabel = "reset|stop|keep",
            defaultValue = "reset",
            description =
                    "What becomes of a device that has been given a part of a state when something fails: it is reset"
                            + " and runs, it is reset and stands still, or it is left as it is (default: ${DEFAULT-VALUE}).")
    private String onError;

    @Mixin
    private TransferOptions transferOptions = new TransferOptions();

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Mixin
    private DecompressionOptions decompressionOptions = new DecompressionOptions();

    /** @param plugins gives those that the user's options name, once these have been read */
    RestoreCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        List<String> inputs = new ArrayList<>(channels);
        inputs.add(input);
        Inputs.requireStdinAtMostOnce(inputs, spec.commandLine());
        Inputs opened = new Inputs(invocation, decompressionOptions.maxOutputBytes());
        try (Plugins available = plugins.get()) {
            RestoreRequest request = createRequest(available);
            requireNoConflicts(inputs, request);
            Input stream = opened.open(input);
            Restorer restorer = new Restorer(request, stream, opened.openAll(channels));
            ExitStatus status = new TransferRun(invocation, transferOptions, restorer, "read").run();
            if (status == ExitStatus.SUCCESS) {
                // What failed has said so itself.
                restorer.overriddenReasons().forEach(reason -> invocation.printError("--force overrode: " + reason));
            }
            if (status == ExitStatus.SUCCESS && afterRestoreOptions.hold && !dryRun) {
                holdUntilSignal(restorer);
            }
            return status.code();
        } catch (IOException e) {
            return opened.reportFailure(e, input).code();
        } finally {
            opened.close();
        }
    }

    /** Ends with the process: whatever ends that closes the devices. */
    private void holdUntilSignal(Restorer restorer) throws IOException {
        try (restorer) {
            long process = ProcessHandle.current().pid();
            invocation.printText((writer, terminal) -> new HeldDevicesText(writer, process).render(restorer.report()));
            invocation.stdout().flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
            List<DeviceName> maps = new ArrayList<>();
            mappings.forEach(text -> maps.add(parseMapping(text)));
            // DEVICE may be IDSTR=DEVICE, as everywhere; it is as good as --map then.
            Optional<DeviceName> named =
                    device == null || DeviceName.isDevice(device) ? Optional.empty() : DeviceName.parseNamed(device);
            named.ifPresent(maps::add);
            return RestoreRequest.builder(decodingOptions.decoderChoice(available))
                    .mappedDevices(maps)
                    .unmappedDevice(device == null || named.isPresent() ? null : DeviceName.parse(device, 1))
                    .startDevices(runDevices)
                    .dryRun(dryRun)
                    .force(force)
                    .keepOpen(afterRestoreOptions.hold)
                    .handoverSocket(afterRestoreOptions.handover)
                    .onError(OnError.valueOf(toOnErrorName(onError)))
                    .timeout(transferOptions.timeout())
                    .maxKeptBytes(decodingOptions.keepLimit())
                    .build();
        } catch (IllegalArgumentException e) {
            throw transferOptions.invalidArgument(e.getMessage());
        }
    }

    private static String toOnErrorName(String policy) {
        for (OnError known : OnError.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(policy)) {
                return known.name();
            }
        }
        throw new IllegalArgumentException("--on-error is reset, stop or keep, not " + policy);
    }

    private static DeviceName parseMapping(String text) {
        return DeviceName.parseNamed(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("--map is IDSTR=DEVICE, such as 0000:00:01.0/vfio=" + text));
    }
}
