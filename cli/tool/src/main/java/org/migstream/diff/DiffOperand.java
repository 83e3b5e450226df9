// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.IOException;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;

/**
 * One of the two inputs, read.
 *
 * @param report what is in it
 * @param pages what guest memory was in the end
 */
record DiffOperand(StreamReport report, NamedSections sections, PageIndex pages) implements Closeable {
    static DiffOperand read(DiffInput from, DiffRequest request, PageHash hash) throws IOException {
        PageIndex pages = new PageIndex(hash, from.input().source(), request.keepLimit());
        try {
            InspectRequest inspection =
                    new InspectRequest(false, true, false, null, request.decoders(), request.keepLimit(), true, pages);
            StreamReport report = StreamInspector.inspect(from.input(), from.channels(), inspection);
            return new DiffOperand(report, NamedSections.of(report), pages);
        } catch (IOException | RuntimeException e) {
            pages.close();
            throw e;
        }
    }

    /** Whether what is not there is missing, rather than not reached. */
    boolean isComplete() {
        return report.outcome() == ReadOutcome.COMPLETE;
    }

    String inputName() {
        return report.input().name();
    }

    @Override
    public void close() throws IOException {
        report.close();
        pages.close();
    }
}
