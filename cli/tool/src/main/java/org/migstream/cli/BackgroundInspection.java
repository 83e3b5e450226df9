// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.InspectJson;
import org.migstream.inspect.report.InspectText;
import org.migstream.inspect.report.StreamReport;
import org.migstream.io.RingFile;

/**
 * Inspects a stream in its own thread while the stream is copied. If the inspection fails, it prints an error on
 * standard error, and the copy continues.
 */
final class BackgroundInspection {
    private final Invocation invocation;
    private final RingFile ringFile;
    private final OutputLimit maxOutput;
    private final InspectRequest request;
    private final Optional<ReportFile> reportFile;
    private final Thread thread = new Thread(this::run, "inspection");
    private volatile boolean cancelled;
    private ExitStatus status = ExitStatus.SUCCESS;

    /**
     * Creates an inspection that has not started.
     *
     * @param ringFile contains the bytes that were copied but not yet inspected
     * @param maxOutput how many bytes each container may decompress to
     * @param reportFile the file for the report; if empty, a summary goes to standard error
     */
    BackgroundInspection(
            Invocation invocation,
            RingFile ringFile,
            OutputLimit maxOutput,
            InspectRequest request,
            Optional<ReportFile> reportFile) {
        this.invocation = invocation;
        this.ringFile = ringFile;
        this.maxOutput = maxOutput;
        this.request = request;
        this.reportFile = reportFile;
    }

    /** Starts the inspection. If the report cannot be written, prints this now. */
    void start() throws IOException {
        if (reportFile.isPresent()) {
            try {
                reportFile.get().requireCreatable();
            } catch (IOException e) {
                status = new FailureReporter(invocation).reportMissingReport(e);
                ringFile.close();
                return;
            }
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Signals the end of the stream, waits until the report is written and returns whether it was. */
    ExitStatus awaitReport() {
        ringFile.finish();
        join();
        return status;
    }

    /** Stops the inspection without a report, because the copy failed. */
    void cancel() throws IOException {
        cancelled = true;
        ringFile.close();
        join();
    }

    private void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (RingFile source = ringFile) {
            inspect(Input.ofPipe("-", source.inputStream(), maxOutput));
        } catch (Throwable e) {
            if (!cancelled) {
                status = new FailureReporter(invocation).reportMissingReport(e);
            }
        }
    }

    private void inspect(Input input) throws IOException {
        try (StreamReport report = StreamInspector.inspect(input, List.of(), request)) {
            // The inspection is over: the bytes that still arrive need not be stored.
            ringFile.close();
            if (cancelled) {
                return;
            }
            if (reportFile.isPresent()) {
                reportFile.get().write(out -> new InspectJson(out, false, false).render(report));
                return;
            }
            Writer writer = invocation.terminal().charset().writer(invocation.stderr());
            new InspectText(writer, false, 0).renderSummary(report);
            writer.flush();
        }
    }
}
