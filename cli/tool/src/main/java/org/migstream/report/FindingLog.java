// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/** Collects findings in the order in which they come up, and keeps no more of them than anybody would read. */
public final class FindingLog {
    private static final int MAX_FINDINGS = 1000;

    private final boolean strict;
    private final List<LocatedFinding> findings = new ArrayList<>();
    private Severity worst = Severity.INFO;
    private long dropped;
    private LocatedFinding stopReason;

    /** @param strict whether a warning counts as an error */
    public FindingLog(boolean strict) {
        this.strict = strict;
    }

    /** Adds a finding about the input. */
    public void add(Finding finding) {
        add(finding, null, null);
    }

    /** Adds a finding; section and channel may be null. */
    public void add(Finding finding, SectionKey section, String channel) {
        Finding judged = applyStrictness(finding);
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new LocatedFinding(judged, section, channel));
        } else {
            dropped++;
        }
    }

    /** Adds why an input could not be read on; it is kept however many others there are. */
    public void addStopReason(Finding finding, SectionKey section, String channel) {
        LocatedFinding reason = new LocatedFinding(applyStrictness(finding), section, channel);
        findings.add(reason);
        stopReason = stopReason == null ? reason : stopReason;
    }

    /** Takes account of a finding that is told elsewhere. */
    public void recordSeverity(Finding finding) {
        applyStrictness(finding);
    }

    private Finding applyStrictness(Finding finding) {
        Finding judged = strict && finding.severity() == Severity.WARNING
                ? new Finding(Severity.ERROR, finding.code(), finding.message(), finding.offset())
                : finding;
        if (judged.severity().compareTo(worst) > 0) {
            worst = judged.severity();
        }
        return judged;
    }

    /** Whether something with that code was found. */
    public boolean hasCode(String code) {
        return findings.stream().anyMatch(f -> f.finding().code().equals(code));
    }

    /** The worst severity of all, INFO if there were none. */
    public Severity worst() {
        return worst;
    }

    /** Why reading stopped, in the first of the inputs that could not be read to the end; empty if all could. */
    public Optional<LocatedFinding> stopReason() {
        return Optional.ofNullable(stopReason);
    }

    /** All of them; when some were dropped, one more that says how many. */
    public List<LocatedFinding> all() {
        List<LocatedFinding> all = new ArrayList<>(findings);
        if (dropped > 0) {
            all.add(new LocatedFinding(
                    Finding.of(worst, "report.more-findings", dropped + " more findings are not listed"), null, null));
        }
        return all;
    }
}
