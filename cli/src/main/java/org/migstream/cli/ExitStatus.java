// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import org.migstream.report.StreamReport;
import org.migstream.spi.Severity;

/** What a script learns from the number; of several inputs, the highest counts. */
enum ExitStatus {
    /** Done, and the answer is yes. */
    YES(0),
    /** Done, and the answer is no: something in a well-formed input is wrong. */
    NO(1),
    /** The arguments make no sense. */
    USAGE(2),
    /** The input is malformed or truncated. */
    MALFORMED(3),
    /** The input needs something that is not supported, or a limit was met. */
    UNSUPPORTED(4),
    /** Reading or writing failed. */
    INPUT_OUTPUT(5),
    /** A defect of migstream. */
    DEFECT(70),
    /** Whoever read the output has left. */
    READER_GONE(141);

    private final int number;

    ExitStatus(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The status that a report stands for. */
    static ExitStatus of(StreamReport report) {
        switch (report.outcome()) {
            case DAMAGED:
                return MALFORMED;
            case UNSUPPORTED:
                return UNSUPPORTED;
            default:
                return report.findings().worst() == Severity.ERROR ? NO : YES;
        }
    }
}
