// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.util.Optional;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** There is no result, and the reason is in the input or in what was asked of it. */
public final class ConversionException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient LocatedFinding reason;
    private final ReadOutcome outcome;
    private final String inputName;

    ConversionException(LocatedFinding reason, ReadOutcome outcome) {
        this(reason, outcome, null);
    }

    private ConversionException(LocatedFinding reason, ReadOutcome outcome, String input) {
        super(reason.finding().message());
        this.reason = reason;
        this.outcome = outcome;
        this.inputName = input;
    }

    /** The same, of another input than the one that is converted. */
    ConversionException withInputName(String other) {
        return new ConversionException(reason, outcome, other);
    }

    /** The input is sound, but has not what was asked for. */
    static ConversionException invalidRequest(String code, String message) {
        return new ConversionException(code, message, ReadOutcome.COMPLETE);
    }

    /** What was asked for cannot be done with such an input. */
    static ConversionException unsupported(String code, String message) {
        return new ConversionException(code, message, ReadOutcome.UNSUPPORTED);
    }

    /** The inputs contradict each other, or something of them is missing. */
    static ConversionException damaged(String code, String message) {
        return new ConversionException(code, message, ReadOutcome.DAMAGED);
    }

    private ConversionException(String code, String message, ReadOutcome outcome) {
        this(new LocatedFinding(Finding.of(Severity.ERROR, code, message), null, null), outcome);
    }

    /** Why. */
    public LocatedFinding reason() {
        return reason;
    }

    /** The name of the input that this is about; empty if it is the one that is converted. */
    public Optional<String> inputName() {
        return Optional.ofNullable(inputName);
    }

    /** How far the input could be read: to its end, where only the question was wrong. */
    public ReadOutcome outcome() {
        return outcome;
    }
}
