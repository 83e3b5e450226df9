// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.migstream.inspect.overview.Overview.Fact;
import org.migstream.inspect.overview.Overview.NextCommand;
import org.migstream.inspect.report.Standing;
import org.migstream.report.PrintableText;
import org.migstream.report.ShellWord;
import org.migstream.report.TextColumn;
import org.migstream.report.TextWriter;
import org.migstream.report.WrappedText;
import org.migstream.spi.Severity;

/**
 * Writes an overview in at most {@value #MAX_LINES} lines, which are not wider than the terminal, or {@value
 * #DEFAULT_WIDTH} columns without a terminal.
 */
public final class OverviewText {
    /** The maximum number of lines. */
    public static final int MAX_LINES = 24;

    /** The width without a terminal, in columns. */
    public static final int DEFAULT_WIDTH = 80;

    private static final int MIN_WIDTH = 60;
    private static final int MAX_WIDTH = 120;
    private static final int MAX_ROWS = 7;
    private static final int MAX_NEXT_LINES = 3;
    private static final int LABEL_WIDTH = 10;
    private static final String INDENT = "  ";
    private static final String NEXT = "next: ";
    private static final String LINE_END = " \\";

    /** The place of a word that is wider than a line. */
    private static final String PLACEHOLDER = "FILE";

    private final TextWriter out;
    private final int width;

