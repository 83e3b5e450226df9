// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.SnapshotInspector;
import org.migstream.inspect.StreamInspector;
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
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migstream inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Show what is in a migration stream: machine, memory, every section, every VFIO device with its data and"
                    + " PCI configuration, and all damage.",
            "Reads QEMU streams, recorded multifd channels and return paths, plain or compressed. Lists the snapshots"
                    + " of a qcow2 image."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:no errors found",
            "1:well-formed, but with errors (or warnings, with --strict)",
            "2:wrong arguments, such as a device or a snapshot that the input does not have",
            "3:malformed or truncated",
            "4:unsupported, or a limit was exceeded",
            "5:the input cannot be read, or the result cannot be written"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream inspect samples/streams/q35-two-uarts.qevm",
            "  migstream inspect --json --digest samples/streams/lab/q35-six-plain.qevm.zst",
            "  migstream inspect --device 0000:00:02.0/vfio \\",
            "      samples/streams/pc-two-devices-paused.qevm.zst",
            "  migstream inspect 'samples/containers/isapc.savevm.qcow2#before update'",
            "  migstream inspect --ndjson --jobs 2 samples/streams/q35-two-uarts.qevm \\",
            "      samples/streams/q35-two-uarts.qevm.zst"
        })
final class InspectCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = true)
    private JsonOptions jsonOptions = new JsonOptions();

    /** The two JSON formats, which exclude each other. */
    private static final class JsonOptions {
        @Option(names = "--json", description = "Print one JSON document (migstream.inspect/1) for each input.")
        private boolean json;

        @Option(names = "--ndjson", description = "Print one line of JSON (migstream.inspect/1) for each input.")
        private boolean ndjson;
    }

    @Option(names = "--digest", description = "Add the SHA-256 of each device's bytes.")
    private boolean digest;

    @Option(names = "--fields", description = "Decode the state of every device that the vmdescription describes.")
    private boolean fields;

    @Option(
            names = "--hex",
            description = "Print only the PCI configuration spaces, in the format that lspci -F reads. With --json,"
                    + " add the configuration spaces to the document.")
    private boolean hex;

    @Mixin
    private ChannelOptions channelOptions = new ChannelOptions();

    @Option(
            names = "--device",
            paramLabel = "IDSTR",
            description = "Report only the VFIO device IDSTR. With --fields, IDSTR can be any device.")
    private @Nullable String device;

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Mixin
    private JobsOption jobsOption = new JobsOption();

    @Option(names = "--strict", description = "Treat warnings as errors.")
    private boolean strict;

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description = "A file, - for standard input, IMAGE.qcow2#SNAPSHOT, or file:FILE,offset=N as in QEMU."
                    + " SNAPSHOT is an id or a name, as for QEMU's loadvm; id:ID and name:NAME select by one of the two."
                    + " For a qcow2 image without #SNAPSHOT, the snapshots are listed.")
    private List<String> inputs = new ArrayList<>();

    /** @param plugins loads the plugins; called after the options are parsed */
    InspectCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        if (inputs.size() > 1 && !channelOptions.names().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--channel requires exactly one INPUT, but there are " + inputs.size());
        }
        List<String> all = new ArrayList<>(inputs);
        all.addAll(channelOptions.names());
        Inputs.requireStdinAtMostOnce(all, spec.commandLine());
        int jobs = jobsOption.count();
        ExitStatus worst;
        try (Plugins available = plugins.get()) {
            InspectRequest request = new InspectRequest(
                    digest,
                    fields,
                    strict,
                    device,
                    decodingOptions.decoderChoice(available),
                    decodingOptions.keepLimit());
            worst = ConcurrentTasks.run(
                    invocation, jobs, inputs, (output, input) -> new InputInspection(output, request).inspect(input));
        }
        return worst.code();
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
            return Inputs.withInputs(invocation, decodingOptions.maxOutputBytes(), name, opened -> {
                Input input = opened.open(name);
                if (input.image().isPresent() && input.layers().isEmpty()) {
                    return inspectSnapshots(input);
                }
                List<Input> channelInputs = opened.openAll(channelOptions.names());
                try (StreamReport report = Progress.runWithProgress(
                        invocation, input, () -> StreamInspector.inspect(input, channelInputs, request))) {
                    if (report.outcome() == ReadOutcome.COMPLETE
                            && report.findings().hasCode(InspectionFindingCodes.VFIO_NO_SUCH_DEVICE)) {
                        return printMissingDevice(report);
                    }
                    render(report);
                    return printDamage(report);
                }
            });
        }

        /**
         * Prints that the device in {@code --device} is not in a stream that was read to its end. A damaged stream is reported,
         * because its unreadable part may have the device.
         */
        private ExitStatus printMissingDevice(StreamReport report) throws IOException {
            for (LocatedFinding located : report.findings().all()) {
                if (located.finding().code().equals(InspectionFindingCodes.VFIO_NO_SUCH_DEVICE.code())) {
                    invocation.printFinding(report.input().name(), located);
                }
            }
            return ExitStatus.USAGE_ERROR;
        }

        /** Lists the snapshots of an image. */
        private ExitStatus inspectSnapshots(Input image) throws IOException {
            try (SnapshotReport report =
                    SnapshotInspector.inspect(image, image.image().orElseThrow(), request.strict())) {
                if (jsonOptions.json || jsonOptions.ndjson) {
                    new SnapshotJson(invocation.stdout(), jsonOptions.ndjson).render(report);
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
            if (jsonOptions.json || jsonOptions.ndjson) {
                new InspectJson(invocation.stdout(), jsonOptions.ndjson, hex).render(report);
                return;
            }
            if (report.input().kind() == null) {
                // The input is not a stream. printDamage reports this on standard error.
                return;
            }
            invocation.printText((writer, terminal) -> {
                if (hex) {
                    new ConfigSpaceHexText(writer).render(report);
                } else {
                    new InspectText(writer, terminal.usesColour(), terminal.columns()).render(report);
                }
            });
        }

        private ExitStatus printDamage(StreamReport report) throws IOException {
            boolean shownOnTerminal =
                    invocation.terminal().columns() > 0 && report.input().kind() != null && !hex;
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
