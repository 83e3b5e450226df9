// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.migstream.io.LimitExceededException;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.transfer.DeviceTransfer;
import org.migstream.transfer.Transfer;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.HandoverException;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
import org.migstream.transfer.TransferException.TransferAbortedException;
import org.migstream.transfer.TransferException.UnreadableStreamException;
import org.migstream.transfer.TransferJson;
import org.migstream.transfer.TransferReport;
import org.migstream.transfer.TransferText;

/**
 * Runs a transfer to whatever end, and tells of it. A signal ends the process in a thread of its own, for this one may
 * hang in a call that nothing interrupts; that thread puts the devices in order, writes the report, and never waits for
 * this one but while it is doing the same.
 */
final class TransferRun {
    private final Invocation invocation;
    private final TransferOptions options;
    private final Transfer transfer;
    private final String progressVerb;
    private boolean reportWritten;

    /** @param verb what happens to the bytes, such as {@code saved} */
    TransferRun(Invocation invocation, TransferOptions options, Transfer transfer, String verb) {
        this.invocation = invocation;
        this.options = options;
        this.transfer = transfer;
        this.progressVerb = verb;
    }

    /** @throws IOException if the stream could not be written or read; everything else has been said */
    ExitStatus run() throws IOException {
        Thread hook = new Thread(this::handleShutdown, "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return runTransfer();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It runs already, and has the last word: leaving from here waits for it.
                invocation.stderr().flush();
            }
        }
    }

    private ExitStatus runTransfer() throws IOException {
        try {
            Progress.runWithProgress(
                    invocation, progressVerb, () -> transfer.report().streamBytes(), () -> {
                        transfer.run();
                        return null;
                    });
        } catch (TransferAbortedException e) {
            return ExitStatus.INTERRUPTED;
        } catch (IOException e) {
            ExitStatus status = printErrorAndGetStatus(e);
            writeReportOnce();
            return status;
        }
        TransferReport report = transfer.report();
        if (report.result() == TransferReport.Result.REFUSED) {
            invocation.printError(report.error());
        }
        return writeReportOnce() ? ExitStatus.of(report) : ExitStatus.IO_ERROR;
    }

    /** Says what was wrong, unless it is for the caller to say. */
    private ExitStatus printErrorAndGetStatus(IOException e) throws IOException {
        ExitStatus status;
        if (e instanceof DeviceFailureException) {
            status = ExitStatus.DEVICE_ERROR;
        } else if (e instanceof InvalidDeviceNameException) {
            throw options.invalidArgument(e.getMessage());
        } else if (e instanceof UnreadableStreamException unreadable) {
            status = ExitStatus.of(unreadable.outcome(), false);
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
        writeReportOnce();
    }

    /** Writes report and summary, once; returns whether that worked. */
    private synchronized boolean writeReportOnce() {
        if (reportWritten) {
            return true;
        }
        reportWritten = true;
        TransferReport report = transfer.report();
        if (invocation.terminal().showsProgress()) {
            report.warnings().forEach(warning -> invocation.printError("warning: " + warning));
        }
        try {
            if (options.verbose()) {
                Writer writer = new OutputStreamWriter(invocation.stderr(), StandardCharsets.UTF_8);
                new TransferText(writer, false, 0).render(report);
                writer.flush();
            }
            ReportFile file = options.reportFile(invocation);
            if (file != null) {
                file.write(out -> new TransferJson(out).render(report));
            }
            return true;
        } catch (IOException e) {
            invocation.printError("no report: " + e.getMessage());
            return false;
        }
    }
}
