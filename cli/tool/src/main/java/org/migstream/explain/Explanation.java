// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;
import java.util.Optional;
import org.migstream.report.InputSummary;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;

/**
 * What {@code explain} tells.
 *
 * @param message what was asked about
 * @param input the stream; null without one
 * @param outcome how far the stream could be read
 * @param stopReason why it could not be read to the end
 * @param diagnoses the decisive one first; empty if nothing is known about the message
 */
public record Explanation(
        String message,
        InputSummary input,
        ReadOutcome outcome,
        Optional<LocatedFinding> stopReason,
        List<Diagnosis> diagnoses) {
    /** A copy that nobody can change. */
    public Explanation {
        diagnoses = List.copyOf(diagnoses);
    }
}
