// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Compression;
import org.migstream.convert.ConvertRequest;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.convert.Converter;
import org.migstream.convert.SectionSelector;
import org.migstream.transfer.StreamMachineType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code migstream convert}. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Rewrite a stream. Without options, only the compression and the container headers are removed.",
            "The result is inspected: a file before it gets its final name, a pipe while it is written. If the"
                    + " result has a fault that the input does not have, the command fails and leaves no file."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:converted",
            "1:the stream is undamaged, but lacks a requested section, command or page; or the result was written, but the"
                    + " container of the input has an error",
            "2:wrong arguments",
            "3:malformed or truncated",
            "4:unsupported, a limit was exceeded, or the result would be damaged",
            "5:an input cannot be read, or the result cannot be written",
            "141:the reader closed the output"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream convert -o /tmp/plain.qevm samples/streams/q35-two-uarts.qevm.zst",
            "  migstream convert --strip-ram --redact --compress zstd \\",
            "      -o /tmp/report.qevm.zst samples/streams/q35-two-uarts.qevm",
            "  migstream convert --drop kvm-tpr-opt -o /tmp/small.qevm \\",
            "      samples/streams/q35-two-uarts.qevm"
        })
final class ConvertCommand implements Callable<Integer> {
    private static final String REPLACE = "--replace";
    private static final String REPLACE_DATA = "--replace-data";

    private final Invocation invocation;

    @Option(
            names = "--compress",
            paramLabel = "none|zstd|lz4",
            converter = Keyword.CompressionConverter.class,
            defaultValue = "none",
            description = "Compress the result (default: none).")
    private Compression compression;

    @Option(
            names = "--drop",
            paramLabel = "SECTION",
            description =
                    "Remove the sections called SECTION (IDSTR or IDSTR/INSTANCE), or the command of that name; may be"
                            + " repeated.")
    private List<String> drop = new ArrayList<>();

    @Option(
            names = "--keep",
            paramLabel = "SECTION",
            description = "Remove all sections except those called SECTION; may be repeated.")
    private List<String> keep = new ArrayList<>();

    @Option(
            names = "--strip-ram",
            description =
                    "Remove the content of guest memory. The result is small and loads into a machine that has just"
                            + " been powered on.")
    private boolean stripRam;

    @Option(
            names = "--redact",
            description = "Zero all guest and device data, UUIDs and serial numbers; keep sizes and structure. The"
                    + " result can be shown to others; do not load it.")
    private boolean redact;

    @Option(names = "--machine", paramLabel = "NAME", description = "Set the machine type to NAME.")
    private @Nullable String machine;

    @Option(
            names = REPLACE,
            paramLabel = "IDSTR=STREAM",
            description = "Take the state of the VFIO device IDSTR from STREAM; may be repeated.")
    private List<String> replaceOptions = new ArrayList<>();

    @Option(
            names = REPLACE_DATA,
            paramLabel = "IDSTR=STREAM",
            description = "Take the data of the driver of the VFIO device IDSTR from STREAM, and keep the PCI"
                    + " configuration of the device; may be repeated.")
    private List<String> replaceDataOptions = new ArrayList<>();

    @Option(
            names = "--mapped-ram",
            negatable = true,
            description = "Store guest memory as mapped-ram (every page at a fixed position in the file), or convert"
                    + " mapped-ram to ordinary page records.")
    private @Nullable Boolean mappedRam;

    @Mixin
    private OutputCommand outputCommand = new OutputCommand();

    ConvertCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        boolean mapped = Boolean.TRUE.equals(mappedRam);
        if (mapped && (compression != Compression.NONE || outputCommand.output().isStandardOutput())) {
            throw outputCommand
                    .output()
                    .invalidArgument(
                            "--mapped-ram requires an uncompressed output file;" + " use -o FILE without --compress");
        }
        if (mapped && stripRam) {
            throw outputCommand
                    .output()
                    .invalidArgument("--mapped-ram and --strip-ram cannot be combined: --strip-ram leaves no"
                            + " pages to store");
        }
        validateMachine();
        Map<SectionSelector, String> names = new LinkedHashMap<>();
        parseReplacements(REPLACE, replaceOptions, names);
        Set<SectionSelector> wholeStates = Set.copyOf(names.keySet());
        parseReplacements(REPLACE_DATA, replaceDataOptions, names);
        return outputCommand
                .run(invocation, List.copyOf(names.values()), (input, channels, others, output) -> {
                    Map<SectionSelector, ConvertRequest.Replacement> replacements = new LinkedHashMap<>();
                    for (Map.Entry<SectionSelector, String> name : names.entrySet()) {
                        replacements.put(
                                name.getKey(),
                                new ConvertRequest.Replacement(
                                        others.open(name.getValue()), !wholeStates.contains(name.getKey())));
                    }
                    for (Converter.ReplacedWarning warning :
                            Converter.convert(input, channels, createRequest(replacements), output)) {
                        invocation.printFinding(warning.source(), warning.warning());
                    }
                })
                .code();
    }

    private void validateMachine() {
        try {
            if (machine != null) {
                machine = new StreamMachineType(machine).name();
            }
        } catch (IllegalArgumentException e) {
            throw outputCommand.output().invalidArgument(e);
        }
    }

    private void parseReplacements(String option, List<String> texts, Map<SectionSelector, String> replacements) {
        try {
            for (String text : texts) {
                ReplaceOption replacement = ReplaceOption.of(option, text, Inputs::exists);
                String device = replacement.device().text();
                if (replacements.put(replacement.device(), replacement.stream()) != null) {
                    throw new IllegalArgumentException(
                            device + " is in two " + REPLACE + " or " + REPLACE_DATA + " options");
                }
                if (drop.contains(device)) {
                    throw new IllegalArgumentException(
                            device + " is in --drop and in " + option + "; use only one of them");
                }
            }
        } catch (IllegalArgumentException e) {
            throw outputCommand.output().invalidArgument(e);
        }
    }

    private ConvertRequest createRequest(Map<SectionSelector, ConvertRequest.Replacement> replacements) {
        RamFormat ramFormat = mappedRam == null ? null : mappedRam ? RamFormat.MAPPED : RamFormat.RECORDS;
        return ConvertRequest.COPY
                .withCompression(compression)
                .withKeep(toSelectors(keep))
                .withDrop(toSelectors(drop))
                .withStripRam(stripRam)
                .withRedact(redact)
                .withMachineType(machine)
                .withRamFormat(ramFormat)
                .withReplacements(replacements);
    }

    private static List<SectionSelector> toSelectors(List<String> texts) {
        return texts.stream().map(SectionSelector::new).toList();
    }
}
