// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.IOException;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;

/**
 * One of the two inputs, after reading.
 *
 * @param report the content of the input
 * @param sections the named sections of the input
 * @param pages final content of guest memory
 */
record DiffOperand(StreamReport report, NamedSections sections, PageIndex pages) implements Closeable {
    /** Reads an input to its end. */
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

    /** Returns whether the input was read to its end. If not, a value may be missing only because it was not read. */
    boolean isComplete() {
        return report.outcome() == ReadOutcome.COMPLETE;
    }

    /** Returns the name of the input as given by the user. */
    String inputName() {
        return report.input().name();
    }

    @Override
    public void close() throws IOException {
        report.close();
        pages.close();
    }
}
