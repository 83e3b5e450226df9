// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.report.InputSummary;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;

/**
 * The result of {@code explain}.
 *
 * @param message the searched part of the text that the user gave
 * @param input the stream; null without one
 * @param outcome how far the stream could be read
 * @param stopReason why the stream could not be read to its end; empty if it could
 * @param diagnoses the explanations of the known messages in the text, those with the cause first; empty if there are
 *     none
 * @param unexplained the lines outside of these messages; empty if there are none, or if the text has only one line
 * @param nearest the known message that is nearest to an unknown text; empty if a message is known or none is near
 */
public record Explanation(
        SearchedText message,
        @Nullable InputSummary input,
        ReadOutcome outcome,
        Optional<LocatedFinding> stopReason,
        List<Diagnosis> diagnoses,
        Optional<UnexplainedLines> unexplained,
        Optional<NearestMessage> nearest) {
    /** Copies the list. */
    public Explanation {
        diagnoses = List.copyOf(diagnoses);
    }
}
