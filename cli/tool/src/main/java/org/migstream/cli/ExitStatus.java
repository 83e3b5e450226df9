// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import org.migstream.check.CheckReport;
import org.migstream.diff.DiffReport;
import org.migstream.inspect.report.SnapshotReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Severity;
import org.migstream.transfer.TransferReport;

/** What a script learns from the number; of several inputs, the highest counts. */
enum ExitStatus {
    /** Done, and the answer is yes. */
    SUCCESS(0),
    /** Done, and the answer is no: something in a well-formed input is wrong. */
    NEGATIVE_RESULT(1),
    /** The arguments make no sense. */
    USAGE_ERROR(2),
    /** The input is malformed or truncated. */
    MALFORMED(3),
    /** The input needs something that is not supported, or a limit was met. */
    UNSUPPORTED(4),
    /** Reading or writing failed. */
    IO_ERROR(5),
    /** A device or the kernel failed. */
    DEVICE_ERROR(6),
    /** A defect of migstream. */
    INTERNAL_ERROR(70),
    /** A signal ends the process; which one, Java tells by the status that it leaves with itself. */
    INTERRUPTED(130),
    /** Whoever read the output has left. */
    BROKEN_PIPE(141);

    private final int code;

    ExitStatus(int number) {
        this.code = number;
    }

    int code() {
        return code;
    }

    /** The status that a report stands for. */
    static ExitStatus of(StreamReport report) {
        return of(report.outcome(), report.findings().worst() != Severity.ERROR);
    }

    /** The same for a list of snapshots. */
    static ExitStatus of(SnapshotReport report) {
        return of(report.outcome(), report.findings().worst() != Severity.ERROR);
    }

    /** The same for the report of a check: what is not known to be compatible is none. */
    static ExitStatus of(CheckReport report) {
        return of(report.outcome(), report.verdict() == Compatibility.COMPATIBLE);
    }

    /** The same for the report of a comparison: what could not be compared is no yes, but a difference is a no. */
    static ExitStatus of(DiffReport report) {
        boolean unknown = report.hasNoDifferences() && !report.notCompared().isEmpty();
        return unknown && report.outcome() == ReadOutcome.COMPLETE
                ? UNSUPPORTED
                : of(report.outcome(), report.hasNoDifferences());
    }

    /** The same for a transfer that ended without an exception: what a gate refused is a no. */
    static ExitStatus of(TransferReport report) {
        return report.result() == TransferReport.Result.REFUSED ? NEGATIVE_RESULT : SUCCESS;
    }

    /** The status of something that could be read so far, with that answer. */
    static ExitStatus of(ReadOutcome outcome, boolean answer) {
        return switch (outcome) {
            case DAMAGED -> MALFORMED;
            case UNSUPPORTED -> UNSUPPORTED;
            case COMPLETE -> answer ? SUCCESS : NEGATIVE_RESULT;
        };
    }
}