    /**
     * @param out receives the text; this class does not close it
     * @param colour whether to use the colours of a terminal
     * @param columns width of the terminal; 0 without a terminal
     */
    public OverviewText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, 0);
        width = columns == 0 ? DEFAULT_WIDTH : Math.max(MIN_WIDTH, Math.min(columns, MAX_WIDTH));
    }

    /** Writes the overview. */
    public void render(Overview overview) throws IOException {
        List<String> verdict = verdictLines(overview);
        List<String> facts = factLines(overview.facts());
        DeviceTable devices = deviceTable(overview);
        // What was not checked is never left out: a reader would take it for checked.
        int reserved = Math.min(1, overview.unchecked().size());
        int used = verdict.size() + facts.size() + devices.lineCount();
        int minFindings = overview.findings().isEmpty() ? 0 : FindingList.MIN_LINES;
        List<String> next = nextLines(overview, MAX_LINES - used - reserved - minFindings);
        used += next.size();
        FindingList findings = new FindingList(overview, width);
        findings.fit(MAX_LINES - used - reserved);
        used += findings.lineCount();
        boolean hasRoom = findings.isWhole();
        List<String> unchecked = uncheckedLines(overview, Math.max(1, Math.min(3, MAX_LINES - used)));
        used += unchecked.size();
        boolean blankBeforeFindings = hasRoom && findings.lineCount() > 0 && used++ < MAX_LINES;
        boolean blankBeforeNext = hasRoom && used < MAX_LINES && unchecked.size() + next.size() > 0;

        writeLines(overview.verdict().standing(), verdict);
        writeLines(Standing.SOUND, facts);
        devices.write(out);
        if (blankBeforeFindings) {
            out.blankLine();
        }
        findings.write(out);
        if (blankBeforeNext) {
            out.blankLine();
        }
        writeLines(Standing.SOUND, unchecked);
        writeLines(Standing.SOUND, next);
    }

    private void writeLines(Standing standing, List<String> lines) throws IOException {
        for (String line : lines) {
            writeLine(out, standing.severity(), line);
        }
    }

    /** Writes a line in the colour of a severity. */
    static void writeLine(TextWriter out, Severity severity, String line) throws IOException {
        out.paragraph(severity, line);
    }

    private List<String> verdictLines(Overview overview) {
        String headline = overview.verdict().headline();
        String name = PrintableText.escapeName(overview.input().name());
        List<String> lines = wrapVerdict(name, headline);
        if (lines.size() <= 2) {
            return lines;
        }
        // Both lines are needed for the verdict; the end of the name says more than its start.
        String shortName = TextColumn.shortenFront(name, width / 3);
        lines = wrapVerdict(shortName, headline);
        return lines.size() <= 2 ? lines : WrappedText.wrap(shortName + ": " + headline, width, INDENT, 2);
    }

    private List<String> wrapVerdict(String name, String headline) {
        return TextColumn.width(name) > width - 1
                ? List.of("", "", "")
                : WrappedText.wrap(name + ": " + headline, width, INDENT, MAX_LINES);
    }

    private List<String> factLines(List<Fact> facts) {
        List<String> lines = new ArrayList<>();
        for (Fact.Group group : Fact.Group.values()) {
            StringBuilder text = new StringBuilder();
            for (Fact fact : facts) {
                if (fact.group() == group) {
                    text.append(text.length() == 0 ? "" : ", ").append(fact.text());
                }
            }
            if (text.length() > 0) {
                String label = INDENT + TextColumn.left(group.label(), LABEL_WIDTH);
                int maxLines = group == Fact.Group.STREAM || group == Fact.Group.MESSAGES ? 2 : 1;
                lines.addAll(WrappedText.wrap(label + text, width, " ".repeat(label.length()), maxLines));
            }
        }
        return lines;
    }

    private DeviceTable deviceTable(Overview overview) {
        int count = overview.devices().size();
        List<DeviceRow> rows = overview.worstDevices(count <= MAX_ROWS ? count : MAX_ROWS - 1);
        String more = rows.size() == count ? "" : moreLine(count - rows.size());
        return new DeviceTable(rows, more, width);
    }

    /** Returns the line that counts what is not shown, with the option that shows it. */
    static String moreLine(long count) {
        return INDENT + "... " + count + " more: the same command with --all";
    }

    private List<String> uncheckedLines(Overview overview, int maxLines) {
        return overview.unchecked().isEmpty()
                ? List.of()
                : WrappedText.wrap(
                        INDENT + "not checked: " + String.join("; ", overview.unchecked()),
                        width,
                        INDENT + INDENT,
                        maxLines);
    }

    private List<String> nextLines(Overview overview, int room) {
        int maxLines = Math.min(MAX_NEXT_LINES, room);
        List<String> lines = new ArrayList<>();
        for (NextCommand command : overview.next()) {
            String start = lines.isEmpty() ? NEXT : " ".repeat(NEXT.length());
            List<String> more = command.readsPipe()
                    ? commandLines(command.typedWords(), start + NextCommand.WRITER, false)
                    : commandLines(command.words(), start, true);
            if (more.size() > MAX_NEXT_LINES && !command.added().isEmpty()) {
                more = commandLines(command.added(), start + "the same command with ", false);
            }
            if (!more.isEmpty() && lines.size() + more.size() <= maxLines) {
                lines.addAll(more);
            }
        }
        return lines;
    }

    /**
     * Returns a command in lines that end with a backslash, so that all of them can be copied; none if a word other than a
     * file at the end is wider than a line.
     */
    private List<String> commandLines(List<String> words, String start, boolean endsWithFile) {
        List<String> lines = new ArrayList<>();
        String indent = " ".repeat(NEXT.length() + INDENT.length());
        StringBuilder line = new StringBuilder(start);
        int last = words.size() - 1;
        for (int i = 0; i <= last; i++) {
            boolean isFile = endsWithFile && i == last && i > 0;
            String word = isFile ? ShellWord.quoteFile(words.get(i)) : ShellWord.quote(words.get(i));
            if (indent.length() + TextColumn.width(word) + LINE_END.length() > width) {
                if (!isFile) {
                    return List.of();
                }
                word = PLACEHOLDER;
            }
            int needed = (i == 0 ? 0 : 1) + TextColumn.width(word) + (i == last ? 0 : LINE_END.length());
            if (TextColumn.width(line.toString()) + needed > width) {
                lines.add(line + LINE_END);
                line = new StringBuilder(indent).append(word);
            } else {
                line.append(i == 0 ? "" : " ").append(word);
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
