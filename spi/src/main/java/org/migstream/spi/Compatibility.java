// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** Whether a saved state will load into a device; ordered, so that the worst of several verdicts is their maximum. */
public enum Compatibility {
    /** Everything that has to fit was compared and does. */
    COMPATIBLE,
    /** Something that has to fit is not known. */
    UNKNOWN,
    /** Something does not fit. */
    INCOMPATIBLE;

    /**
     * What a reason of that severity makes of the whole: INFO changes nothing, WARNING makes it {@link #UNKNOWN}, ERROR
     * {@link #INCOMPATIBLE}.
     */
    public static Compatibility of(Severity severity) {
        return values()[severity.ordinal()];
    }
}
