// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.Objects;

/**
 * Ends a transfer because of exhausted memory or a defect. The devices are in their final states, as after a failure
 * that was expected. The cause is what was thrown.
 */
public final class UnexpectedFailureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String stateSummary;

    UnexpectedFailureException(Throwable cause, String stateSummary) {
        super(cause + stateSummary, cause);
        this.stateSummary = stateSummary;
    }

    /** Returns what was thrown. */
    public Throwable requiredCause() {
        return Objects.requireNonNull(getCause());
    }

    /** Returns the state of each open device, as a text to append to a message. */
    public String stateSummary() {
        return stateSummary;
    }
}
