// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import org.migstream.report.ReadOutcome;

/** A target is neither a profile nor a stream that can be read. */
public final class TargetException extends IOException {
    private static final long serialVersionUID = 1;

    private final String target;
    private final ReadOutcome outcome;

    TargetException(String target, ReadOutcome outcome, String message) {
        super(message);
        this.target = target;
        this.outcome = outcome;
    }

    /** Its name, as the user gave it. */
    public String target() {
        return target;
    }

    /** Whether it is damaged or not supported. */
    public ReadOutcome outcome() {
        return outcome;
    }
}
