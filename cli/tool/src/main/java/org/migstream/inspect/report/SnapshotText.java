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
import org.migstream.report.LocatedFinding;
import org.migstream.report.Printable;
import org.migstream.report.TextWriter;

/** The snapshots of an image for people, in the columns of {@code qemu-img snapshot -l}. */
public final class SnapshotText {
    private static final String ROW = "  %-4s %-24s %12s  %-19s  %-15s";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final TextWriter out;

    /** See {@link TextRenderer}. */
    public SnapshotText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes the list. */
    public void render(SnapshotReport report) throws IOException {
        Optional<LocatedFinding> reason = report.findings().reason();
        String name = Printable.name(report.input().name());
        out.colour(report.findings().worst());
        String image = "a qcow2 image with " + Printable.count(report.claimed(), "snapshot");
        if (reason.isPresent()) {
            out.paragraph(
                    name + ": " + TextRenderer.verdict(report.outcome()) + ": " + TextRenderer.sentence(reason.get()));
            out.plain();
            out.paragraph("  " + image + ", of which " + report.snapshots().size() + " could be read");
        } else {
            out.paragraph(name + ": " + image);
            out.plain();
        }
        for (LocatedFinding located : report.findings().all()) {
            if (!reason.equals(Optional.of(located))) {
                out.colour(located.finding().severity());
                out.paragraph("  " + TextRenderer.label(located.finding().severity()) + ": "
                        + TextRenderer.sentence(located));
                out.plain();
            }
        }
        if (report.snapshots().size() == 0) {
            return;
        }
        out.blank();
        out.heading(ROW.formatted("id", "name", "VM state", "date (UTC)", "VM clock")
                .stripTrailing());
        report.snapshots().forEach(this::row);
        out.blank();
        out.paragraph("  What the VM state of one holds: migstream inspect 'FILE#NAME'");
    }

    private void row(Snapshot snapshot) throws IOException {
        out.line(ROW.formatted(
                        Printable.name(snapshot.id()),
                        Printable.name(snapshot.name()),
                        snapshot.vmStateSize() == 0 ? "none" : Long.toUnsignedString(snapshot.vmStateSize()),
                        DATE.format(snapshot.date()),
                        clock(snapshot.vmClock()))
                .stripTrailing());
    }

    private static String clock(long nanoseconds) {
        long milliseconds = Long.divideUnsigned(nanoseconds, TimeUnit.MILLISECONDS.toNanos(1));
        long seconds = milliseconds / 1000;
        return "%02d:%02d:%02d.%03d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60, milliseconds % 1000);
    }
}
