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
import org.migstream.report.FindingText;
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
            "Tells what is not the same in two streams of a machine, or in two states of a device: by section, field,"
                    + " register and page, what matters most first.",
            "Says nothing if there is nothing to say."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the same, but for what is ignored",
            "1:different",
            "2:wrong arguments",
            "3:one of them is malformed or truncated; what could be read was compared",
            "4:not all could be compared: unsupported, or beyond a limit",
            "5:cannot be read, or the result not written"
        })
final class DiffCommand implements Callable<Integer> {
    private static final String IGNORE_NONE = "none";

    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON document (migstream.diff/1).")
    private boolean json;

    @Option(names = "--quiet", description = "No output: the exit status is the answer.")
    private boolean quiet;

    @Option(names = "--ram", description = "List the pages that differ.")
    private boolean listPages;

    @Option(
            names = "--ignore",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "What does not count: ram, timer, statistics, order, filler, transport, or all of the device"
                            + " IDSTR, which one of the two must have; may be repeated. filler and transport never count, unless 'none' is given as well.")
    private List<String> ignoreWords = new ArrayList<>();

    @Option(
            names = "--channel-a",
            paramLabel = "FILE",
            description = "The recording of a multifd channel that belongs to A; may be repeated.")
    private List<String> channelsA = new ArrayList<>();

    @Option(names = "--channel-b", paramLabel = "FILE", description = "The same for B.")
    private List<String> channelsB = new ArrayList<>();

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Mixin
    private DecompressionOptions decompressionOptions = new DecompressionOptions();

    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "A stream or raw device data: a file, or - for standard input.")
    private String nameA;

    @Parameters(index = "1", paramLabel = "B", description = "What it is compared with.")
    private String nameB;

    /** @param plugins gives those that the user's options name, once these have been read */
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
        Set<IgnoreCategory> kinds = EnumSet.noneOf(IgnoreCategory.class);
        Set<String> sections = new HashSet<>();
        for (IgnoreCategory kind : IgnoreCategory.values()) {
            if (kind.ignoredByDefault() && !ignoreWords.contains(IGNORE_NONE)) {
                kinds.add(kind);
            }
        }
        for (String word : ignoreWords) {
            Optional<IgnoreCategory> kind = IgnoreCategory.ofKeyword(word);
            if (kind.isPresent()) {
                kinds.add(kind.get());
            } else if (!word.equals(IGNORE_NONE)) {
                sections.add(word);
            }
        }
        return new DiffRequest(
                decodingOptions.decoderChoice(available), decodingOptions.keepLimit(), kinds, sections, listPages);
    }

    private ExitStatus diff(DiffRequest request) throws IOException {
        Inputs opened = new Inputs(invocation, decompressionOptions.maxOutputBytes());
        try {
            Input first = opened.open(nameA);
            Input second = opened.open(nameB);
            DiffInput one = new DiffInput(first, opened.openAll(channelsA));
            DiffInput other = new DiffInput(second, opened.openAll(channelsB));
            try (DiffReport report = Progress.runWithProgress(
                    invocation,
                    "read",
                    () -> first.source().position() + second.source().position(),
                    () -> StreamDiff.compare(one, other, request))) {
                requireIgnoreWordsMatched(report);
                render(report);
                return printDamage(report);
            }
        } catch (IOException e) {
            return opened.reportFailure(e, nameA + " and " + nameB);
        } finally {
            opened.close();
        }
    }

    /** What was to be ignored and was not makes a false answer; of what could be read in part nobody knows. */
    private void requireIgnoreWordsMatched(DiffReport report) {
        if (report.missingIgnoredDevices().isEmpty()) {
            return;
        }
        String words = Arrays.stream(IgnoreCategory.values())
                .map(IgnoreCategory::keyword)
                .collect(Collectors.joining(", "));
        String wrong = "--ignore " + String.join(",", report.missingIgnoredDevices()) + ": neither a word (" + words
                + ", " + IGNORE_NONE + ") nor a section of either stream ('migstream inspect' lists them)";
        if (report.outcome() == ReadOutcome.COMPLETE) {
            throw new ParameterException(spec.commandLine(), wrong);
        }
        invocation.printError(wrong + ", as far as they could be read");
    }

    private void render(DiffReport report) throws IOException {
        if (json && !quiet) {
            new DiffJson(invocation.stdout()).render(report);
        } else if (!quiet && hasStreams(report)) {
            invocation.printText((writer, terminal) ->
                    new DiffText(writer, terminal.usesColour(), terminal.columns()).render(report));
        }
    }

    /** Of what is no stream at all there is nothing to show: the lines on standard error say it. */
    private static boolean hasStreams(DiffReport report) {
        return report.a().kind() != null && report.b().kind() != null;
    }

    /** Damage is in the text; where there is none, or one for a program, people are told on standard error. */
    private ExitStatus printDamage(DiffReport report) throws IOException {
        if (json || quiet || !hasStreams(report)) {
            invocation.stdout().flush();
            for (DiffReport.InputDamage damage : new LinkedHashSet<>(report.damage())) {
                invocation.printError(damage.input() + ": " + FindingText.formatFinding(damage.finding()));
            }
        }
        return ExitStatus.of(report);
    }
}
