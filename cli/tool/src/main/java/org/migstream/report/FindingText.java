// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Formats findings and outcomes for people, in the same words in all commands. */
public final class FindingText {
    private FindingText() {}

    /** Returns the word that precedes a finding: {@code note}, {@code warning} or {@code error}. */
    public static String severityLabel(Severity severity) {
        return severity == Severity.INFO ? "note" : severity.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the verdict on an input that could not be read to its end. */
    public static String outcomeLabel(ReadOutcome outcome) {
        return outcome == ReadOutcome.DAMAGED ? "DAMAGED" : "NOT READ TO THE END";
    }

    /** Formats a finding as one line: location, message, code. */
    public static String formatFinding(LocatedFinding located) {
        Finding finding = located.finding();
        List<String> locations = new ArrayList<>();
        if (located.channel() != null) {
            locations.add("channel " + PrintableText.escapeName(located.channel()));
        }
        finding.offset()
                .ifPresent(offset -> locations.add("at " + PrintableText.formatOffset(offset) + " (" + offset + ")"));
        if (located.section() != null) {
            locations.add(PrintableText.escape(located.section().idstr()));
        }
        String location = locations.isEmpty() ? "" : String.join(", ", locations) + ": ";
        return location + PrintableText.escape(finding.message()) + " [" + PrintableText.escape(finding.code()) + "]";
    }
}
