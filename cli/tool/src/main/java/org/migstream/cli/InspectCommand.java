// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.container.Input;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.SnapshotInspector;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.overview.Overview;
import org.migstream.inspect.overview.OverviewText;
import org.migstream.inspect.report.ConfigSpaceHexText;
import org.migstream.inspect.report.InspectJson;
import org.migstream.inspect.report.InspectText;
import org.migstream.inspect.report.SnapshotJson;
import org.migstream.inspect.report.SnapshotReport;
import org.migstream.inspect.report.SnapshotText;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.Plugins;
import org.migstream.report.FindingLog;
import org.migstream.report.InspectionFindingCodes;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;

/** {@code migstream inspect}. */
final class InspectCommand implements CliCommand {
    private static final Flag JSON =
            Flag.of("--json", "Print one JSON document for each input.").details("It is a migstream.inspect/1.");
    private static final Flag DIGEST = Flag.of("--digest", "Add the SHA-256 of each device's bytes.");
    private static final Flag FIELDS = Flag.of("--fields", "Decode the state of every device in the vmdescription.");
    private static final Flag HEX = Flag.of("--hex", "Print only the PCI configuration spaces, for lspci -F.")
            .details("With --json, the document also has the configuration spaces.");
    private static final Flag ALL = Flag.of("--all", "Print all findings, devices and sections.")
            .details("Without this option, the result is an overview. --fields and --digest imply it.");
    private static final Flag SECTIONS = Flag.of("--sections", "Print the list of sections.");
    private static final Flag NO_OFFSETS = Flag.of(
                    "--no-offsets", "Leave out offsets, so that outputs can be compared.")
            .details(
                    "The name of the input is left out, too. Needs --all, --fields, --digest, --sections or --device. The"
                            + " document recipes.md shows how git uses it.");
    private static final Value<String> DEVICE = Value.option("--device", "IDSTR", "Print all of the VFIO device IDSTR.")
            .details(
                    "Other devices are left out. 00:01.0 is enough for 0000:00:01.0/vfio. With --fields, IDSTR can be any"
                            + " device.");
    private static final Flag STRICT = Flag.of("--strict", "Treat warnings as errors.");
    private static final Argument<List<String>> INPUTS = Value.positional(
                    "[INPUT]...", "A file, - for standard input, IMAGE.qcow2#SNAPSHOT, or file:FILE,offset=N.")
            .details(
                    "Without INPUT, standard input is read if it is not a terminal.",
                    "SNAPSHOT is an id or a name, as for QEMU's loadvm; id:ID and name:NAME select by one of the two. For"
                            + " a qcow2 image without #SNAPSHOT, the snapshots are listed.",
                    "file:FILE,offset=N is a stream after N other bytes in a file, as in QEMU's migrate.")
            .zeroOrMore();

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Show what is in a migration stream, and all damage.",
                    "Prints an overview of one screen or, for a qcow2 image, its snapshots.")
            .details(
                    "--all shows everything: machine, memory, every section, and every VFIO device with its data and PCI"
                            + " configuration.",
                    "The command reads QEMU streams, recorded multifd channels and return paths, and raw device data, plain"
                            + " or compressed.",
                    "If one of several inputs is broken, the others are still read, and the exit status is the worst one.")
            .addExclusive(JsonOptions.with(JSON, HtmlOptions.HTML))
            .add(HtmlOptions.DETAILS)
            .add(ALL, SECTIONS, DEVICE, DIGEST, FIELDS, NO_OFFSETS, HEX, ChannelOption.CHANNEL)
            .addCommon(ColorOption.COLOR)
            .addCommon(DecodingOptions.ALL)
            .add(JobsOption.JOBS, STRICT, INPUTS)
            .exitStatus(0, "no errors found")
            .exitStatus(1, "well-formed, but with errors (or warnings, with --strict)")
            .exitStatus(2, "wrong arguments, such as a device that the input does not have")
            .exitStatus(3, "malformed or truncated")
            .exitStatus(4, "unsupported, or a limit was exceeded")
            .exitStatus(5, "the input cannot be read, or the result cannot be written")
            .examples(
                    "  migstream inspect samples/streams/q35-two-uarts.qevm",
                    "  migstream inspect --device 0000:00:02.0/vfio \\",
                    "      samples/streams/pc-two-devices-paused.qevm.zst",
                    "  migstream inspect --html -o /tmp/q35.html samples/streams/q35-two-uarts.qevm")
            .moreExamples(
                    "  migstream inspect 'samples/containers/isapc.savevm.qcow2#before update'",
                    "  migstream inspect --json --digest samples/streams/lab/q35-six-plain.qevm.zst",
                    "  migstream inspect --ndjson --jobs 2 samples/streams/q35-two-uarts.qevm \\",
                    "      samples/streams/q35-two-uarts.qevm.zst",
                    "  migstream inspect --hex samples/streams/q35-two-uarts.qevm",
                    "  # The stream is truncated (exit status 3)",
                    "  migstream inspect samples/streams/truncated-by-crash.qevm.zst");

    private final Invocation invocation;
    private final Arguments arguments;
    private final DecodingOptions decodingOptions;
    private final List<String> inputs;
    private final List<String> channels;
    private final JsonOptions json;
    private final boolean hex;

    InspectCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        decodingOptions = new DecodingOptions(arguments);
        inputs = Inputs.namesOrStdin(arguments.get(INPUTS), "INPUT", invocation);
        channels = arguments.get(ChannelOption.CHANNEL);
        json = JsonOptions.of(arguments, JSON);
        hex = arguments.has(HEX);
    }

    @Override
    public ExitStatus run() throws IOException {
        ChannelOption.requireOneStream("--channel", channels, "INPUT", inputs);
        List<String> all = new ArrayList<>(inputs);
        all.addAll(channels);
        Inputs.requireStdinAtMostOnce(all);
        if (arguments.has(NO_OFFSETS) && !printsOffsets()) {
            throw new UsageException("--no-offsets needs --all, --fields, --digest, --sections or --device, without"
                    + " --json, --html and --hex");
        }
        int jobs = JobsOption.count(arguments);
        HtmlOptions.requireConsistent(arguments, arguments.has(ALL) || arguments.has(SECTIONS) || hex);
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            available.preload();
            InspectRequest request = new InspectRequest(
                    arguments.has(DIGEST),
                    arguments.has(FIELDS),
                    arguments.has(STRICT),
                    arguments.get(DEVICE).orElse(null),
                    decodingOptions.decoderChoice(available),
                    decodingOptions.keepLimit());
            if (arguments.has(HtmlOptions.HTML)) {
                HtmlPage page = new HtmlPage(invocation, arguments, decodingOptions, inputs, channels);
                ExitStatus status = Inputs.withInputs(
                        invocation,
                        decodingOptions.maxOutput(),
                        inputs.get(0),
                        opened -> page.write(opened, request, repeatedOptions(), available));
                return decodingOptions.reportUnknownDevices(invocation, status);
            }
            ExitStatus status = ConcurrentTasks.run(
                    invocation, jobs, inputs, (output, input) -> new InputInspection(output, request).inspect(input));
            return decodingOptions.reportUnknownDevices(invocation, status);
        }
    }

    /** Returns whether the result is a text that can leave out its offsets. */
    private boolean printsOffsets() {
        return !json.isWanted() && !arguments.has(HtmlOptions.HTML) && !hex && !parts().isEmpty();
    }

    /** Returns the parts of the text; empty for an overview. */
    private List<InspectText.Part> parts() {
        boolean hasDevice = arguments.get(DEVICE).isPresent();
        boolean all = arguments.has(ALL) || !hasDevice && (arguments.has(FIELDS) || arguments.has(DIGEST));
        List<InspectText.Part> parts = new ArrayList<>();
        if (all || hasDevice) {
            parts.add(InspectText.Part.SUMMARY);
            parts.add(InspectText.Part.DEVICES);
        }
        if (all || arguments.has(SECTIONS)) {
            if (parts.isEmpty()) {
                parts.add(InspectText.Part.VERDICT);
            }
            parts.add(InspectText.Part.SECTIONS);
        }
        return parts;
    }

    /** Returns the words of the command line that other commands need to read the same input. */
    private List<String> repeatedOptions() {
        List<String> words = new ArrayList<>();
        for (String channel : channels) {
            words.add("--channel");
            words.add(channel);
        }
        words.addAll(decodingOptions.decoderWords());
        words.addAll(PluginOptions.words(arguments));
        return words;
    }

    /**
     * Returns whether the device in {@code --device} is not in a stream that was read to its end. A damaged stream is reported,
     * because its unreadable part may have the device.
     */
    static boolean lacksDevice(StreamReport report) {
        return report.outcome() == ReadOutcome.COMPLETE
                && report.findings().hasCode(InspectionFindingCodes.VFIO_NO_SUCH_DEVICE);
    }

    /** Prints that the device in {@code --device} is not in the stream. */
    static ExitStatus printMissingDevice(StreamReport report, Invocation invocation) throws IOException {
        for (LocatedFinding located : report.findings().all()) {
            if (located.finding().code().equals(InspectionFindingCodes.VFIO_NO_SUCH_DEVICE.code())) {
                invocation.printFinding(report.input().name(), located);
            }
        }
        return ExitStatus.USAGE_ERROR;
    }

    /** Inspects one input; prints its report. */
    private final class InputInspection {
        private final Invocation invocation;
        private final InspectRequest request;

        /** @param invocation takes the output for this input */
        InputInspection(Invocation invocation, InspectRequest request) {
            this.invocation = invocation;
            this.request = request;
        }

        private ExitStatus inspect(String name) throws IOException {
            return Inputs.withInputs(invocation, decodingOptions.maxOutput(), name, opened -> {
                Input input = opened.open(name);
                if (input.image().isPresent() && input.layers().isEmpty()) {
                    return inspectSnapshots(input);
                }
                List<Input> channelInputs = opened.openAll(channels);
                try (StreamReport report = Progress.runWithProgress(
                        invocation, input, () -> StreamInspector.inspect(input, channelInputs, request))) {
                    if (lacksDevice(report)) {
                        return printMissingDevice(report, invocation);
                    }
                    if (inputs.size() == 1
                            && decodingOptions.problemWithDevices().isPresent()) {
                        return ExitStatus.USAGE_ERROR;
                    }
                    render(report);
                    return printDamage(report);
                }
            });
        }

        /** Lists the snapshots of an image. */
        private ExitStatus inspectSnapshots(Input image) throws IOException {
            try (SnapshotReport report =
                    SnapshotInspector.inspect(image, image.image().orElseThrow(), request.strict())) {
                if (json.isWanted()) {
                    new SnapshotJson(invocation.stdout(), json.isSingleLine()).render(report);
                } else {
                    invocation.printText((writer, terminal) ->
                            new SnapshotText(writer, terminal.usesColour(), terminal.columns()).render(report));
                }
                printDamage(
                        report.input().name(),
                        report.findings(),
                        invocation.terminal().columns() > 0);
                return ExitStatus.of(report);
            }
        }

        private void render(StreamReport report) throws IOException {
            if (json.isWanted()) {
                new InspectJson(invocation.stdout(), json.isSingleLine(), hex).render(report);
                return;
            }
            if (report.input().kind() == null && (hex || !parts().isEmpty())) {
                // The input is not a stream. printDamage reports this on standard error.
                return;
            }
            invocation.printText((writer, terminal) -> {
                List<InspectText.Part> parts = parts();
                if (hex) {
                    new ConfigSpaceHexText(writer).render(report);
                } else if (parts.isEmpty()) {
                    new OverviewText(writer, terminal.usesColour(), terminal.columns())
                            .render(Overview.of(report, repeatedOptions()));
                } else {
                    InspectText text = new InspectText(writer, terminal.usesColour(), terminal.columns());
                    (arguments.has(NO_OFFSETS) ? text.withoutPlaces() : text).render(report, parts);
                }
                if (inputs.size() > 1 && parts.isEmpty() && !hex) {
                    writer.write('\n');
                }
            });
        }

        private ExitStatus printDamage(StreamReport report) throws IOException {
            boolean isShown = !hex && (report.input().kind() != null || !json.isWanted() && parts().isEmpty());
            boolean shownOnTerminal = invocation.terminal().columns() > 0 && isShown;
            printDamage(report.input().name(), report.findings(), shownOnTerminal);
            return ExitStatus.of(report);
        }

        /** Prints the damage on standard error, unless the report on the terminal shows it. */
        private void printDamage(String name, FindingLog findings, boolean shownOnTerminal) throws IOException {
            if (!shownOnTerminal && findings.stopReason().isPresent()) {
                invocation.printFinding(name, findings.stopReason().get());
            }
        }
    }
}
