// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import org.migstream.inspect.report.StateFieldRows.Row;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;
import org.migstream.report.PrintableText;
import org.migstream.report.TextColumn;
import org.migstream.report.TextWriter;
import org.migstream.spi.Finding;

/** Writes the fields of a decoded state. A field with an error or a warning has a mark and the code of the finding. */
final class StateFieldsText {
    /** Maximum number of fields to list, and of more fields with a mark; JSON lists all fields. */
    private static final int MAX_FIELDS = 100;

    private static final int MIN_NAME_WIDTH = 28;
    private static final int MAX_NAME_WIDTH = 44;

    private final TextWriter out;
    private final boolean withOffsets;
    private int nameWidth = MIN_NAME_WIDTH;
    private long measured;

    StateFieldsText(TextWriter out, boolean withOffsets) {
        this.out = out;
        this.withOffsets = withOffsets;
    }

    void write(DecodedState state) throws IOException {
        state.fields().forEach(this::measure);
        long more = StateFieldRows.list(state, MAX_FIELDS, this::writeRow);
        if (more > 0) {
            out.line("    ... and " + PrintableText.formatCount(more, "more field") + " (--json lists "
                    + (state.droppedFields() > 0 ? state.fields().size() : "all") + ")");
        }
    }

    private void measure(StateField field) {
        if (measured++ < MAX_FIELDS) {
            int width = TextColumn.width(PrintableText.escape(field.path()));
            nameWidth = Math.max(nameWidth, Math.min(width, MAX_NAME_WIDTH));
        }
    }

    private void writeRow(Row row) throws IOException {
        Standing standing = row.standing();
        String position = withOffsets ? TextColumn.left(PrintableText.formatOffset(row.offset()), 8) + " " : "";
        out.paragraph(standing.severity(), "  " + standing.mark() + " " + position + formatField(row) + codes(row));
    }

    private static String codes(Row row) {
        StringBuilder codes = new StringBuilder();
        for (Finding finding : row.findings()) {
            codes.append(codes.length() == 0 ? "  <-- " : ", ").append(PrintableText.escape(finding.code()));
        }
        return codes.toString();
    }

    private String formatField(Row row) {
        StateField field = row.field();
        if (field == null) {
            return "(no field is listed here)";
        }
        return field.kind() == StateField.Kind.RESTART
                ? "--- " + StateFieldRows.formatValue(field)
                : TextColumn.left(PrintableText.escape(field.path()), nameWidth) + " "
                        + StateFieldRows.formatValue(field);
    }
}
