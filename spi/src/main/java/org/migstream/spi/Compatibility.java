// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** The verdict of a comparison, in ascending order: the worst of several verdicts is their maximum. */
public enum Compatibility {
    /** Every required value was compared and fits. */
    COMPATIBLE,
    /** A required value is unknown. */
    UNKNOWN,
    /** A required value does not fit. */
    INCOMPATIBLE;

    /**
     * Returns the verdict for a reason of this severity: COMPATIBLE for INFO, UNKNOWN for WARNING, INCOMPATIBLE for
     * ERROR.
     */
    public static Compatibility of(Severity severity) {
        return values()[severity.ordinal()];
    }
}
