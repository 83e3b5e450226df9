// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.InspectionFindingCodes.STREAM_REDACTED;
import static org.migstream.report.MachineFindingCodes.RAM_MAPPED_EMPTY;
import static org.migstream.report.MigrationModeFindingCodes.RAM_LEFT_OUT;
import static org.migstream.report.MigrationModeFindingCodes.STREAM_POSTCOPY_COMMANDS;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.Plugins;
import org.migstream.report.FindingCodeRegistry;
import org.migstream.report.FindingCounts;
import org.migstream.report.FindingLog;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * The result of an inspection without decoder plugins, so without findings about device states. {@link VerifiedOutput}
 * compares the results before and after a conversion.
 *
 * @param outcome how far the stream was readable
 * @param parsedBytes number of bytes read
 * @param findings findings of the severities ERROR and WARNING; only the first ones if there are many
 * @param counts the number of all findings of these severities
 * @param listsAll whether {@code findings} has all of them
 * @param isRedacted whether the stream has the mark of a redacted stream
 */
record FindingBaseline(
        ReadOutcome outcome,
        long parsedBytes,
        List<LocatedFinding> findings,
        FindingCounts counts,
        boolean listsAll,
        boolean isRedacted) {
    private static final Set<String> REQUESTED =
            Set.of(RAM_LEFT_OUT.code(), STREAM_POSTCOPY_COMMANDS.code(), STREAM_REDACTED.code());

    private record FindingKey(
            FindingCounts.Kind kind, @Nullable SectionKey section) {}

    /** Inspects an input to its end, without decoder plugins. */
    static FindingBaseline inspect(Input input, List<Input> channels) throws IOException {
        try (Plugins none = Plugins.none()) {
            InspectRequest request = InspectRequest.plain(new DecoderChoice(none, null, Map.of()), 0);
            try (StreamReport report = StreamInspector.inspect(input, channels, request)) {
                return of(report.outcome(), report.parsedBytes(), report.findings());
            }
        }
    }

    /** Returns the result of an inspection with these findings. */
    static FindingBaseline of(ReadOutcome outcome, long parsedBytes, FindingLog log) {
        List<LocatedFinding> findings = log.kept().stream()
                .filter(located -> isCompared(FindingCounts.Kind.of(located.finding())))
                .toList();
        return new FindingBaseline(
                outcome,
                parsedBytes,
                findings,
                log.counts().filter(FindingBaseline::isCompared),
                log.droppedCount() == 0,
                log.hasCode(STREAM_REDACTED));
    }

    /**
     * Returns whether findings of this kind are compared. A finding that depends on the input method (pipe or file) is
     * not, nor what the user requests: only {@code --strip-ram} removes guest memory, only {@code --drop} and {@code --keep}
     * remove commands, and only {@code --redact} marks a stream as redacted.
     */
    private static boolean isCompared(FindingCounts.Kind kind) {
        return kind.severity() != Severity.INFO
                && !REQUESTED.contains(kind.code())
                && !FindingCodeRegistry.WITHOUT_PLUGINS.hasCategory(kind.code(), Set.of(FindingCategory.READING));
    }

    /** Returns a copy without the finding that {@code --redact} causes: it clears pages. */
    FindingBaseline withoutRedaction() {
        return new FindingBaseline(
                outcome,
                parsedBytes,
                findings.stream()
                        .filter(located -> !located.finding().code().equals(RAM_MAPPED_EMPTY.code()))
                        .toList(),
                counts.filter(kind -> !kind.code().equals(RAM_MAPPED_EMPTY.code())),
                listsAll,
                isRedacted);
    }

    /** Returns the warnings about a section. */
    List<LocatedFinding> warningsOf(SectionKey section) {
        return findings.stream()
                .filter(located ->
                        section.equals(located.section()) && located.finding().severity() == Severity.WARNING)
                .toList();
    }

    /** Returns a copy that has these findings, too. */
    FindingBaseline plus(List<LocatedFinding> more) {
        return new FindingBaseline(
                outcome,
                parsedBytes,
                Stream.concat(findings.stream(), more.stream()).toList(),
                counts.plus(more.stream().map(LocatedFinding::finding).toList()),
                listsAll,
                isRedacted);
    }

    private static FindingKey keyOf(LocatedFinding located) {
        return new FindingKey(FindingCounts.Kind.of(located.finding()), located.section());
    }

    /**
     * Returns the first fault that {@code other} does not have. If both list all findings, a fault is a kind of finding
     * in a section. Otherwise it is a kind of finding of which the other has fewer: where the unlisted ones are is not
     * known.
     */
    Optional<LocatedFinding> firstNotIn(FindingBaseline other) {
        if (listsAll && other.listsAll) {
            Set<FindingKey> known =
                    other.findings.stream().map(FindingBaseline::keyOf).collect(Collectors.toSet());
            return findings.stream()
                    .filter(located -> !known.contains(keyOf(located)))
                    .findFirst();
        }
        return counts.firstExceeding(other.counts).map(this::example);
    }

    /** Returns a finding of this kind; one without a place if none is listed. */
    private LocatedFinding example(FindingCounts.Kind kind) {
        return findings.stream()
                .filter(located -> FindingCounts.Kind.of(located.finding()).equals(kind))
                .findFirst()
                .orElseGet(() -> new LocatedFinding(
                        Finding.of(
                                kind.severity(),
                                kind.code(),
                                PrintableText.formatCount(counts.all().getOrDefault(kind, 0L), "finding")
                                        + " of this kind, which the report does not list"),
                        null,
                        null));
    }
}
