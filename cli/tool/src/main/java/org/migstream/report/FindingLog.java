// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.migstream.report.InspectionFindingCodes.REPORT_MORE_FINDINGS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/** Collects findings in the order in which they are added. Keeps the first 1000 and counts the others. */
public final class FindingLog {
    private static final int MAX_FINDINGS = 1000;

    private final boolean strict;
    private final List<LocatedFinding> findings = new ArrayList<>();
    private final FindingCounts counts = new FindingCounts();
    private Severity worst = Severity.INFO;
    private long dropped;
    private @Nullable LocatedFinding stopReason;

    /** @param strict whether warnings become errors */
    public FindingLog(boolean strict) {
        this.strict = strict;
    }

    /** Adds a finding about the input outside of all sections. */
    public void add(Finding finding) {
        add(finding, null, null);
    }

    /**
     * Adds a finding.
     *
     * @param section the section that contains it; null if it is outside of all sections
     * @param channel the name of the multifd recording that contains it; null for the input itself
     */
    public void add(Finding finding, @Nullable SectionKey section, @Nullable String channel) {
        Finding reported = applyStrictness(finding);
        counts.add(reported);
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new LocatedFinding(reported, section, channel));
        } else {
            dropped++;
        }
    }

    /**
     * Adds the reason why reading an input stopped. The reason is kept even if the log is full.
     *
     * @param section the section that contains it; null if it is outside of all sections
     * @param channel the name of the multifd recording that contains it; null for the input itself
     */
    public void addStopReason(Finding finding, @Nullable SectionKey section, @Nullable String channel) {
        LocatedFinding reason = new LocatedFinding(applyStrictness(finding), section, channel);
        counts.add(reason.finding());
        findings.add(reason);
        stopReason = stopReason == null ? reason : stopReason;
    }

    /** Includes a finding that is reported elsewhere in {@link #worst}. */
    public void recordSeverity(Finding finding) {
        applyStrictness(finding);
    }

    /** Returns the severity with which a finding counts: a warning is an error if the log is strict. */
    public Severity effectiveSeverity(Finding finding) {
        return strict && finding.severity() == Severity.WARNING ? Severity.ERROR : finding.severity();
    }

    private Finding applyStrictness(Finding finding) {
        Finding reported = new Finding(effectiveSeverity(finding), finding.code(), finding.message(), finding.offset());
        if (reported.severity().compareTo(worst) > 0) {
            worst = reported.severity();
        }
        return reported;
    }

    /** Returns a copy with a change of each kept finding that keeps its severity. */
    public FindingLog with(UnaryOperator<Finding> change) {
        FindingLog changed = new FindingLog(strict);
        for (LocatedFinding located : findings) {
            LocatedFinding other =
                    new LocatedFinding(change.apply(located.finding()), located.section(), located.channel());
            changed.findings.add(other);
            changed.counts.add(other.finding());
            changed.stopReason = located.equals(stopReason) ? other : changed.stopReason;
        }
        changed.worst = worst;
        changed.dropped = dropped;
        return changed;
    }

    /** Returns whether the log contains a finding with this code. */
    public boolean hasCode(FindingCode code) {
        return findings.stream().anyMatch(f -> f.finding().code().equals(code.code()));
    }

    /** Returns the worst severity of all findings, including those that were dropped; INFO if there are none. */
    public Severity worst() {
        return worst;
    }

    /** Returns the first stop reason; empty if all inputs were read to their ends. */
    public Optional<LocatedFinding> stopReason() {
        return Optional.ofNullable(stopReason);
    }

    /** Returns the number of all added findings, including those that were dropped. */
    public FindingCounts counts() {
        return counts;
    }

    /** Returns the number of findings that were dropped. */
    public long droppedCount() {
        return dropped;
    }

    /** Returns the kept findings. */
    public List<LocatedFinding> kept() {
        return List.copyOf(findings);
    }

    /** Returns the kept findings. If others were dropped, a last finding counts them. */
    public List<LocatedFinding> all() {
        List<LocatedFinding> all = new ArrayList<>(findings);
        if (dropped > 0) {
            all.add(new LocatedFinding(Finding.of(worst, REPORT_MORE_FINDINGS, omittedMessage(dropped)), null, null));
        }
        return all;
    }

    /** Returns the message that {@code count} findings are not listed. */
    public static String omittedMessage(long count) {
        return PrintableText.formatCount(count, "more finding") + (count == 1 ? " is" : " are") + " not listed";
    }
}
