// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
import org.migstream.report.FindingText;
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
            "Tells what is in a migration stream: machine, memory, every section, every VFIO device with its data and"
                    + " PCI configuration, and where it is broken.",
            "Reads QEMU streams, recorded multifd channels and return paths, plain or packed."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:whole, and nothing wrong with it",
            "1:well formed, but something in it is wrong",
            "2:wrong arguments",
            "3:malformed or truncated",
            "4:unsupported, or beyond a limit",
            "5:cannot be read, or the result not written"
        })
final class InspectCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = true)
    private JsonOptions jsonOptions = new JsonOptions();

    /** At most one of them. */
    private static final class JsonOptions {
        @Option(names = "--json", description = "One JSON document for each input (migstream.inspect/1).")
        private boolean json;

        @Option(names = "--ndjson", description = "The same, one line for each input.")
        private boolean ndjson;
    }

    @Option(names = "--digest", description = "Add the SHA-256 of each device's bytes.")
    private boolean digest;

    @Option(names = "--fields", description = "Decode the state of every device that the stream describes.")
    private boolean fields;

    @Option(
            names = "--hex",
            description = "Show the PCI configuration spaces in the format of lspci -F, and nothing else;"
                    + " with --json, add them.")
    private boolean hex;

    @Option(
            names = "--channel",
            paramLabel = "FILE",
            description = "The recording of a multifd channel that belongs to the input; may be repeated.")
    private List<String> channels = new ArrayList<>();

    @Option(
            names = "--device",
            paramLabel = "IDSTR",
            description = "Report only this VFIO device; with --fields, any device.")
    private String device;

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Mixin
    private DecompressionOptions decompressionOptions = new DecompressionOptions();

    @Option(names = "--strict", description = "Count every warning as an error.")
    private boolean strict;

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description = "A file, - for standard input, IMAGE.qcow2#SNAPSHOT, or file:FILE,offset=N as QEMU takes"
                    + " it. Of a qcow2 image alone the snapshots are listed.")
    private List<String> inputs = new ArrayList<>();

    /** @param plugins gives those that the user's options name, once these have been read */
    InspectCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        if (inputs.size() > 1 && !channels.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--channel belongs to one INPUT, but there are " + inputs.size());
        }
        List<String> all = new ArrayList<>(inputs);
        all.addAll(channels);
        Inputs.requireStdinAtMostOnce(all, spec.commandLine());
        ExitStatus worst = ExitStatus.SUCCESS;
        try (Plugins available = plugins.get()) {
            InspectRequest request = new InspectRequest(
                    digest,
                    fields,
                    strict,
                    device,
                    decodingOptions.decoderChoice(available),
                    decodingOptions.keepLimit());
            for (String input : inputs) {
                ExitStatus status = inspect(input, request);
                worst = status.compareTo(worst) > 0 ? status : worst;
            }
        }
        invocation.stdout().flush();
        return worst.code();
    }

    private ExitStatus inspect(String name, InspectRequest request) throws IOException {
        Inputs opened = new Inputs(invocation, decompressionOptions.maxOutputBytes());
        try {
            Input input = opened.open(name);
            if (input.image().isPresent() && input.layers().isEmpty()) {
                return inspectSnapshots(input, request);
            }
            List<Input> channelInputs = opened.openAll(channels);
            try (StreamReport report = Progress.runWithProgress(
                    invocation, input, () -> StreamInspector.inspect(input, channelInputs, request))) {
                render(report);
                return printDamage(report);
            }
        } catch (IOException e) {
            return opened.reportFailure(e, name);
        } finally {
            opened.close();
        }
    }

    /** An image of which no snapshot is named. */
    private ExitStatus inspectSnapshots(Input image, InspectRequest request) throws IOException {
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
            // No stream at all: the one line on standard error says it.
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
        boolean seen = invocation.terminal().columns() > 0 && report.input().kind() != null && !hex;
        printDamage(report.input().name(), report.findings(), seen);
        return ExitStatus.of(report);
    }

    /** Damage is in the report; whoever does not see the report itself is told on standard error. */
    private void printDamage(String name, FindingLog findings, boolean seen) throws IOException {
        if (!seen && findings.stopReason().isPresent()) {
            invocation.stdout().flush();
            invocation.printError(name + ": "
                    + FindingText.formatFinding(findings.stopReason().get()));
        }
    }
}
