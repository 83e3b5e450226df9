// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import org.migstream.spi.Compatibility;

/**
 * The words for a verdict. Without a target, a verdict is only about the stream itself; then no word says that the stream
 * is compatible with anything.
 */
public enum VerdictWords {
    ALONE("sound", "unsound", "not known to be sound"),
    WITH_TARGET("compatible", "incompatible", "not known to be compatible");

    private final String positive;
    private final String negative;
    private final String unknown;

    VerdictWords(String positive, String negative, String unknown) {
        this.positive = positive;
        this.negative = negative;
        this.unknown = unknown;
    }

    /** Returns the words for a report. */
    public static VerdictWords of(CheckReport report) {
        return report.targets().isEmpty() ? ALONE : WITH_TARGET;
    }

    /** Returns the word in JSON. */
    String label(Compatibility verdict) {
        return verdict == Compatibility.UNKNOWN ? "unknown" : text(verdict);
    }

    /** Returns the words in a text. */
    public String text(Compatibility verdict) {
        return switch (verdict) {
            case COMPATIBLE -> positive;
            case INCOMPATIBLE -> negative;
            case UNKNOWN -> unknown;
        };
    }
}
