// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.migstream.html.StreamScale.Block;
import org.migstream.html.StreamScale.Kind;
import org.migstream.inspect.overview.Overview.FindingRow;
import org.migstream.inspect.report.Place;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Severity;

/** Draws a main stream to scale: its sections as blocks, the first damage, and where reading stopped. */
final class StreamPicture {
    private static final int MAX_BLOCK = 600;
    private static final String BAR_TOP = "22";
    private static final String BAR_HEIGHT = "30";

    /** The place from which the text of a mark is written to its left. */
    private static final double LEFT_TEXT = 0.5;

    /** The part of guest memory from which the rest of a stream is also drawn without it. */
    private static final double MOSTLY = 0.5;

    private final HtmlWriter out;
    private final StreamReport report;
    private final Anchors anchors;
    private final List<Mark> marks = new ArrayList<>();
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);

    /** A place in the picture with a text. */
    private record Mark(String styleClass, long offset, String text) {}

    StreamPicture(HtmlWriter out, PageContent content, Anchors anchors) {
        this.out = out;
        this.anchors = anchors;
        report = content.report();
        long firstDamage = Long.MAX_VALUE;
        for (FindingRow finding : content.overview().findings()) {
            Place place = finding.streamPlace();
            if (finding.severity() == Severity.ERROR && place != null && place.channel() == null) {
                firstDamage = Math.min(firstDamage, place.offset());
            }
        }
        if (firstDamage < Long.MAX_VALUE) {
            marks.add(new Mark("damage", firstDamage, "first damage " + PrintableText.formatOffset(firstDamage)));
        }
        if (report.outcome() != ReadOutcome.COMPLETE) {
            long end = report.parsedBytes();
            marks.add(new Mark("stop", end, "read to here " + PrintableText.formatOffset(end)));
        }
    }

    void write(PageLimit limit) throws IOException {
        if (report.outline().header() == null) {
            return;
        }
        long total = totalBytes();
        long memory = StreamScale.memoryBytes(report);
        out.open("section", "id", "stream").line();
        out.element("h2", "The stream").line();
        writePatterns();
        writeRow("all of it, " + PrintableText.formatBytes(total), total, true, limit);
        if (memory > total * MOSTLY && memory < total) {
            String rest = PrintableText.formatBytes(total - memory);
            writeRow("without guest memory, " + rest, total, false, limit);
        }
        writeLegend();
        out.closeLine();
    }

    /** Returns the length of the stream, as far as it is known. */
    private long totalBytes() {
        boolean hasUnreadBytes = report.outcome() != ReadOutcome.COMPLETE
                && report.input().layers().isEmpty()
                && report.input().bytes().isPresent();
        return hasUnreadBytes
                ? Math.max(report.parsedBytes(), report.input().bytes().getAsLong())
                : report.parsedBytes();
    }

    private void writePatterns() throws IOException {
        out.open("svg", "class", "patterns", "width", "0", "height", "0", "aria-hidden", "true");
        for (Kind kind : List.of(Kind.MEMORY, Kind.UNREAD)) {
            out.open(
                    "pattern",
                    "id",
                    "hatch-" + kind.styleClass(),
                    "width",
                    "6",
                    "height",
                    "6",
                    "patternUnits",
                    "userSpaceOnUse");
            out.element("rect", "", "width", "6", "height", "6", "class", kind.styleClass() + "-back");
            String line = kind == Kind.MEMORY ? "M-1 7L7 -1M-1 1L1 -1M5 7L7 5" : "M3 0L3 6";
            out.element("path", "", "d", line, "class", kind.styleClass() + "-line")
                    .close();
        }
        out.closeLine();
    }

    private void writeRow(String title, long total, boolean withMemory, PageLimit limit) throws IOException {
        long[] offsets = new long[marks.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = marks.get(i).offset();
        }
        StreamScale scale = StreamScale.of(report, total, withMemory, offsets);
        out.element("p", title, "class", "scale").line();
        out.open(
                        "svg",
                        "class",
                        "stream",
                        "width",
                        "100%",
                        "height",
                        report.outcome() == ReadOutcome.COMPLETE ? "56" : "76",
                        "role",
                        "group",
                        "aria-label",
                        "the stream to scale, " + title)
                .line();
        for (Block block : scale.blocks()) {
            if (!limit.allows(MAX_BLOCK)) {
                break;
            }
            writeBlock(block);
        }
        for (int i = 0; i < offsets.length; i++) {
            writeMark(marks.get(i), scale.placeOfMark(i));
        }
        out.closeLine();
    }

    private void writeBlock(Block block) throws IOException {
        kinds.add(block.kind());
        Integer device = block.key() == null ? null : anchors.deviceNumber(block.key());
        if (device != null) {
            out.open("a", "href", "#device-" + device);
        }
        double start = (double) block.firstSlot() / StreamScale.SLOTS;
        double end = (double) block.endSlot() / StreamScale.SLOTS;
        out.open(
                "rect",
                "class",
                block.kind().styleClass(),
                "x",
                percent(start),
                "y",
                BAR_TOP,
                "width",
                percent(end - start),
                "height",
                BAR_HEIGHT);
        out.element("title", describe(block)).close();
        if (device != null) {
            boolean isWide = block.endSlot() - block.firstSlot() >= 12;
            if (isWide) {
                out.element(
                        "text",
                        Integer.toString(device),
                        "class",
                        "number",
                        "x",
                        percent((start + end) / 2),
                        "y",
                        "42",
                        "text-anchor",
                        "middle");
            }
            out.close();
        }
        out.line();
    }

    private static String describe(Block block) {
        String name =
                block.key() == null ? block.kind().label() : Shortened.name(PrintableText.formatSection(block.key()));
        return block.from() < 0
                ? name
                : name + ", " + PrintableText.formatOffset(block.from()) + " to "
                        + PrintableText.formatOffset(block.end());
    }

    private void writeMark(Mark mark, double place) throws IOException {
        boolean isLeft = place > LEFT_TEXT;
        boolean isDamage = mark.styleClass().equals("damage");
        out.open(
                "svg",
                "class",
                mark.styleClass(),
                "x",
                percent(place),
                "width",
                "1",
                "height",
                "76",
                "overflow",
                "visible");
        String line = isDamage ? "M-1 4H1V54H-1Z" : "M-1 20H1V72H-1Z";
        String head = isDamage
                ? isLeft ? "M0 4L-10 9L0 14Z" : "M0 4L10 9L0 14Z"
                : isLeft ? "M0 62L-10 67L0 72Z" : "M0 62L10 67L0 72Z";
        out.element("path", "", "d", line + head);
        out.element(
                "text",
                mark.text(),
                "x",
                isLeft ? "-14" : "14",
                "y",
                isDamage ? "14" : "71",
                "text-anchor",
                isLeft ? "end" : "start");
        out.closeLine();
    }

    private void writeLegend() throws IOException {
        out.open("ul", "class", "legend").line();
        for (Kind kind : kinds) {
            out.open("li");
            out.open("svg", "width", "16", "height", "12", "aria-hidden", "true");
            out.element("rect", "", "class", kind.styleClass(), "width", "16", "height", "12")
                    .close();
            out.text(kind == Kind.VFIO ? kind.label() + ", numbered as in the table" : kind.label())
                    .closeLine();
        }
        out.closeLine();
    }

    /** Formats a part of the width with two decimals. */
    static String percent(double part) {
        long hundredths = Math.round(part * 10_000);
        return hundredths / 100 + "." + hundredths / 10 % 10 + hundredths % 10 + "%";
    }
}
