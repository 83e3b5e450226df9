// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import org.migstream.check.CheckReport;
import org.migstream.diff.DiffReport;
import org.migstream.inspect.report.InspectionVerdict;
import org.migstream.inspect.report.SnapshotReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Severity;
import org.migstream.transfer.Transfer.TransferReport;

/** The exit status of a command, for scripts. With several inputs, the highest status counts. */
enum ExitStatus {
    /** The command succeeded, and its result is positive. */
    SUCCESS(0),
    /** The command succeeded, and its result is negative, for example "incompatible" or "different". */
    NEGATIVE_RESULT(1),
    /** The arguments are wrong. */
    USAGE_ERROR(2),
    /** The input is malformed or truncated. */
    MALFORMED(3),
    /** The input needs an unsupported feature, or exceeds a limit. */
    UNSUPPORTED(4),
    /** Reading or writing failed. */
    IO_ERROR(5),
    /** A device or the kernel failed. */
    DEVICE_ERROR(6),
    /** A defect of migstream. */
    INTERNAL_ERROR(70),
    /** A signal terminated the process; the JVM sets the actual status (130, 143). */
    INTERRUPTED(130),
    /** The reader closed the output. */
    BROKEN_PIPE(141);

    private final int code;

    ExitStatus(int number) {
        this.code = number;
    }

    int code() {
        return code;
    }

    /** Returns the status for the report of an inspection. */
    static ExitStatus of(StreamReport report) {
        InspectionVerdict verdict = InspectionVerdict.of(report);
        return of(verdict.outcome(), verdict.isPositive());
    }

    /** Returns the status for a list of snapshots. */
    static ExitStatus of(SnapshotReport report) {
        return of(report.outcome(), report.findings().worst() != Severity.ERROR);
    }

    /** Returns the status for a check: unknown counts as incompatible. */
    static ExitStatus of(CheckReport report) {
        return of(report.outcome(), report.verdict() == Compatibility.COMPATIBLE);
    }

    /**
     * Returns the status for a comparison. If no difference was found but some parts were not compared, it is
     * {@link #UNSUPPORTED}.
     */
    static ExitStatus of(DiffReport report) {
        boolean unknown = report.hasNoDifferences() && !report.notCompared().isEmpty();
        return unknown && report.outcome() == ReadOutcome.COMPLETE
                ? UNSUPPORTED
                : of(report.outcome(), report.hasNoDifferences());
    }

    /**
     * Returns the status for a transfer that ended without an exception. A refused restore is a negative result. A transfer
     * fails without an exception if the kernel has requested a device.
     */
    static ExitStatus of(TransferReport report) {
        return switch (report.result()) {
            case DONE, WOULD_BE_DONE -> SUCCESS;
            case REFUSED -> NEGATIVE_RESULT;
            case FAILED -> DEVICE_ERROR;
            case INTERRUPTED -> INTERRUPTED;
        };
    }

    /**
     * Returns the status for a result about an input. A damaged or unsupported input takes precedence over the result.
     */
    static ExitStatus of(ReadOutcome outcome, boolean positive) {
        return switch (outcome) {
            case DAMAGED -> MALFORMED;
            case UNSUPPORTED -> UNSUPPORTED;
            case COMPLETE -> positive ? SUCCESS : NEGATIVE_RESULT;
        };
    }
}
