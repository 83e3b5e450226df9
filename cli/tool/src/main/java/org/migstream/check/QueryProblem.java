// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.CheckFindingCodes.FACTS_NOT_READ;
import static org.migstream.report.CheckFindingCodes.TARGET_FAILED;

import org.migstream.profile.MissingFacts;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * Explains why less is known of a target than its device could report. None of these reasons makes a state incompatible.
 *
 * <p>A failed device makes the result unknown, even if no rule needs a fact that is missing: the device may fail again
 * when it loads the state. Without a problem ({@link MissingFacts#isProblem}) the reason is a note, and the result is
 * unknown only if a rule needs a missing fact.
 */
final class QueryProblem {
    private QueryProblem() {}

    /** Returns the finding for a device that failed. */
    static Finding ofFailure(String failure) {
        return Finding.of(Severity.WARNING, TARGET_FAILED, "the target failed when its profile was read: " + failure);
    }

    /** Returns the finding for a profile that lacks facts. */
    static Finding of(MissingFacts missing) {
        return missing.cause() == MissingFacts.Cause.DEVICE_FAILED
                ? ofFailure(missing.message())
                : Finding.of(
                        missing.isProblem() ? Severity.WARNING : Severity.INFO,
                        FACTS_NOT_READ,
                        "the facts in the target's state were not read: " + missing.message());
    }
}
