// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import org.migstream.report.LocatedFinding;
import org.migstream.report.Outcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** There is no result, and the reason is in the input or in what was asked of it. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient LocatedFinding reason;
    private final Outcome outcome;

    RefusedException(LocatedFinding reason, Outcome outcome) {
        super(reason.finding().message());
        this.reason = reason;
        this.outcome = outcome;
    }

    /** The input is sound, but has not what was asked for. */
    static RefusedException no(String code, String message) {
        return new RefusedException(code, message, Outcome.WHOLE);
    }

    /** What was asked for cannot be done with such an input. */
    static RefusedException unsupported(String code, String message) {
        return new RefusedException(code, message, Outcome.UNSUPPORTED);
    }

    /** The inputs contradict each other, or something of them is missing. */
    static RefusedException damaged(String code, String message) {
        return new RefusedException(code, message, Outcome.DAMAGED);
    }

    private RefusedException(String code, String message, Outcome outcome) {
        this(new LocatedFinding(Finding.of(Severity.ERROR, code, message), null, null), outcome);
    }

    /** Why. */
    public LocatedFinding reason() {
        return reason;
    }

    /** How far the input could be read: to its end, where only the question was wrong. */
    public Outcome outcome() {
        return outcome;
    }
}
