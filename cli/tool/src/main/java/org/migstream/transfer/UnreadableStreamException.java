// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import org.migstream.report.ReadOutcome;

/** A stream that was to be restored is damaged, or needs what is not there. */
public final class UnreadableStreamException extends IOException {
    private static final long serialVersionUID = 1;

    private final ReadOutcome outcome;

    UnreadableStreamException(ReadOutcome outcome, String message) {
        super(message);
        this.outcome = outcome;
    }

    /** Which of the two. */
    public ReadOutcome outcome() {
        return outcome;
    }
}
