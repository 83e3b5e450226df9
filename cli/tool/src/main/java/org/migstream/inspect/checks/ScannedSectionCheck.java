// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import java.io.IOException;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.report.FindingLog;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Section;

/**
 * Reports that ends of sections were guessed from the bytes that follow. Such a guess is wrong if the data of a device
 * imitate a footer.
 */
final class ScannedSectionCheck implements StreamCheck {
    private long scannedSections;
    private long firstOffset;

    @Override
    public void finishMainStream(MainStreamSummary stream, FindingLog findings) throws IOException {
        stream.outline().sections().forEach(this::count);
        if (scannedSections > 0) {
            findings.add(Finding.at(
                    firstOffset,
                    Severity.WARNING,
                    "stream.scanned",
                    PrintableText.formatCount(scannedSections, "section")
                            + (scannedSections == 1 ? " has" : " have")
                            + " no length, the first of them here: their ends were guessed from the bytes that follow"
                            + (stream.seekable() ? "" : "; decompress to a file for an exact answer")));
        }
    }

    private void count(SectionEntry entry) {
        boolean scanned = entry.isComplete() && entry.head().framing() == Section.Framing.SCANNED;
        if (scanned && scannedSections++ == 0) {
            firstOffset = entry.head().offset();
        }
    }
}
