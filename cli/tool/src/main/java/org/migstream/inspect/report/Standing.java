// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import org.migstream.spi.Severity;

/** What is known about an input or a device state, from best to worst. */
public enum Standing {
    /** All that can be checked was checked, and nothing is wrong. */
    SOUND(' ', Severity.INFO),
    /** Nothing is known to be wrong, but not all could be checked. */
    UNKNOWN('?', Severity.WARNING),
    /** Data are missing, or damaged, or will not load. */
    BROKEN('!', Severity.ERROR);

    private final char mark;
    private final Severity severity;

    Standing(char mark, Severity severity) {
        this.mark = mark;
        this.severity = severity;
    }

    /** Returns the character at the start of a row of a table. */
    public char mark() {
        return mark;
    }

    /** Returns the severity whose colour a row has. */
    public Severity severity() {
        return severity;
    }

    /** Returns the standing to which a finding leads. */
    public static Standing of(Severity severity) {
        return values()[severity.ordinal()];
    }
}
