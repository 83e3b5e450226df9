// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.migstream.inspect.overview.Overview.FindingRow;
import org.migstream.inspect.report.Place;
import org.migstream.inspect.report.StatePlaces;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.FindingCodeRegistry;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.VerdictLine;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * Orders all findings of a report. First comes the reason why reading stopped, then errors about missing data, other
 * errors, warnings, warnings about the way of reading, and notes. Among equals, the first finding of each device comes before
 * the second of any.
 */
final class FindingRanking {
    private static final Set<FindingCategory> ABOUT_READING = Set.of(FindingCategory.READING);

    /** The ranks of errors and warnings, the worst first. */
    private enum Rank {
        STOP,
        MISSING_DATA,
        ERROR,
        WARNING,
        READING,
        NOTE
    }

    /** A finding with its place in the order. The comparators of the JDK would not be in the archive of classes. */
    private record Ranked(Rank rank, int repetition, FindingRow row) implements Comparable<Ranked> {
        @Override
        public int compareTo(Ranked other) {
            int byRank = rank.compareTo(other.rank);
            return byRank != 0 ? byRank : Integer.compare(repetition, other.repetition);
        }
    }

    private final StreamReport report;
    private final ShortNames names;
    private final List<Ranked> findings = new ArrayList<>();
    private final Map<String, Integer> repetitions = new HashMap<>();

    private FindingRanking(StreamReport report, ShortNames names) {
        this.report = report;
        this.names = names;
    }

    /** Returns all findings in their order. Notes about the states of devices are left out. */
    static List<FindingRow> rank(StreamReport report, ShortNames names) throws IOException {
        FindingRanking ranking = new FindingRanking(report, names);
        for (LocatedFinding located : report.findings().kept()) {
            ranking.add(located);
        }
        for (DeviceReport device : report.devices()) {
            ranking.add(device);
        }
        Collections.sort(ranking.findings);
        List<FindingRow> rows = new ArrayList<>();
        for (Ranked finding : ranking.findings) {
            rows.add(finding.row());
        }
        return rows;
    }

    private void add(LocatedFinding located) {
        Finding finding = located.finding();
        SectionKey section = located.section();
        OptionalLong offset = finding.offset();
        Place place = offset.isPresent() ? new Place(offset.getAsLong(), located.channel()) : null;
        boolean isStop = report.findings().stopReason().equals(Optional.of(located));
        String channel = located.channel() == null || place != null
                ? ""
                : "channel " + PrintableText.escapeName(located.channel()) + ": ";
        add(
                isStop ? Rank.STOP : rankOf(finding),
                new FindingRow(
                        finding.severity(),
                        section == null ? "" : names.of(section),
                        "",
                        null,
                        place,
                        PrintableText.escape(finding.code()),
                        channel + PrintableText.escape(finding.message())));
    }

    private void add(DeviceReport device) throws IOException {
        if (device.state() == null) {
            return;
        }
        StatePlaces places = StatePlaces.ofFindings(device);
        for (Finding finding : device.state().findings()) {
            if (finding.severity() == Severity.INFO) {
                continue;
            }
            Severity severity = report.findings().effectiveSeverity(finding);
            Long offset = finding.offset().isPresent() ? (Long) finding.offset().getAsLong() : null;
            add(
                    severity == Severity.ERROR ? Rank.ERROR : Rank.WARNING,
                    new FindingRow(
                            severity,
                            device.device().key() == null ? "" : names.of(device),
                            PrintableText.escape(device.state().decoder()),
                            offset,
                            places.find(finding).orElse(null),
                            PrintableText.escape(finding.code()),
                            PrintableText.escape(finding.message())));
        }
    }

    private void add(Rank rank, FindingRow row) {
        int repetition = repetitions.merge(rank + row.device(), 1, Integer::sum);
        findings.add(new Ranked(rank, repetition, row));
    }

    private static Rank rankOf(Finding finding) {
        switch (finding.severity()) {
            case ERROR:
                return VerdictLine.isAboutMissingData(finding) ? Rank.MISSING_DATA : Rank.ERROR;
            case WARNING:
                return FindingCodeRegistry.WITHOUT_PLUGINS.hasCategory(finding, ABOUT_READING)
                        ? Rank.READING
                        : Rank.WARNING;
            default:
                return Rank.NOTE;
        }
    }
}
