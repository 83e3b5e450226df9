// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.migstream.check.CheckJson;
import org.migstream.check.CheckReport;
import org.migstream.check.CheckRequest;
import org.migstream.check.CheckText;
import org.migstream.check.StreamChecker;
import org.migstream.check.TargetInput;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.container.Input;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.pci.GuestSlots;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.DeviceProfileReader;

/** {@code migstream check}. */
final class CheckCommand implements CliCommand {
    private static final Flag JSON = Flag.of("--json", "Print a JSON document for each stream (migstream.check/1).");
    private static final Argument<List<TargetOption>> TARGETS = Value.option(
                    "--target", "[IDSTR=]TARGET", "Compare with a profile, another stream or a device.")
            .details(
                    "IDSTR= limits TARGET to that device of the stream; 00:01.0 is enough for 0000:00:01.0/vfio. TARGET is one of"
                            + " these:",
                    ArgumentHelp.entry(
                            "a profile",
                            "A file with a document migstream.profile/1, as 'migstream probe' writes it. It describes one"
                                    + " device."),
                    ArgumentHelp.entry(
                            "another stream",
                            "A stream that the target machine wrote. Devices, memory and sections are compared, as QEMU"
                                    + " does it when it loads a stream."),
                    ArgumentHelp.entry(
                            "a device",
                            "vfio:..., fd:N or sim:..., as for 'migstream save'. The device is only queried and keeps"
                                    + " running."))
            .convertedBy(TargetOption::of)
            .repeatable();
    private static final Argument<List<String>> STREAMS = Value.positional(
                    "[STREAM]...",
                    "A stream or raw device data: a file, or - for standard input (the default if it is not a"
                            + " terminal).")
            .zeroOrMore();

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Check whether a stream is sound and will load into a target.",
                    "The answer is compatible, incompatible or unknown; without a target sound, unsound or unknown."
                            + " Unknown never counts as compatible or sound.")
            .details(
                    "If the answer is not positive, the reasons are printed. An unsound stream is never compatible.",
                    "Without a target, the command checks that the stream is sound and that no state has lost its end.")
            .addExclusive(JsonOptions.with(JSON))
            .add(TARGETS, SlotOption.SLOT, TimeoutOption.TIMEOUT, ChannelOption.CHANNEL)
            .addCommon(ColorOption.COLOR)
            .addCommon(DecodingOptions.ALL)
            .add(JobsOption.JOBS, STREAMS)
            .exitStatus(0, "compatible; without a target, sound")
            .exitStatus(1, "incompatible, unsound or unknown")
            .exitStatus(2, "wrong arguments")
            .exitStatus(3, "the stream or the target is malformed or truncated")
            .exitStatus(4, "unsupported, or a limit was exceeded")
            .exitStatus(5, "an input cannot be read, or the result cannot be written")
            .exitStatus(6, "a target is a device that failed; the result has the other findings, too")
            .examples(
                    "  migstream check samples/streams/q35-two-uarts.qevm",
                    "  migstream check --target samples/profiles/mtty-two-ports.json \\",
                    "      samples/streams/q35-two-uarts.qevm",
                    "  # The simulated card has one port (exit status 1)",
                    "  migstream check --target sim:mtty,ports=1@/tmp/uart \\",
                    "      samples/streams/q35-two-uarts.qevm")
            .moreExamples(
                    "  # The machine of the second stream has other devices (exit status 1)",
                    "  migstream check --target samples/streams/pc-two-devices-paused.qevm.zst \\",
                    "      samples/streams/q35-two-uarts.qevm");

    private final Invocation invocation;
    private final Arguments arguments;
    private final DecodingOptions decodingOptions;
    private final List<TargetOption> targets;
    private final List<String> channels;
    private final List<String> streams;
    private final JsonOptions json;

    CheckCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        decodingOptions = new DecodingOptions(arguments);
        targets = arguments.get(TARGETS);
        channels = arguments.get(ChannelOption.CHANNEL);
        streams = Inputs.namesOrStdin(arguments.get(STREAMS), "STREAM", invocation);
        json = JsonOptions.of(arguments, JSON);
    }

    @Override
    public ExitStatus run() throws IOException {
        List<String> names = new ArrayList<>(channels);
        names.addAll(streams);
        TargetChecks.requireDistinct(targets, names);
        for (TargetOption target : targets) {
            if (streams.size() > 1 && !target.isDevice() && Inputs.isReadOnce(target.name())) {
                throw new UsageException("--target " + target.name() + " can be read only once, but there are "
                        + streams.size() + " streams; give a file");
            }
        }
        if (targets.isEmpty() && !SlotOption.slots(arguments).equals(GuestSlots.NONE)) {
            throw new UsageException("--slot needs a --target: a device or a profile");
        }
        ChannelOption.requireOneStream("--channel", channels, "STREAM", streams);
        int jobs = JobsOption.count(arguments);
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            QueriedTargets devices = new QueriedTargets(new DeviceProfileReader(
                    available, false, TimeoutOption.toDuration(arguments.get(TimeoutOption.TIMEOUT))));
            DecoderChoice decoders = decodingOptions.decoderChoice(available);
            ExitStatus status = ConcurrentTasks.run(
                    invocation, jobs, streams, (output, stream) -> new StreamCheck(output, devices, decoders)
                            .check(stream));
            return decodingOptions.reportUnknownDevices(invocation, status);
        }
    }

    /** Checks one stream; prints its report. */
    private final class StreamCheck {
        private final Invocation invocation;
        private final QueriedTargets devices;
        private final DecoderChoice decoders;

        /** @param invocation takes the output for this stream */
        StreamCheck(Invocation invocation, QueriedTargets devices, DecoderChoice decoders) {
            this.invocation = invocation;
            this.devices = devices;
            this.decoders = decoders;
        }

        private ExitStatus check(String stream) throws IOException {
            return Inputs.withInputs(
                    invocation,
                    decodingOptions.maxOutput(),
                    stream,
                    opened -> TargetChecks.reportFailures(invocation, () -> check(stream, opened)));
        }

        private ExitStatus check(String stream, Inputs opened) throws IOException {
            Input input = opened.open(stream);
            List<Input> channelInputs = opened.openAll(channels);
            List<TargetInput> targetInputs = TargetChecks.open(targets, devices, opened, invocation);
            CheckRequest request =
                    new CheckRequest(targetInputs, SlotOption.slots(arguments), decoders, decodingOptions.keepLimit());
            CheckReport report = Progress.runWithProgress(
                    invocation, input, () -> StreamChecker.check(input, channelInputs, request));
            if (streams.size() == 1 && decodingOptions.problemWithDevices().isPresent()) {
                return ExitStatus.USAGE_ERROR;
            }
            render(report);
            ExitStatus status = printDamage(report);
            return targetInputs.stream().anyMatch(TargetChecks::hasFailed) ? ExitStatus.DEVICE_ERROR : status;
        }

        private void render(CheckReport report) throws IOException {
            if (json.isWanted()) {
                new CheckJson(invocation.stdout(), json.isSingleLine()).render(report);
                return;
            }
            if (report.input().kind() == null) {
                // The input is not a stream. printDamage reports this on standard error.
                return;
            }
            invocation.printText((writer, terminal) ->
                    new CheckText(writer, terminal.usesColour(), terminal.columns()).render(report));
        }

        /** Prints the damage on standard error, unless the report on the terminal shows it. Returns the exit status. */
        private ExitStatus printDamage(CheckReport report) throws IOException {
            boolean shownOnTerminal =
                    invocation.terminal().columns() > 0 && report.input().kind() != null && !json.isWanted();
            if (!shownOnTerminal && report.stopReason().isPresent()) {
                invocation.printFinding(
                        report.input().name(), report.stopReason().get());
            }
            return ExitStatus.of(report);
        }
    }
}
