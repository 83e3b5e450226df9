// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.migstream.io.LimitExceededException;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.transfer.DeviceFailureException;
import org.migstream.transfer.DeviceTransfer;
import org.migstream.transfer.HandoverException;
import org.migstream.transfer.InvalidDeviceNameException;
import org.migstream.transfer.Transfer;
import org.migstream.transfer.TransferAbortedException;
import org.migstream.transfer.TransferJson;
import org.migstream.transfer.TransferReport;
import org.migstream.transfer.TransferText;
import org.migstream.transfer.UnreadableStreamException;

/**
 * Runs a transfer to whatever end, and tells of it. A signal ends the process in a thread of its own, for this one may
 * hang in a call that nothing interrupts; that thread puts the devices in order, writes the report, and never waits for
 * this one but while it is doing the same.
 */
final class TransferRun {
    private final Invocation invocation;
    private final TransferOptions options;
    private final Transfer transfer;
    private final String verb;
    private boolean told;

    /** @param verb what happens to the bytes, such as {@code saved} */
    TransferRun(Invocation invocation, TransferOptions options, Transfer transfer, String verb) {
        this.invocation = invocation;
        this.options = options;
        this.transfer = transfer;
        this.verb = verb;
    }

    /** @throws IOException if the stream could not be written or read; everything else has been said */
    ExitStatus run() throws IOException {
        Thread hook = new Thread(this::shutDown, "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return transfer();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It runs already, and has the last word: leaving from here waits for it.
                invocation.err().flush();
            }
        }
    }

    private ExitStatus transfer() throws IOException {
        try {
            Progress.during(invocation, verb, () -> transfer.report().streamBytes(), () -> {
                transfer.run();
                return null;
            });
        } catch (TransferAbortedException e) {
            return ExitStatus.INTERRUPTED;
        } catch (IOException e) {
            ExitStatus status = status(e);
            tell();
            return status;
        }
        TransferReport report = transfer.report();
        if (report.result() == TransferReport.Result.REFUSED) {
            invocation.complain(report.error());
        }
        return tell() ? ExitStatus.of(report) : ExitStatus.INPUT_OUTPUT;
    }

    /** Says what was wrong, unless it is for the caller to say. */
    private ExitStatus status(IOException e) throws IOException {
        ExitStatus status;
        if (e instanceof DeviceFailureException) {
            status = ExitStatus.DEVICE;
        } else if (e instanceof InvalidDeviceNameException) {
            throw options.wrong(e.getMessage());
        } else if (e instanceof UnreadableStreamException unreadable) {
            status = ExitStatus.of(unreadable.outcome(), false);
        } else if (e instanceof HandoverException) {
            status = ExitStatus.INPUT_OUTPUT;
        } else if (e instanceof UnsupportedStreamException || e instanceof LimitExceededException) {
            status = ExitStatus.UNSUPPORTED;
        } else if (e instanceof StreamException) {
            status = ExitStatus.MALFORMED;
        } else {
            tell();
            throw e;
        }
        invocation.complain(e.getMessage());
        return status;
    }

    private void shutDown() {
        transfer.abort();
        for (DeviceTransfer device : transfer.report().devices()) {
            if (device.error() != null) {
                invocation.complain(device.errorSummary());
            }
        }
        tell();
    }

    /** Writes report and summary, once; returns whether that worked. */
    private synchronized boolean tell() {
        if (told) {
            return true;
        }
        told = true;
        TransferReport report = transfer.report();
        if (invocation.terminal().progress()) {
            report.warnings().forEach(warning -> invocation.complain("warning: " + warning));
        }
        try {
            if (options.verbose()) {
                Writer writer = new OutputStreamWriter(invocation.err(), StandardCharsets.UTF_8);
                new TransferText(writer, false, 0).render(report);
                writer.flush();
            }
            ReportFile file = options.report(invocation);
            if (file != null) {
                file.write(out -> new TransferJson(out).render(report));
            }
            return true;
        } catch (IOException e) {
            invocation.complain("no report: " + e.getMessage());
            return false;
        }
    }
}
