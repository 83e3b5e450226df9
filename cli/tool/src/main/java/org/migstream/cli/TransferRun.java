// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.migstream.cli.options.UsageException;
import org.migstream.guest.ConfigurationBuilder.ConfigurationException;
import org.migstream.io.LimitExceededException;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.report.UnknownDeviceException;
import org.migstream.transfer.DeviceTransfer;
import org.migstream.transfer.Transfer;
import org.migstream.transfer.Transfer.TransferReport;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.HandoverException;
import org.migstream.transfer.TransferException.InputFailureException;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
import org.migstream.transfer.TransferException.TransferAbortedException;
import org.migstream.transfer.TransferException.UnreadableStreamException;
import org.migstream.transfer.TransferJson;
import org.migstream.transfer.TransferText;
import org.migstream.transfer.UnexpectedFailureException;

/**
 * Runs a save or a restore to its end and writes the report.
 *
 * <p>After a signal, a second thread restores the states of the devices, writes the report and ends the process,
 * because this thread may hang in a system call that cannot be interrupted. The second thread waits for this thread
 * only while this thread itself restores states or writes the report.
 */
final class TransferRun {
    /** Seconds that a thread may take to return after the end of the transfer. */
    private static final long END_WAIT_SECONDS = 5;

    private final Invocation invocation;
    private final TransferOptions options;
    private final Transfer transfer;
    private final String progressVerb;
    private boolean reportWritten;

    /** @param progressVerb the word before the number of bytes in the progress line, such as {@code saved} */
    TransferRun(Invocation invocation, TransferOptions options, Transfer transfer, String progressVerb) {
        this.invocation = invocation;
        this.options = options;
        this.transfer = transfer;
        this.progressVerb = progressVerb;
    }

    /**
     * Runs the transfer and prints its errors.
     *
     * @throws IOException if the stream could not be written or read, or if the report cannot be written and nothing was
     *     done yet; this error is not printed here
     */
    ExitStatus run() throws IOException {
        Optional<ReportFile> report = options.reportFile(invocation);
        if (report.isPresent()) {
            report.get().requireCreatable();
        }
        return ShutdownGuard.runWithHook(this::handleShutdown, this::runTransfer);
    }

    private ExitStatus runTransfer() throws IOException {
        TransferReport report;
        transfer.onNotice(invocation::printError);
        try {
            report = Progress.runWithProgress(
                    invocation,
                    progressVerb,
                    () -> transfer.report().streamBytes(),
                    OptionalLong.empty(),
                    this::runInThread);
        } catch (TransferAbortedException e) {
            return ExitStatus.INTERRUPTED;
        } catch (IOException e) {
            ExitStatus status = printErrorAndGetStatus(e);
            writeReportOnce();
            return status;
        } catch (UnexpectedFailureException e) {
            writeReportOnce();
            throw e;
        }
        if (report.error() != null) {
            invocation.printError(report.error());
        }
        return writeReportOnce() ? ExitStatus.of(report) : ExitStatus.IO_ERROR;
    }

    /**
     * Runs the transfer in another thread. That thread may hang in a read or a write that cannot be interrupted when a
     * request of the kernel has ended the transfer; this thread then no longer waits for it.
     */
    private TransferReport runInThread() throws IOException {
        FutureTask<TransferReport> task = new FutureTask<>(() -> {
            transfer.run();
            return transfer.report();
        });
        Thread thread = new Thread(task, "transfer");
        thread.setDaemon(true);
        thread.start();
        try {
            transfer.awaitEnd();
            return task.get(END_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return transfer.report();
        } catch (ExecutionException e) {
            throw rethrow(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static IOException rethrow(@Nullable Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        throw cause instanceof Error error ? error : new AssertionError("a failed task has no cause");
    }

    /** Writes the report again after a device that was kept open was closed. Standard output gets no second report. */
    ExitStatus reportRelease() {
        TransferReport report = transfer.report();
        try {
            Optional<ReportFile> file = options.reportFile(invocation).filter(ReportFile::isFile);
            if (file.isPresent()) {
                file.get().write(out -> new TransferJson(out).render(report));
            }
        } catch (IOException e) {
            printReportFailure(e);
        }
        return ExitStatus.of(report);
    }

    private void printReportFailure(IOException e) {
        invocation.printError("no report: " + e.getMessage());
    }

    /** Prints an error and returns its exit status, or throws the error if the caller prints it. */
    private ExitStatus printErrorAndGetStatus(IOException e) throws IOException {
        ExitStatus status;
        if (e instanceof DeviceFailureException failure) {
            status = FailureReporter.statusOf(failure);
        } else if (e instanceof InvalidDeviceNameException) {
            throw new UsageException(e);
        } else if (e instanceof ConfigurationException || e instanceof UnknownDeviceException) {
            status = ExitStatus.USAGE_ERROR;
        } else if (e instanceof UnreadableStreamException unreadable) {
            status = ExitStatus.of(unreadable.outcome(), false);
        } else if (e instanceof InputFailureException && e.getCause() instanceof IOException cause) {
            status = FailureReporter.statusOf(cause);
        } else if (e instanceof HandoverException) {
            status = ExitStatus.IO_ERROR;
        } else if (e instanceof UnsupportedStreamException || e instanceof LimitExceededException) {
            status = ExitStatus.UNSUPPORTED;
        } else if (e instanceof StreamException) {
            status = ExitStatus.MALFORMED;
        } else {
            writeReportOnce();
            throw e;
        }
        invocation.printError(e.getMessage());
        return status;
    }

    private void handleShutdown() {
        transfer.abort();
        for (DeviceTransfer device : transfer.report().devices()) {
            if (device.error() != null) {
                invocation.printError(device.errorSummary());
            }
        }
        writeReportInTime();
    }

    /** Writes the report in another thread: if the file is a named pipe without a reader, opening it does not return. */
    private void writeReportInTime() {
        Thread writer = new Thread(this::writeReportOnce, "report");
        writer.setDaemon(true);
        writer.start();
        try {
            writer.join(TimeUnit.SECONDS.toMillis(END_WAIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            invocation.printError("no report: the file took more than " + END_WAIT_SECONDS + " s");
        }
    }

    /** Writes the report and the summary, unless they were written before. Returns false if writing failed. */
    private synchronized boolean writeReportOnce() {
        if (reportWritten) {
            return true;
        }
        reportWritten = true;
        TransferReport report = transfer.report();
        if (invocation.terminal().showsProgress()) {
            report.warnings().forEach(warning -> invocation.printError("warning: " + warning));
        }
        if (report.result() == TransferReport.Result.DONE) {
            report.alerts().forEach(alert -> invocation.printError("warning: " + alert));
        }
        try {
            if (options.verbose()) {
                Writer writer = invocation.terminal().charset().writer(invocation.stderr());
                new TransferText(writer, false, 0).render(report);
                writer.flush();
            }
            Optional<ReportFile> file = options.reportFile(invocation);
            if (file.isPresent()) {
                file.get().write(out -> new TransferJson(out).render(report));
            }
            return true;
        } catch (IOException e) {
            printReportFailure(e);
            return false;
        }
    }
}
