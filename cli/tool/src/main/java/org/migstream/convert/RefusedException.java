// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.util.Optional;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** There is no result, and the reason is in the input or in what was asked of it. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient LocatedFinding reason;
    private final ReadOutcome outcome;
    private final String input;

    RefusedException(LocatedFinding reason, ReadOutcome outcome) {
        this(reason, outcome, null);
    }

    private RefusedException(LocatedFinding reason, ReadOutcome outcome, String input) {
        super(reason.finding().message());
        this.reason = reason;
        this.outcome = outcome;
        this.input = input;
    }

    /** The same, of another input than the one that is converted. */
    RefusedException of(String other) {
        return new RefusedException(reason, outcome, other);
    }

    /** The input is sound, but has not what was asked for. */
    static RefusedException no(String code, String message) {
        return new RefusedException(code, message, ReadOutcome.COMPLETE);
    }

    /** What was asked for cannot be done with such an input. */
    static RefusedException unsupported(String code, String message) {
        return new RefusedException(code, message, ReadOutcome.UNSUPPORTED);
    }

    /** The inputs contradict each other, or something of them is missing. */
    static RefusedException damaged(String code, String message) {
        return new RefusedException(code, message, ReadOutcome.DAMAGED);
    }

    private RefusedException(String code, String message, ReadOutcome outcome) {
        this(new LocatedFinding(Finding.of(Severity.ERROR, code, message), null, null), outcome);
    }

    /** Why. */
    public LocatedFinding reason() {
        return reason;
    }

    /** The name of the input that this is about; empty if it is the one that is converted. */
    public Optional<String> input() {
        return Optional.ofNullable(input);
    }

    /** How far the input could be read: to its end, where only the question was wrong. */
    public ReadOutcome outcome() {
        return outcome;
    }
}
