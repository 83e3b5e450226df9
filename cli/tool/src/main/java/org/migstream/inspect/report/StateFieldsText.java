// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.FieldDetail;
import org.migstream.plugin.StateField;
import org.migstream.report.PrintableText;
import org.migstream.report.TextColumn;
import org.migstream.report.TextWriter;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Writes the fields of a decoded state. A field with an error or a warning has a mark and the code of the finding. */
final class StateFieldsText {
    /** Maximum number of fields to list, and of more fields with a mark; JSON lists all fields. */
    private static final int MAX_FIELDS = 100;

    private static final int MAX_VALUE_LENGTH = 64;
    private static final int MIN_NAME_WIDTH = 28;
    private static final int MAX_NAME_WIDTH = 44;

    /** The number of digits from which a decimal number is also written in hexadecimal. */
    private static final int MIN_HEX_DIGITS = 5;

    private final TextWriter out;
    private final List<Finding> pending = new ArrayList<>();
    private int nameWidth = MIN_NAME_WIDTH;
    private long index;
    private long marked;
    private long skipped;

    StateFieldsText(TextWriter out) {
        this.out = out;
    }

    void write(DecodedState state) throws IOException {
        for (Finding finding : state.findings()) {
            if (finding.severity() != Severity.INFO && finding.offset().isPresent()) {
                pending.add(finding);
            }
        }
        state.fields().forEach(this::measure);
        index = 0;
        state.fields().forEach(this::writeField);
        for (Finding finding : pending) {
            long offset = finding.offset().orElseThrow();
            writeLine(Standing.of(finding.severity()), offset, "(no field is listed here)", codes(List.of(finding)));
        }
        long more = skipped + state.droppedFields();
        if (more > 0) {
            out.line("    ... and " + PrintableText.formatCount(more, "more field") + " (--json lists "
                    + (state.droppedFields() > 0 ? state.fields().size() : "all") + ")");
        }
    }

    private void measure(StateField field) {
        if (index++ < MAX_FIELDS) {
            int width = TextColumn.width(PrintableText.escape(field.path()));
            nameWidth = Math.max(nameWidth, Math.min(width, MAX_NAME_WIDTH));
        }
    }

    private void writeField(StateField field) throws IOException {
        List<Finding> here = new ArrayList<>();
        if (field.kind() != StateField.Kind.RESTART) {
            for (Finding finding : pending) {
                long distance = finding.offset().orElseThrow() - field.offset();
                if (distance == 0 || distance > 0 && distance < field.length()) {
                    here.add(finding);
                }
            }
        }
        pending.removeAll(here);
        boolean isMarked = !here.isEmpty() && marked++ < MAX_FIELDS;
        if (index++ >= MAX_FIELDS && !isMarked) {
            skipped++;
            return;
        }
        Standing standing = Standing.SOUND;
        for (Finding finding : here) {
            Standing other = Standing.of(finding.severity());
            standing = other.compareTo(standing) > 0 ? other : standing;
        }
        writeLine(standing, field.offset(), formatField(field), codes(here));
    }

    private void writeLine(Standing standing, long offset, String text, String codes) throws IOException {
        String position = TextColumn.left(PrintableText.formatOffset(offset), 8);
        out.paragraph(standing.severity(), "  " + standing.mark() + " " + position + " " + text + codes);
    }

    private static String codes(List<Finding> findings) {
        StringBuilder codes = new StringBuilder();
        for (Finding finding : findings) {
            codes.append(codes.length() == 0 ? "  <-- " : ", ").append(PrintableText.escape(finding.code()));
        }
        return codes.toString();
    }

    private String formatField(StateField field) {
        if (field.kind() == StateField.Kind.RESTART) {
            return "--- the fields above are discarded: " + PrintableText.escape(field.text());
        }
        return TextColumn.left(PrintableText.escape(field.path()), nameWidth) + " " + formatValue(field);
    }

    private static String formatValue(StateField field) {
        switch (field.kind()) {
            case TEXT:
                return '"' + PrintableText.escape(field.text()) + '"';
            case OPAQUE:
                return PrintableText.formatBytes(field.length())
                        + (field.text().isEmpty() ? "" : ", sha256 " + field.text());
            case FILLER:
                return PrintableText.formatBytes(field.length()) + ", unused";
            case BYTES:
                return field.text().length() <= MAX_VALUE_LENGTH
                        ? field.text()
                        : field.text().substring(0, MAX_VALUE_LENGTH) + "... ("
                                + PrintableText.formatBytes(field.length()) + ")";
            case NUMBERS:
                return formatNumbers(field);
            default:
                return formatNumber(field)
                        + field.symbol()
                                .map(name -> " " + PrintableText.escape(name))
                                .orElse("");
        }
    }

    /** Formats the first numbers of an array, as many as are shown of an array of bytes, and their count. */
    private static String formatNumbers(StateField field) {
        FieldDetail.Elements elements = (FieldDetail.Elements) Objects.requireNonNull(field.detail());
        String first = field.text();
        int end = first.length() <= MAX_VALUE_LENGTH ? first.length() : first.lastIndexOf(' ', MAX_VALUE_LENGTH);
        boolean all = end == first.length() && elements.count() <= FieldValue.Numbers.MAX_FIRST;
        return first.substring(0, end)
                + (all ? "" : " ... (" + PrintableText.formatCount(elements.count(), "number") + ")")
                + (elements.sha256().isEmpty() ? "" : ", sha256 " + elements.sha256());
    }

    /** Formats a number with its unit or, without one, adds the hexadecimal form of a large decimal number. */
    private static String formatNumber(StateField field) {
        String text = field.text();
        String withUnit = field.textWithUnit();
        if (!withUnit.equals(text)) {
            return PrintableText.escape(withUnit);
        }
        boolean isDecimal = text.length() >= MIN_HEX_DIGITS;
        for (int i = 0; i < text.length(); i++) {
            isDecimal &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return isDecimal && text.length() <= 19
                ? text + " (0x" + Long.toHexString(Long.parseUnsignedLong(text)) + ")"
                : text;
    }
}
