// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Optional;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.LocatedFinding;
import org.migstream.report.Outcome;
import org.migstream.spi.Severity;

/** Whether the stream is whole, and where not. */
final class DamageLookup implements Lookup {
    @Override
    public void look(Saying saying, StreamReport report, Answer answer) {
        Optional<LocatedFinding> stop = report.findings().reason();
        stop.ifPresent(answer::finding);
        for (LocatedFinding finding : report.findings().all()) {
            if (finding.finding().severity() == Severity.ERROR) {
                answer.finding(finding);
            }
        }
        if (report.outcome() == Outcome.WHOLE && report.findings().worst() != Severity.ERROR) {
            answer.say("the stream itself is whole: if it is what was loaded, the reason is at the target");
        }
    }
}
