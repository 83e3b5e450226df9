// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.container.Input;
import org.migstream.diff.DiffInput;
import org.migstream.diff.DiffJson;
import org.migstream.diff.DiffReport;
import org.migstream.diff.DiffRequest;
import org.migstream.diff.DiffText;
import org.migstream.diff.IgnoreCategory;
import org.migstream.diff.StreamDiff;
import org.migstream.plugin.Plugins;

/** {@code migstream diff}. */
final class DiffCommand implements CliCommand {
    static final String IGNORE_NONE = "none";

    private static final Flag JSON = Flag.of("--json", "Print one JSON document (migstream.diff/1) for each B.");
    private static final Flag QUIET = Flag.of("--quiet", "Print nothing; only set the exit status.");
    private static final Flag RAM = Flag.of("--ram", "List the pages that differ.");
    private static final Argument<List<String>> IGNORE = Value.option(
                    "--ignore", "WHAT", "Ignore differences in WHAT, such as ram or timer.")
            .details(
                    "WHAT is one of these words, or the IDSTR of a device in A or B, to ignore all its differences:",
                    ArgumentHelp.entry("ram", "guest memory"),
                    ArgumentHelp.entry("timer", "clocks and expiry times of timers"),
                    ArgumentHelp.entry("statistics", "counters of packets, bytes and errors"),
                    ArgumentHelp.entry("order", "the order of the sections"),
                    ArgumentHelp.entry("filler", "padding and uninitialised bytes; ignored by default"),
                    ArgumentHelp.entry("transport", "how the stream was sent; ignored by default"),
                    ArgumentHelp.entry("none", "Ignore nothing, not even filler and transport."))
            .repeatableWithCommas();
    private static final Argument<List<String>> CHANNEL_A = Value.option(
                    "--channel-a", "FILE", "Read FILE as the recording of a multifd channel of A.")
            .repeatable();
    private static final Argument<List<String>> CHANNEL_B = Value.option(
                    "--channel-b", "FILE", "Read FILE as the recording of a multifd channel of B.")
            .repeatable();
    private static final Argument<String> A = Value.positional(
                    "A", "A stream or raw device data: a file, or - for standard input.")
            .required();
    private static final Argument<List<String>> B =
            Value.positional("B", "The streams or data to compare A with.").oneOrMoreAfter(1);

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Show the differences between two streams or states of a device.",
                    "Compares sections, fields, registers and pages. The most important differences come first. If the"
                            + " inputs are equal, nothing is printed, except on a terminal and with --json.")
            .addExclusive(JsonOptions.with(JSON))
            .add(QUIET, RAM, IGNORE, CHANNEL_A, CHANNEL_B)
            .addCommon(ColorOption.COLOR)
            .addCommon(DecodingOptions.ALL)
            .add(JobsOption.JOBS, A, B)
            .exitStatus(0, "no difference, except ignored ones")
            .exitStatus(1, "different")
            .exitStatus(2, "wrong arguments")
            .exitStatus(3, "an input is malformed or truncated; the readable parts were compared")
            .exitStatus(4, "some parts could not be compared: unsupported, or a limit was exceeded")
            .exitStatus(5, "an input cannot be read, or the result cannot be written")
            .examples(
                    "  migstream diff samples/streams/q35-two-uarts.qevm \\",
                    "      samples/streams/q35-two-uarts.qevm.zst",
                    "  # These streams differ (exit status 1)",
                    "  migstream diff --ignore ram,timer samples/streams/q35-two-uarts.qevm \\",
                    "      samples/streams/q35-mapped-ram.qevm.zst")
            .moreExamples(
                    "  # Only the exit status (exit status 1)",
                    "  migstream diff --quiet samples/streams/q35-two-uarts.qevm \\",
                    "      samples/streams/pc-two-devices-paused.qevm.zst");

    private final Invocation invocation;
    private final Arguments arguments;
    private final DecodingOptions decodingOptions;
    private final String nameA;
    private final List<String> namesOfB;
    private final List<String> channelsA;
    private final List<String> channelsB;
    private final JsonOptions json;
    private final boolean quiet;

    DiffCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        decodingOptions = new DecodingOptions(arguments);
        nameA = arguments.get(A);
        namesOfB = arguments.get(B);
        channelsA = arguments.get(CHANNEL_A);
        channelsB = arguments.get(CHANNEL_B);
        json = JsonOptions.of(arguments, JSON);
        quiet = arguments.has(QUIET);
    }

    @Override
    public ExitStatus run() throws IOException {
        List<String> all = new ArrayList<>(namesOfB);
        all.add(nameA);
        all.addAll(channelsA);
        all.addAll(channelsB);
        Inputs.requireStdinAtMostOnce(all);
        if (namesOfB.size() > 1) {
            requireComparableWithSeveral();
        }
        int jobs = JobsOption.count(arguments);
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            DiffRequest request = createRequest(available);
            UnmatchedNames unmatched = new UnmatchedNames(namesOfB.size());
            ExitStatus status = ConcurrentTasks.run(
                    invocation, jobs, namesOfB, (output, nameB) -> new Comparison(output, request, unmatched)
                            .run(nameB));
            return decodingOptions.reportUnknownDevices(invocation, unmatched.report(invocation, status));
        }
    }

    /** Refuses inputs of A that can be read only once, and channels, which belong to one B. */
    private void requireComparableWithSeveral() {
        ChannelOption.requireOneStream("--channel-b", channelsB, "B", namesOfB);
        List<String> all = new ArrayList<>(channelsA);
        all.add(nameA);
        for (String name : all) {
            if (Inputs.isReadOnce(name)) {
                throw new UsageException(
                        name + " can be read only once, but there are " + namesOfB.size() + " B; give a file");
            }
        }
    }

    private DiffRequest createRequest(Plugins available) {
        List<String> ignoreWords = arguments.get(IGNORE);
        Set<IgnoreCategory> categories = EnumSet.noneOf(IgnoreCategory.class);
        Set<String> sections = new HashSet<>();
        if (!ignoreWords.contains(IGNORE_NONE)) {
            categories.addAll(IgnoreCategory.defaults());
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
                decodingOptions.decoderChoice(available),
                decodingOptions.keepLimit(),
                categories,
                sections,
                arguments.has(RAM));
    }

    /** Compares A with one B; prints the report. */
    private final class Comparison {
        private final Invocation invocation;
        private final DiffRequest request;
        private final UnmatchedNames unmatched;

        /** @param invocation takes the output for this comparison */
        Comparison(Invocation invocation, DiffRequest request, UnmatchedNames unmatched) {
            this.unmatched = unmatched;
            this.invocation = invocation;
            this.request = request;
        }

        private ExitStatus run(String nameB) throws IOException {
            String names = nameA + " and " + nameB;
            return Inputs.withInputs(invocation, decodingOptions.maxOutput(), names, opened -> {
                Input first = opened.open(nameA);
                Input second = opened.open(nameB);
                DiffInput inputA = new DiffInput(first, opened.openAll(channelsA));
                DiffInput inputB = new DiffInput(second, opened.openAll(channelsB));
                try (DiffReport report = Progress.runWithProgress(
                        invocation,
                        "read",
                        () -> first.source().position() + second.source().position(),
                        OptionalLong.empty(),
                        () -> StreamDiff.compare(inputA, inputB, request))) {
                    if (unmatched.add(invocation, report)) {
                        return ExitStatus.USAGE_ERROR;
                    }
                    render(report);
                    return printDamage(report);
                }
            });
        }

        private void render(DiffReport report) throws IOException {
            if (json.isWanted() && !quiet) {
                new DiffJson(invocation.stdout(), json.isSingleLine()).render(report);
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
            if (json.isWanted() || quiet || !hasKnownKinds(report)) {
                for (DiffReport.InputDamage damage : new LinkedHashSet<>(report.damage())) {
                    invocation.printFinding(damage.input(), damage.finding());
                }
            }
            return ExitStatus.of(report);
        }
    }
}
