// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.migstream.container.Compression;
import org.migstream.container.Input;
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
            "Makes another stream of a stream; without options, takes off the containers around it, and nothing else.",
            "What is written is inspected before it gets its name, or while it passes, and must have no fault that the input"
                    + " has not."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:converted",
            "1:the stream is sound, but has not what was asked for",
            "2:wrong arguments",
            "3:malformed or truncated",
            "4:unsupported, beyond a limit, or the result would be unsound",
            "5:the input cannot be read, or the result not written",
            "141:the reader of the result has gone"
        })
final class ConvertCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--compress",
            paramLabel = "none|zstd|lz4",
            converter = CompressionConverter.class,
            defaultValue = "none",
            description = "Compresses the result (default: none).")
    private Compression compression;

    @Option(
            names = "--drop",
            paramLabel = "SECTION",
            description =
                    "Leaves out the sections of that name (IDSTR or IDSTR/INSTANCE), or the command of that name; may"
                            + " be repeated.")
    private List<String> drop = new ArrayList<>();

    @Option(names = "--keep", paramLabel = "SECTION", description = "Leaves out all others; may be repeated.")
    private List<String> keep = new ArrayList<>();

    @Option(
            names = "--strip-ram",
            description =
                    "Leaves out the content of guest memory. The result is small, and loads into a machine whose memory"
                            + " is as it was switched on.")
    private boolean stripRam;

    @Option(
            names = "--redact",
            description =
                    "Puts zeroes in place of all that a guest or a device has put in, and of UUID and serial numbers;"
                            + " sizes and structure stay. To be shown to others, not to be loaded.")
    private boolean redact;

    @Option(names = "--machine", paramLabel = "NAME", description = "Names another machine type.")
    private String machine;

    @Option(
            names = "--replace",
            paramLabel = "IDSTR=STREAM",
            description = "Takes the state of that VFIO device out of another stream; may be repeated.")
    private List<String> replaceOptions = new ArrayList<>();

    @Option(
            names = "--mapped-ram",
            negatable = true,
            description =
                    "Gives every page of guest memory a place of its own in the file, or makes records of such pages.")
    private Boolean mappedRam;

    @Mixin
    private OutputCommand outputCommand = new OutputCommand();

    ConvertCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        boolean mapped = Boolean.TRUE.equals(mappedRam);
        if (mapped
                && (compression != Compression.NONE || !outputCommand.output().isFile())) {
            throw outputCommand.output().invalidArgument("--mapped-ram is for a file that is not compressed: -o FILE");
        }
        if (mapped && stripRam) {
            throw outputCommand.output().invalidArgument("--strip-ram leaves no pages that could be mapped");
        }
        validateMachine();
        Map<SectionSelector, String> donors = parseReplacements();
        return outputCommand
                .run(invocation, List.copyOf(donors.values()), (input, channels, others, output) -> {
                    Map<SectionSelector, Input> opened = new LinkedHashMap<>();
                    for (Map.Entry<SectionSelector, String> donor : donors.entrySet()) {
                        opened.put(donor.getKey(), others.open(donor.getValue()));
                    }
                    Converter.convert(input, channels, createRequest(opened), output);
                })
                .code();
    }

    private void validateMachine() {
        try {
            if (machine != null) {
                machine = new StreamMachineType(machine).name();
            }
        } catch (IllegalArgumentException e) {
            throw outputCommand.output().invalidArgument(e.getMessage());
        }
    }

    private Map<SectionSelector, String> parseReplacements() {
        Map<SectionSelector, String> donors = new LinkedHashMap<>();
        try {
            for (String text : replaceOptions) {
                ReplaceOption replacement = ReplaceOption.of(text, Inputs::exists);
                if (donors.put(replacement.device(), replacement.stream()) != null) {
                    throw new IllegalArgumentException(
                            "--replace names " + replacement.device().text() + " twice");
                }
                if (drop.contains(replacement.device().text())) {
                    throw new IllegalArgumentException(
                            replacement.device().text() + " is to be left out (--drop), and to be replaced");
                }
            }
        } catch (IllegalArgumentException e) {
            throw outputCommand.output().invalidArgument(e.getMessage());
        }
        return donors;
    }

    private ConvertRequest createRequest(Map<SectionSelector, Input> donors) {
        RamFormat ram = mappedRam == null ? null : mappedRam ? RamFormat.MAPPED : RamFormat.RECORDS;
        return new ConvertRequest(
                compression, toSectionNames(keep), toSectionNames(drop), stripRam, redact, machine, ram, donors);
    }

    private static List<SectionSelector> toSectionNames(List<String> texts) {
        return texts.stream().map(SectionSelector::new).toList();
    }
}
