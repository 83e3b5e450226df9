// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.migstream.report.FindingText;
import org.migstream.check.CheckJson;
import org.migstream.check.CheckReport;
import org.migstream.check.CheckRequest;
import org.migstream.check.CheckText;
import org.migstream.check.StreamChecker;
import org.migstream.check.TargetException;
import org.migstream.check.TargetInput;
import org.migstream.container.Input;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.DeviceProfileReader;
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
            "Tells whether the devices' states of a stream will load into a target, and why not; without a target,"
                    + " whether the stream is sound and complete.",
            "The answer is yes only if all that has to fit is known and does; what is not known makes it unknown."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:compatible; without a target, sound and complete",
            "1:incompatible, or not known to be compatible",
            "2:wrong arguments",
            "3:stream or target malformed or truncated",
            "4:unsupported, or beyond a limit",
            "5:cannot be read, or the result not written",
            "6:the target is a device, and failed"
        })
final class CheckCommand implements Callable<Integer> {
    /** How long a device may take for one answer. */
    private static final Duration DEVICE_TIMEOUT = Duration.ofSeconds(60);

    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON document (migstream.check/1).")
    private boolean json;

    @Option(
            names = "--target",
            paramLabel = "[IDSTR=]TARGET",
            description =
                    "What shall load the stream: a profile (JSON, migstream.profile/1), another stream of the same"
                            + " machine, or a device (vfio:..., fd:N, sim:...), which is asked without being disturbed. With IDSTR= for that"
                            + " device alone; may be repeated.")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--channel",
            paramLabel = "FILE",
            description = "The recording of a multifd channel that belongs to the stream; may be repeated.")
    private List<String> channels = new ArrayList<>();

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Mixin
    private DecompressionOptions decompressionOptions = new DecompressionOptions();

    @Parameters(paramLabel = "STREAM", description = "A stream or raw device data: a file, or - for standard input.")
    private String stream;

    /** @param plugins gives those that the user's options name, once these have been read */
    CheckCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        List<TargetOption> wanted = targets.stream().map(TargetOption::of).toList();
        requireDistinctTargets(wanted);
        ExitStatus status;
        try (Plugins available = plugins.get()) {
            status = check(wanted, available);
        }
        invocation.stdout().flush();
        return status.code();
    }

    private void requireDistinctTargets(List<TargetOption> wanted) {
        List<String> devices = wanted.stream()
                .map(target -> target.idstr() == null ? "" : target.idstr())
                .toList();
        if (devices.stream().distinct().count() < devices.size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "two targets for the same device: name the device of each, --target IDSTR=TARGET");
        }
        List<String> all = new ArrayList<>(channels);
        all.add(stream);
        wanted.forEach(target -> all.add(target.name()));
        Inputs.requireStdinAtMostOnce(all, spec.commandLine());
    }

    private ExitStatus check(List<TargetOption> wanted, Plugins available) throws IOException {
        Inputs opened = new Inputs(invocation, decompressionOptions.maxOutputBytes());
        try {
            Input input = opened.open(stream);
            List<Input> channelInputs = opened.openAll(channels);
            List<TargetInput> targetInputs = new ArrayList<>();
            for (TargetOption target : wanted) {
                targetInputs.add(openTarget(target, opened, available));
            }
            CheckRequest request = new CheckRequest(
                    targetInputs, decodingOptions.decoderChoice(available), decodingOptions.keepLimit());
            CheckReport report = Progress.runWithProgress(
                    invocation, input, () -> StreamChecker.check(input, channelInputs, request));
            render(report);
            return printDamage(report);
        } catch (InvalidDeviceNameException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        } catch (DeviceFailureException e) {
            invocation.printError(e.getMessage());
            return ExitStatus.DEVICE_ERROR;
        } catch (TargetException e) {
            invocation.printError(e.target() + ": " + e.getMessage());
            return ExitStatus.of(e.outcome(), false);
        } catch (IOException e) {
            return opened.reportFailure(e, stream);
        } finally {
            opened.close();
        }
    }

    /** A device is asked what it says while it runs; it is as before when the check begins. */
    private static TargetInput openTarget(TargetOption target, Inputs opened, Plugins available) throws IOException {
        return target.isDevice()
                ? new TargetInput.QueriedDevice(
                        target.idstr(),
                        target.name(),
                        ShutdownGuard.runGuarded(DEVICE_TIMEOUT, () -> new DeviceProfileReader(available, false)
                                .readProfile(target.name(), DEVICE_TIMEOUT)))
                : new TargetInput.StoredInput(target.idstr(), opened.open(target.name()));
    }

    private void render(CheckReport report) throws IOException {
        if (json) {
            new CheckJson(invocation.stdout()).render(report);
            return;
        }
        if (report.input().kind() == null) {
            // No stream at all: the one line on standard error says it.
            return;
        }
        invocation.printText(
                (writer, terminal) -> new CheckText(writer, terminal.usesColour(), terminal.columns()).render(report));
    }

    /** Damage is in the report; whoever does not see the report itself is told on standard error. */
    private ExitStatus printDamage(CheckReport report) throws IOException {
        boolean seen = invocation.terminal().columns() > 0 && report.input().kind() != null && !json;
        if (!seen && report.stopReason().isPresent()) {
            invocation.stdout().flush();
            invocation.printError(report.input().name() + ": "
                    + FindingText.formatFinding(report.stopReason().get()));
        }
        return ExitStatus.of(report);
    }
}
