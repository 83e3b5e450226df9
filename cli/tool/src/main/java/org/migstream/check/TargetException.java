// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.report.ReadOutcome;

/** Reports that a target is neither a profile nor a stream that can be read, or lacks what is needed. */
public final class TargetException extends IOException {
    private static final long serialVersionUID = 1;

    private final String target;
    private final ReadOutcome outcome;

    /** @param target the name of the target that the user gave */
    public TargetException(String target, ReadOutcome outcome, @Nullable String message) {
        super(message);
        this.target = target;
        this.outcome = outcome;
    }

    /** Returns the name of the target that the user gave. */
    public String target() {
        return target;
    }

    /** Returns whether the target is damaged or unsupported. */
    public ReadOutcome outcome() {
        return outcome;
    }
}
