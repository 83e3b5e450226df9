// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.Toggle;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.convert.ConvertRequest;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.convert.Converter;
import org.migstream.convert.RedactedStates;
import org.migstream.convert.SectionSelector;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.report.StreamReport;
import org.migstream.io.CommittableOutput;
import org.migstream.plugin.Plugins;
import org.migstream.report.LocatedFinding;
import org.migstream.transfer.StreamMachineType;

/** {@code migstream convert}. */
final class ConvertCommand implements CliCommand {
    private static final String REPLACE = "--replace";
    private static final String REPLACE_DATA = "--replace-data";

    private static final Argument<Compression> COMPRESS = Value.option(
                    "--compress", "none|zstd|lz4", "Compress the result (default: none).")
            .convertedBy(Keyword::toCompression)
            .withDefault("none");
    private static final Argument<List<String>> DROP = Value.option(
                    "--drop", "SECTION", "Remove the sections or the command called SECTION.")
            .details("SECTION is IDSTR or IDSTR/INSTANCE.")
            .repeatable();
    private static final Argument<List<String>> KEEP = Value.option(
                    "--keep", "SECTION", "Remove all sections except those called SECTION.")
            .repeatable();
    private static final Flag STRIP_RAM = Flag.of("--strip-ram", "Remove the content of guest memory.")
            .details("The result is small and loads into a machine that has just been powered on.");
    private static final Flag REDACT = Flag.of("--redact", "Zero guest and device data, UUIDs, serial numbers.")
            .details("Sizes and structure are kept. Plugins find what is content in device states. The"
                    + " result can be shown to others; do not load it.");
    private static final Value<String> MACHINE = Value.option("--machine", "NAME", "Set the machine type to NAME.");
    private static final Argument<List<String>> REPLACE_STATE = Value.option(
                    REPLACE, "IDSTR=STREAM", "Take the state of the VFIO device IDSTR from STREAM.")
            .repeatable();
    private static final Argument<List<String>> REPLACE_DRIVER_DATA = Value.option(
                    REPLACE_DATA, "IDSTR=STREAM", "Take only the driver's data of IDSTR from STREAM.")
            .details("The PCI configuration of the device is kept.")
            .repeatable();
    private static final Toggle MAPPED_RAM = Toggle.of(
                    "--mapped-ram", "Store memory as mapped-ram, or as page records.")
            .details("In a mapped-ram file, every page has a fixed position. --no-mapped-ram converts mapped-ram to"
                    + " ordinary page records.");

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Rewrite a stream: decompress, remove sections or memory, redact.",
                    "Without options, only the compression and the container headers are removed. If the result has a"
                            + " fault that the input does not have, the command fails and leaves no file.")
            .details("The result is inspected: a file before it gets its final name, a pipe while it is written.")
            .add(COMPRESS, DROP, KEEP, STRIP_RAM, REDACT, MACHINE, REPLACE_STATE, REPLACE_DRIVER_DATA, MAPPED_RAM)
            .add(OutputCommand.ALL)
            .addCommon(LimitOptions.ALL)
            .addCommon(PluginOptions.ALL)
            .exitStatus(0, "converted")
            .exitStatus(
                    1,
                    "a requested section, command or page is missing; or the result was written, but the container of"
                            + " the input has an error")
            .exitStatus(2, "wrong arguments")
            .exitStatus(3, "malformed or truncated")
            .exitStatus(4, "unsupported, a limit was exceeded, or the result would be damaged")
            .exitStatus(5, "an input cannot be read, or the result cannot be written")
            .exitStatus(141, "the reader closed the output")
            .examples(
                    "  migstream convert -o /tmp/plain samples/streams/q35-two-uarts.qevm.zst",
                    "  migstream convert --strip-ram --redact --compress zstd \\",
                    "      -o /tmp/report.qevm.zst samples/streams/q35-two-uarts.qevm")
            .moreExamples(
                    "  migstream convert --drop kvm-tpr-opt -o /tmp/small.qevm \\",
                    "      samples/streams/q35-two-uarts.qevm");

    private final Invocation invocation;
    private final Arguments arguments;
    private final OutputCommand outputCommand;

    ConvertCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        outputCommand = new OutputCommand(arguments, invocation);
    }

    @Override
    public ExitStatus run() throws IOException {
        boolean mapped = arguments.get(MAPPED_RAM).orElse(false);
        if (mapped
                && (arguments.get(COMPRESS) != Compression.NONE
                        || outputCommand.output().isStandardOutput())) {
            throw new UsageException(
                    "--mapped-ram requires an uncompressed output file;" + " use -o FILE without --compress");
        }
        if (mapped && arguments.has(STRIP_RAM)) {
            throw new UsageException(
                    "--mapped-ram and --strip-ram cannot be combined: --strip-ram leaves no" + " pages to store");
        }
        if (PluginOptions.anyGiven(arguments) && !arguments.has(REDACT)) {
            throw new UsageException("--plugin-path, --no-plugins and --plugin-timeout require --redact");
        }
        Optional<String> machine = parseMachine();
        Map<String, String> names = new LinkedHashMap<>();
        parseReplacements(REPLACE, arguments.get(REPLACE_STATE), names);
        Set<String> wholeStates = Set.copyOf(names.keySet());
        parseReplacements(REPLACE_DATA, arguments.get(REPLACE_DRIVER_DATA), names);
        return outputCommand.run(invocation, List.copyOf(names.values()), (input, channels, others, output) -> {
            Map<String, ConvertRequest.Replacement> replacements = new LinkedHashMap<>();
            for (Map.Entry<String, String> name : names.entrySet()) {
                replacements.put(
                        name.getKey(),
                        new ConvertRequest.Replacement(
                                others.open(name.getValue()), !wholeStates.contains(name.getKey())));
            }
            ConvertRequest request = createRequest(machine, replacements);
            for (Converter.ReplacedWarning warning : request.redact()
                    ? convertRedacted(input, channels, others, request, output)
                    : Converter.convert(input, channels, request, output)) {
                invocation.printFinding(warning.source(), warning.warning());
            }
        });
    }

    /** Reads the input twice: the plugins find the content of device states before the first of them is written. */
    private List<Converter.ReplacedWarning> convertRedacted(
            Input input, List<Input> channels, Inputs others, ConvertRequest request, CommittableOutput output)
            throws IOException {
        List<String> names = new ArrayList<>();
        channels.forEach(channel -> names.add(channel.name()));
        names.add(input.name());
        if (names.stream().anyMatch(Inputs::isReadOnce)
                || !request.replacements().isEmpty()) {
            return Converter.convert(input, channels, request, output);
        }
        try (Plugins plugins = PluginOptions.loadUsablePlugins(invocation, arguments);
                StreamReport report = StreamInspector.inspect(
                        others.open(input.name()),
                        others.openAll(names.subList(0, channels.size())),
                        InspectRequest.plain(new DecoderChoice(plugins, null, Map.of()), Long.MAX_VALUE));
                RedactedStates states = RedactedStates.canBeMarked(report)
                        ? RedactedStates.of(report, plugins)
                        : RedactedStates.none()) {
            List<Converter.ReplacedWarning> warnings = Converter.convert(input, channels, request, states, output);
            for (LocatedFinding zeroed : states.zeroed()) {
                invocation.printFinding(input.name(), zeroed);
            }
            return warnings;
        }
    }

    private Optional<String> parseMachine() {
        try {
            return arguments.get(MACHINE).map(name -> new StreamMachineType(name).name());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    private void parseReplacements(String option, List<String> texts, Map<String, String> replacements) {
        try {
            for (String text : texts) {
                ReplaceOption replacement = ReplaceOption.of(option, text, Inputs::exists);
                String device = replacement.device();
                if (replacements.put(device, replacement.stream()) != null) {
                    throw new IllegalArgumentException(
                            device + " is in two " + REPLACE + " or " + REPLACE_DATA + " options");
                }
                if (arguments.get(DROP).contains(device)) {
                    throw new IllegalArgumentException(
                            device + " is in --drop and in " + option + "; use only one of them");
                }
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    private ConvertRequest createRequest(
            Optional<String> machine, Map<String, ConvertRequest.Replacement> replacements) {
        Optional<RamFormat> ramFormat =
                arguments.get(MAPPED_RAM).map(mapped -> mapped ? RamFormat.MAPPED : RamFormat.RECORDS);
        return ConvertRequest.COPY
                .withCompression(arguments.get(COMPRESS))
                .withKeep(toSelectors(arguments.get(KEEP)))
                .withDrop(toSelectors(arguments.get(DROP)))
                .withStripRam(arguments.has(STRIP_RAM))
                .withRedact(arguments.has(REDACT))
                .withMachineType(machine.orElse(null))
                .withRamFormat(ramFormat.orElse(null))
                .withReplacements(replacements);
    }

    private static List<SectionSelector> toSelectors(List<String> texts) {
        return texts.stream().map(SectionSelector::new).toList();
    }
}
