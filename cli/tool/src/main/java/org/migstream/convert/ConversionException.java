// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Reports that a conversion has no result, because of the input or of the request. */
public final class ConversionException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient LocatedFinding reason;
    private final ReadOutcome outcome;
    private final boolean usageError;
    private final @Nullable String inputName;

    ConversionException(LocatedFinding reason, ReadOutcome outcome) {
        this(reason, outcome, false, null);
    }

    private ConversionException(
            LocatedFinding reason, ReadOutcome outcome, boolean usageError, @Nullable String input) {
        super(reason.finding().message());
        this.reason = reason;
        this.outcome = outcome;
        this.usageError = usageError;
        this.inputName = input;
    }

    /**
     * Returns a copy with the name of the input that has the problem; used for inputs other than the converted input.
     */
    ConversionException withInputName(String name) {
        return new ConversionException(reason, outcome, usageError, name);
    }

    /** Returns a copy with a clause after the message. */
    ConversionException withClause(String clause) {
        Finding finding = reason.finding();
        return new ConversionException(
                new LocatedFinding(
                        new Finding(
                                finding.severity(),
                                finding.code(),
                                finding.message() + "; " + clause,
                                finding.offset()),
                        reason.section(),
                        reason.channel()),
                outcome,
                usageError,
                inputName);
    }

    /** Creates an exception for a valid input that lacks the requested part. */
    static ConversionException invalidRequest(FindingCode code, String message) {
        return new ConversionException(code, message, ReadOutcome.COMPLETE);
    }

    /** Creates an exception for a device that the user named, but that the stream does not have. */
    static ConversionException noSuchDevice(FindingCode code, String message) {
        Finding finding = Finding.of(Severity.ERROR, code, message);
        return new ConversionException(new LocatedFinding(finding, null, null), ReadOutcome.COMPLETE, true, null);
    }

    /** Creates an exception for a request that this kind of input does not support. */
    static ConversionException unsupported(FindingCode code, String message) {
        return new ConversionException(code, message, ReadOutcome.UNSUPPORTED);
    }

    /** Creates an exception for inputs that contradict each other or are incomplete. */
    static ConversionException damaged(FindingCode code, String message) {
        return new ConversionException(code, message, ReadOutcome.DAMAGED);
    }

    private ConversionException(FindingCode code, String message, ReadOutcome outcome) {
        this(new LocatedFinding(Finding.of(Severity.ERROR, code, message), null, null), outcome);
    }

    /** Returns the reason. */
    public LocatedFinding reason() {
        return reason;
    }

    /** Returns the name of the input that has the problem; empty for the converted input. */
    public Optional<String> inputName() {
        return Optional.ofNullable(inputName);
    }

    /** Returns whether the user named something that the input does not have. */
    public boolean isUsageError() {
        return usageError;
    }

    /** Returns how far the input was readable: {@code COMPLETE} if only the request was wrong. */
    public ReadOutcome outcome() {
        return outcome;
    }
}
