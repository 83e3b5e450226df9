// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.migstream.container.Input;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.InspectJson;
import org.migstream.inspect.report.InspectText;
import org.migstream.inspect.report.StreamReport;
import org.migstream.io.RingFile;

/**
 * Inspects, in a thread of its own, what passes through. Whatever happens to it is told on standard error and disturbs
 * nothing else.
 */
final class BackgroundInspection {
    private final Invocation invocation;
    private final RingFile ringFile;
    private final long maxOutput;
    private final InspectRequest request;
    private final ReportFile reportFile;
    private final Thread thread = new Thread(this::run, "inspection");
    private volatile boolean cancelled;

    /**
     * An inspection that has not begun.
     *
     * @param maxOutput how many bytes may come out of each container
     * @param reportFile where the report goes; null for a summary on standard error
     */
    BackgroundInspection(
            Invocation invocation, RingFile backlog, long maxOutput, InspectRequest request, ReportFile reportFile) {
        this.invocation = invocation;
        this.ringFile = backlog;
        this.maxOutput = maxOutput;
        this.request = request;
        this.reportFile = reportFile;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** The bytes ended: waits for the report. */
    void awaitReport() {
        ringFile.finish();
        join();
    }

    /** The copy failed, and with it the report of what was copied. */
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
        } catch (IOException e) {
            printNoReport(e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            printNoReport("a defect of migstream, please report it: " + e);
        }
    }

    private void inspect(Input input) throws IOException {
        try (StreamReport report = StreamInspector.inspect(input, List.of(), request)) {
            // What is still to come must not wait in a file.
            ringFile.close();
            if (cancelled) {
                return;
            }
            if (reportFile != null) {
                reportFile.write(out -> new InspectJson(out, false, false).render(report));
                return;
            }
            Writer writer = new OutputStreamWriter(invocation.stderr(), StandardCharsets.UTF_8);
            new InspectText(writer, false, 0).renderSummary(report);
            writer.flush();
        }
    }

    private void printNoReport(String reason) {
        if (!cancelled) {
            invocation.printError("no report: " + reason);
        }
    }
}
