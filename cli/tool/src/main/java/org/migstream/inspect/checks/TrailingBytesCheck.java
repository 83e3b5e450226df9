// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import org.migstream.inspect.report.TrailingBytes;
import org.migstream.report.FindingLog;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Reports bytes after the end of the stream. */
final class TrailingBytesCheck implements StreamCheck {
    @Override
    public void finishMainStream(MainStreamSummary stream, FindingLog findings) {
        TrailingBytes trailing = stream.outline().trailing();
        if (trailing != null) {
            findings.add(Finding.at(
                    trailing.offset(),
                    Severity.WARNING,
                    "stream.trailing-bytes",
                    "the stream is complete and ends here, but %s after it"
                            .formatted(PrintableText.formatCount(trailing.length(), "trailing byte")
                                    + (trailing.length() == 1 ? " is" : " are"))));
        }
    }
}
