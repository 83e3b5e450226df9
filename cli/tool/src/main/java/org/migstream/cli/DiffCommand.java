// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.migstream.container.Input;
import org.migstream.diff.DiffInput;
import org.migstream.diff.DiffJson;
import org.migstream.diff.DiffReport;
import org.migstream.diff.DiffRequest;
import org.migstream.diff.DiffText;
import org.migstream.diff.IgnoreCategory;
import org.migstream.diff.StreamDiff;
import org.migstream.plugin.Plugins;
import org.migstream.report.ReadOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migstream diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Show the differences between two streams of a machine, or two states of a device: by section, field,"
                    + " register and page. The most important differences come first.",
            "If the inputs are equal, nothing is printed, except on a terminal and with --json."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:no difference, except ignored ones",
            "1:different",
            "2:wrong arguments",
            "3:an input is malformed or truncated; the readable parts were compared",
            "4:some parts could not be compared: unsupported, or a limit was exceeded",
            "5:an input cannot be read, or the result cannot be written"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream diff samples/streams/q35-two-uarts.qevm \\",
            "      samples/streams/q35-two-uarts.qevm.zst",
            "  # These streams differ (exit status 1)",
            "  migstream diff --ignore ram,timer samples/streams/q35-two-uarts.qevm \\",
            "      samples/streams/q35-mapped-ram.qevm.zst"
        })
final class DiffCommand implements Callable<Integer> {
    private static final String IGNORE_NONE = "none";

    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print a JSON document (migstream.diff/1).")
    private boolean json;

    @Option(names = "--quiet", description = "Print nothing; only set the exit status.")
    private boolean quiet;

    @Option(names = "--ram", description = "List the pages that differ.")
    private boolean listPages;

    @Option(
            names = "--ignore",
            paramLabel = "WHAT",
            split = ",",
            description = "Ignore differences in WHAT: ram, timer, statistics, order, filler, transport, or the IDSTR"
                    + " of a device in A or B, to ignore all its differences; may be repeated. filler"
                    + " and transport are ignored by default; 'none' turns this off.")
    private List<String> ignoreWords = new ArrayList<>();

    @Option(
            names = "--channel-a",
            paramLabel = "FILE",
            description = "Read FILE as the recording of a multifd channel of A; may be repeated.")
    private List<String> channelsA = new ArrayList<>();

    @Option(
            names = "--channel-b",
            paramLabel = "FILE",
            description = "Read FILE as the recording of a multifd channel of B; may be repeated.")
    private List<String> channelsB = new ArrayList<>();

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "A stream or raw device data: a file, or - for standard input.")
    private String nameA;

    @Parameters(index = "1", paramLabel = "B", description = "The stream or data to compare A with.")
    private String nameB;

    /** @param plugins returns the plugins, which are loaded by their first query; called after the options are parsed */
    DiffCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        List<String> all = new ArrayList<>(List.of(nameA, nameB));
        all.addAll(channelsA);
        all.addAll(channelsB);
        Inputs.requireStdinAtMostOnce(all, spec.commandLine());
        ExitStatus status;
        try (Plugins available = plugins.get()) {
            status = diff(createRequest(available));
        }
        invocation.stdout().flush();
        return status.code();
    }

    private DiffRequest createRequest(Plugins available) {
        Set<IgnoreCategory> categories = EnumSet.noneOf(IgnoreCategory.class);
        Set<String> sections = new HashSet<>();
        for (IgnoreCategory category : IgnoreCategory.values()) {
            if (category.ignoredByDefault() && !ignoreWords.contains(IGNORE_NONE)) {
                categories.add(category);
            }
        }
        for (String word : ignoreWords) {
            Optional<IgnoreCategory> category = IgnoreCategory.ofKeyword(word);
            if (category.isPresent()) {
                categories.add(category.get());
            } else if (!word.equals(IGNORE_NONE)) {
                sections.add(word);
            }
        }
        return new DiffRequest(
                decodingOptions.decoderChoice(available), decodingOptions.keepLimit(), categories, sections, listPages);
    }

    private ExitStatus diff(DiffRequest request) throws IOException {
        return Inputs.withInputs(invocation, decodingOptions.maxOutputBytes(), nameA + " and " + nameB, opened -> {
            Input first = opened.open(nameA);
            Input second = opened.open(nameB);
            DiffInput inputA = new DiffInput(first, opened.openAll(channelsA));
            DiffInput inputB = new DiffInput(second, opened.openAll(channelsB));
            try (DiffReport report = Progress.runWithProgress(
                    invocation,
                    "read",
                    () -> first.source().position() + second.source().position(),
                    () -> StreamDiff.compare(inputA, inputB, request))) {
                requireIgnoreWordsMatched(report);
                render(report);
                return printDamage(report);
            }
        });
    }

    /**
     * Refuses devices in {@code --ignore} that neither stream contains. If a stream is damaged, only prints them,
     * because they may be in the unreadable part.
     */
    private void requireIgnoreWordsMatched(DiffReport report) {
        if (report.missingIgnoredDevices().isEmpty()) {
            return;
        }
        String words = Arrays.stream(IgnoreCategory.values())
                .map(IgnoreCategory::keyword)
                .collect(Collectors.joining(", "));
        String message = "--ignore " + String.join(",", report.missingIgnoredDevices()) + ": neither a category" + " ("
                + words + ", " + IGNORE_NONE + ") nor a section of A or B ('migstream inspect' lists the sections)";
        if (report.outcome() == ReadOutcome.COMPLETE) {
            throw new ParameterException(spec.commandLine(), message);
        }
        invocation.printError(message + "; a part of the input could not be read");
    }

    private void render(DiffReport report) throws IOException {
        if (json && !quiet) {
            new DiffJson(invocation.stdout()).render(report);
        } else if (!quiet && hasKnownKinds(report)) {
            invocation.printText((writer, terminal) ->
                    new DiffText(writer, terminal.usesColour(), terminal.columns()).render(report));
        }
    }

    /**
     * Returns whether the kind of both inputs was recognized. If not, {@link #printDamage} reports it on standard error.
     */
    private static boolean hasKnownKinds(DiffReport report) {
        return report.a().kind() != null && report.b().kind() != null;
    }

    /** Prints the damage on standard error, unless the text report shows it. Returns the exit status. */
    private ExitStatus printDamage(DiffReport report) throws IOException {
        if (json || quiet || !hasKnownKinds(report)) {
            for (DiffReport.InputDamage damage : new LinkedHashSet<>(report.damage())) {
                invocation.printFinding(damage.input(), damage.finding());
            }
        }
        return ExitStatus.of(report);
    }
}
