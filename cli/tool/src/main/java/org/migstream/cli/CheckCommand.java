// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.migstream.check.CheckJson;
import org.migstream.check.CheckReport;
import org.migstream.check.CheckRequest;
import org.migstream.check.CheckText;
import org.migstream.check.StreamChecker;
import org.migstream.check.TargetException;
import org.migstream.check.TargetInput;
import org.migstream.check.UnknownDeviceException;
import org.migstream.container.Input;
import org.migstream.pci.GuestSlots;
import org.migstream.plugin.Plugins;
import org.migstream.profile.Profile;
import org.migstream.transfer.DeviceProfileReader;
import org.migstream.transfer.QueriedProfile;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migstream check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Check whether the device states in a stream will load into a target, and show the reasons if not."
                    + " Without a target, check that the stream is sound and that no state has lost its end.",
            "The answer is compatible, incompatible or unknown; without a target sound, unsound or unknown."
                    + " Unknown never counts as compatible or sound."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:compatible; without a target, sound",
            "1:incompatible, unsound or unknown",
            "2:wrong arguments",
            "3:the stream or the target is malformed or truncated",
            "4:unsupported, or a limit was exceeded",
            "5:an input cannot be read, or the result cannot be written",
            "6:a target is a device that failed; the result has the other findings, too"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream check samples/streams/q35-two-uarts.qevm",
            "  migstream check --target samples/profiles/mtty-two-ports.json \\",
            "      samples/streams/q35-two-uarts.qevm",
            "  # The simulated card has one port (exit status 1)",
            "  migstream check --target sim:mtty,ports=1@/tmp/uart \\",
            "      samples/streams/q35-two-uarts.qevm"
        })
final class CheckCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print a JSON document (migstream.check/1).")
    private boolean json;

    @Option(
            names = "--target",
            paramLabel = "[IDSTR=]TARGET",
            description =
                    "Compare with a profile (migstream.profile/1), another stream of the target"
                            + " machine (its devices, memory and sections are compared), or a device (vfio:..., fd:N,"
                            + " sim:...), which is only queried and keeps running. IDSTR= limits TARGET to that device of the stream. May be repeated.")
    private List<String> targets = new ArrayList<>();

    @Mixin
    private SlotOption slotOption = new SlotOption();

    @Mixin
    private TimeoutOption timeoutOption = new TimeoutOption();

    @Mixin
    private ChannelOptions channelOptions = new ChannelOptions();

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Parameters(paramLabel = "STREAM", description = "A stream or raw device data: a file, or - for standard input.")
    private String stream;

    /** @param plugins loads the plugins; called after the options are parsed */
    CheckCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        List<TargetOption> targetOptions =
                targets.stream().map(TargetOption::of).toList();
        requireDistinctTargets(targetOptions);
        if (targets.isEmpty() && !slotOption.slots().equals(GuestSlots.NONE)) {
            throw new ParameterException(spec.commandLine(), "--slot needs a --target: a device or a profile");
        }
        ExitStatus status;
        try (Plugins available = plugins.get()) {
            status = check(targetOptions, available);
        }
        invocation.stdout().flush();
        return status.code();
    }

    private void requireDistinctTargets(List<TargetOption> targetOptions) {
        List<String> devices = targetOptions.stream()
                .map(target -> target.idstr() == null ? "" : target.idstr())
                .toList();
        if (devices.stream().distinct().count() < devices.size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "two --target options are for the same device; use --target IDSTR=TARGET with a different"
                            + " IDSTR for each");
        }
        List<String> all = new ArrayList<>(channelOptions.names());
        all.add(stream);
        targetOptions.forEach(target -> all.add(target.name()));
        Inputs.requireStdinAtMostOnce(all, spec.commandLine());
    }

    private ExitStatus check(List<TargetOption> targetOptions, Plugins available) throws IOException {
        return Inputs.withInputs(
                invocation,
                decodingOptions.maxOutputBytes(),
                stream,
                opened -> check(targetOptions, available, opened));
    }

    private ExitStatus check(List<TargetOption> targetOptions, Plugins available, Inputs opened) throws IOException {
        try {
            Input input = opened.open(stream);
            List<Input> channelInputs = opened.openAll(channelOptions.names());
            List<TargetInput> targetInputs = new ArrayList<>();
            for (TargetOption target : targetOptions) {
                targetInputs.add(openTarget(target, opened, available));
            }
            CheckRequest request = new CheckRequest(
                    targetInputs,
                    slotOption.slots(),
                    decodingOptions.decoderChoice(available),
                    decodingOptions.keepLimit());
            CheckReport report = Progress.runWithProgress(
                    invocation, input, () -> StreamChecker.check(input, channelInputs, request));
            render(report);
            ExitStatus status = printDamage(report);
            return targetInputs.stream().anyMatch(CheckCommand::hasFailed) ? ExitStatus.DEVICE_ERROR : status;
        } catch (InvalidDeviceNameException | UnknownDeviceException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (DeviceFailureException e) {
            invocation.printError(e.getMessage());
            return FailureReporter.statusOf(e);
        } catch (TargetException e) {
            invocation.printError(e.target() + ": " + e.getMessage());
            return ExitStatus.of(e.outcome(), false);
        }
    }

    private static boolean hasFailed(TargetInput target) {
        return target instanceof TargetInput.QueriedDevice device && device.failure() != null;
    }

    private TargetInput openTarget(TargetOption target, Inputs opened, Plugins available) throws IOException {
        return target.isDevice()
                ? queryDevice(target, available)
                : new TargetInput.StoredInput(target.idstr(), opened.open(target.name()));
    }

    /**
     * Queries a device while it keeps running. The query ends before the check begins. A failure is printed, and does
     * not prevent the check of the other targets.
     */
    private TargetInput queryDevice(TargetOption target, Plugins available) throws IOException {
        Duration timeout = timeoutOption.timeout();
        DeviceProfileReader reader = new DeviceProfileReader(available, false, timeout);
        QueriedProfile answer = ShutdownGuard.runGuarded(reader.queryLimit(), () -> reader.queryProfile(target.name()));
        answer.deviceFailure().ifPresent(failure -> invocation.printError(target.name() + ": " + failure));
        return new TargetInput.QueriedDevice(
                target.idstr(),
                target.name(),
                answer.profile() == null ? Profile.UNKNOWN : answer.profile(),
                answer.failure());
    }

    private void render(CheckReport report) throws IOException {
        if (json) {
            new CheckJson(invocation.stdout()).render(report);
            return;
        }
        if (report.input().kind() == null) {
            // The input is not a stream. printDamage reports this on standard error.
            return;
        }
        invocation.printText(
                (writer, terminal) -> new CheckText(writer, terminal.usesColour(), terminal.columns()).render(report));
    }

    /** Prints the damage on standard error, unless the report on the terminal shows it. Returns the exit status. */
    private ExitStatus printDamage(CheckReport report) throws IOException {
        boolean shownOnTerminal =
                invocation.terminal().columns() > 0 && report.input().kind() != null && !json;
        if (!shownOnTerminal && report.stopReason().isPresent()) {
            invocation.printFinding(report.input().name(), report.stopReason().get());
        }
        return ExitStatus.of(report);
    }
}
