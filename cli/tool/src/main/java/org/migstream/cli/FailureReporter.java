// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.io.IoErrorText;
import org.migstream.io.LimitExceededException;
import org.migstream.io.OutputException;
import org.migstream.io.TemporaryFiles;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.report.UnknownDeviceException;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.UnexpectedFailureException;
import org.migstream.vfio.VfioException;

/**
 * Turns whatever ended a command into one line on standard error and an exit status, never {@link
 * ExitStatus#NEGATIVE_RESULT}: that status is an answer, and a failure is none.
 */
final class FailureReporter {
    /** A chain of causes may be endless. */
    private static final int MAX_CAUSES = 10;

    private final Invocation invocation;

    FailureReporter(Invocation invocation) {
        this.invocation = invocation;
    }

    /** Returns the exit status of an I/O error. */
    static ExitStatus statusOf(IOException e) {
        if (e instanceof OutputException output && output.isBrokenPipe()) {
            return ExitStatus.BROKEN_PIPE;
        }
        if (e instanceof UnsupportedStreamException
                || e instanceof LimitExceededException
                || e instanceof TemporaryFiles.LimitException) {
            return ExitStatus.UNSUPPORTED;
        }
        if (e instanceof UnknownDeviceException) {
            return ExitStatus.USAGE_ERROR;
        }
        return isDeviceUnreached(e) ? ExitStatus.UNSUPPORTED : ExitStatus.IO_ERROR;
    }

    private static boolean isDeviceUnreached(@Nullable Throwable e) {
        return e instanceof VfioException failure && failure.isDeviceUnreached();
    }

    /** Returns the exit status of a failed device. It is another one if the failure is that of this process. */
    static ExitStatus statusOf(DeviceFailureException e) {
        return isDeviceUnreached(e.getCause()) ? ExitStatus.UNSUPPORTED : ExitStatus.DEVICE_ERROR;
    }

    /**
     * What is said about a failure.
     *
     * @param message the line on standard error
     * @param status the exit status
     */
    private record Failure(String message, ExitStatus status) {
        /** Decides what a failure is: an I/O error, exhausted memory or a defect. */
        static Failure of(Throwable e) {
            if (e instanceof UnexpectedFailureException transfer) {
                Failure failure = of(transfer.requiredCause());
                return new Failure(failure.message() + transfer.stateSummary(), failure.status());
            }
            Optional<IOException> ioError = findIoError(e);
            if (ioError.isPresent()) {
                return new Failure(messageOf(ioError.get()), statusOf(ioError.get()));
            }
            return findOutOfMemory(e)
                    .map(error -> new Failure(outOfMemoryMessage(error), ExitStatus.UNSUPPORTED))
                    .orElseGet(() -> new Failure(defectMessage(e), ExitStatus.INTERNAL_ERROR));
        }
    }

    /** Returns the message of a failure. */
    static String describe(Throwable e) {
        return Failure.of(e).message();
    }

    /**
     * Finds exhausted memory among the causes: the JVM may throw the same error again when a resource is closed, and then
     * {@link Throwable#addSuppressed} refuses it with an exception.
     */
    private static Optional<Throwable> findOutOfMemory(Throwable e) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof OutOfMemoryError) {
                return Optional.of(cause);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** Prints why an inspection beside the actual work has no report; returns the exit status. */
    ExitStatus reportMissingReport(Throwable e) {
        Failure failure = Failure.of(e);
        invocation.printError("no report: " + failure.message());
        return failure.status() == ExitStatus.BROKEN_PIPE ? ExitStatus.IO_ERROR : failure.status();
    }

    /**
     * Prints one line about a failure, and the stack trace of a defect if requested; returns the exit status. A process
     * that is ending prints nothing: the end may be the cause of the failure.
     */
    ExitStatus report(Throwable e, boolean debug) {
        if (ShutdownGuard.isShuttingDown()) {
            return ExitStatus.INTERRUPTED;
        }
        Failure failure = Failure.of(e);
        boolean defect = failure.status() == ExitStatus.INTERNAL_ERROR;
        if (failure.status() != ExitStatus.BROKEN_PIPE) {
            invocation.printError(failure.message() + (defect && !debug ? " (use --debug for a stack trace)" : ""));
        }
        if (defect && debug) {
            e.printStackTrace(invocation.stderr());
        }
        return failure.status();
    }

    /** Returns the message of an I/O error, with the name of the file if only Java's own exception has it. */
    static String messageOf(IOException e) {
        String file = e instanceof FileSystemException failed ? failed.getFile() : null;
        return (file == null ? "" : file + ": ") + IoErrorText.of(e);
    }

    private static Optional<IOException> findIoError(Throwable e) {
        if (e instanceof UncheckedIOException unchecked) {
            return Optional.ofNullable(unchecked.getCause());
        }
        return e instanceof IOException io ? Optional.of(io) : Optional.empty();
    }

    /** Returns the message about a defect of migstream. */
    private static String defectMessage(Throwable e) {
        Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
        return "a defect of migstream, please report it: " + cause;
    }

    /** The heap is a limit that the user can raise, so exhausted memory is not called a defect. */
    private static String outOfMemoryMessage(Throwable e) {
        String heap = (Runtime.getRuntime().maxMemory() >> 20) + " MiB";
        return "out of memory (" + e.getMessage() + "); the limit of the heap is " + heap
                + ": allow more with MIGSTREAM_JAVA_OPTS=-Xmx1g, or raise the limits of the process (ulimit)";
    }
}
