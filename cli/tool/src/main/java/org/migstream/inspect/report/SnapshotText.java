// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.io.Writer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.migstream.container.qcow2.Snapshot;
import org.migstream.report.FindingText;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.TextColumn;
import org.migstream.report.TextWriter;

/** Writes the snapshots of an image as text, in the columns of {@code qemu-img snapshot -l}. */
public final class SnapshotText {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final TextWriter out;

    /**
     * @param out receives the text; this class does not close it
     * @param colour whether to use the colours of a terminal
     * @param columns width of the terminal; 0 without a terminal
     */
    public SnapshotText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes the list. */
    public void render(SnapshotReport report) throws IOException {
        Optional<LocatedFinding> reason = report.findings().stopReason();
        String name = PrintableText.escapeName(report.input().name());
        out.setColour(report.findings().worst());
        String image = "a qcow2 image with " + PrintableText.formatCount(report.declaredCount(), "snapshot");
        if (reason.isPresent()) {
            out.paragraph(name + ": " + FindingText.outcomeLabel(report.outcome()) + ": "
                    + FindingText.formatFinding(reason.get()));
            out.resetColour();
            out.paragraph("  " + image + ", of which " + report.snapshots().size() + " could be read");
        } else {
            out.paragraph(name + ": " + image);
            out.resetColour();
        }
        for (LocatedFinding located : report.findings().all()) {
            if (!reason.equals(Optional.of(located))) {
                out.setColour(located.finding().severity());
                out.paragraph("  " + FindingText.severityLabel(located.finding().severity()) + ": "
                        + FindingText.formatFinding(located));
                out.resetColour();
            }
        }
        if (report.snapshots().size() == 0) {
            return;
        }
        out.blankLine();
        out.tableHeading(row("id", "name", "VM state", "date (UTC)", "VM clock", ""));
        boolean[] anyAmbiguous = {false};
        report.snapshots().forEach(snapshot -> {
            boolean ambiguous = report.selectors().isNameAmbiguous(snapshot);
            anyAmbiguous[0] |= ambiguous;
            writeRow(snapshot, ambiguous);
        });
        out.blankLine();
        out.paragraph("  To inspect the VM state of a snapshot: migstream inspect 'FILE#NAME' or 'FILE#id:ID'");
        if (anyAmbiguous[0]) {
            out.paragraph("  An ambiguous name is also the name or the id of another snapshot: use 'FILE#id:ID', or"
                    + " 'FILE#name:NAME' if no other snapshot has this name");
        }
    }

    private void writeRow(Snapshot snapshot, boolean ambiguous) throws IOException {
        out.line(row(
                PrintableText.escape(snapshot.id()),
                PrintableText.escapeName(snapshot.name()),
                snapshot.vmStateSize() == 0 ? "none" : Long.toUnsignedString(snapshot.vmStateSize()),
                DATE.format(snapshot.date()),
                formatClock(snapshot.vmClock()),
                ambiguous ? "ambiguous name" : ""));
    }

    private static String row(String id, String name, String size, String date, String clock, String note) {
        return ("  " + TextColumn.left(id, 4) + " " + TextColumn.left(name, 24) + " " + TextColumn.right(size, 12)
                        + "  " + TextColumn.left(date, 19) + "  " + TextColumn.left(clock, 15) + "  " + note)
                .stripTrailing();
    }

    private static String formatClock(long nanoseconds) {
        long milliseconds = Long.divideUnsigned(nanoseconds, TimeUnit.MILLISECONDS.toNanos(1));
        long seconds = milliseconds / 1000;
        return "%02d:%02d:%02d.%03d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60, milliseconds % 1000);
    }
}
