// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Optional;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Severity;

/** Whether the stream is whole, and where not. */
final class StreamDamageLookup implements Lookup {
    @Override
    public void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) {
        Optional<LocatedFinding> stop = report.findings().stopReason();
        stop.ifPresent(answer::addFinding);
        for (LocatedFinding finding : report.findings().all()) {
            if (finding.finding().severity() == Severity.ERROR) {
                answer.addFinding(finding);
            }
        }
        if (report.outcome() == ReadOutcome.COMPLETE && report.findings().worst() != Severity.ERROR) {
            answer.addText("the stream itself is whole: if it is what was loaded, the reason is at the target");
        }
    }
}
