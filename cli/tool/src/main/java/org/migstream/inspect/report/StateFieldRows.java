// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.FieldDetail;
import org.migstream.plugin.StateField;
import org.migstream.report.PrintableText;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * The fields of a decoded state that a report lists, and the errors and warnings that are about them: the first fields, and
 * those after them that have a finding.
 */
public final class StateFieldRows {
    private static final int MAX_VALUE_LENGTH = 64;

    /** The number of digits from which a decimal number is also written in hexadecimal. */
    private static final int MIN_HEX_DIGITS = 5;

    private final int maxFields;
    private final Visitor visitor;
    private final List<Finding> pending = new ArrayList<>();
    private long index;
    private long marked;
    private long skipped;

    private StateFieldRows(int maxFields, Visitor visitor) {
        this.maxFields = maxFields;
        this.visitor = visitor;
    }

    /**
     * A row of the list.
     *
     * @param offset in the state, in bytes
     * @param field null if no field has the offset of the findings
     * @param findings the errors and warnings about the field
     */
    public record Row(long offset, @Nullable StateField field, List<Finding> findings) {
        /** Returns the standing to which the worst finding leads. */
        public Standing standing() {
            Standing worst = Standing.SOUND;
            for (Finding finding : findings) {
                Standing other = Standing.of(finding.severity());
                worst = other.compareTo(worst) > 0 ? other : worst;
            }
            return worst;
        }
    }

    /** Receives the rows. */
    @FunctionalInterface
    public interface Visitor {
        /** Receives the next row. */
        void visit(Row row) throws IOException;
    }

    /**
     * Passes the rows to a visitor in the order of the bytes.
     *
     * @param maxFields the maximum number of fields, and of more fields with a finding
     * @return the number of fields that are not listed
     */
    public static long list(DecodedState state, int maxFields, Visitor visitor) throws IOException {
        StateFieldRows rows = new StateFieldRows(maxFields, visitor);
        for (Finding finding : state.findings()) {
            if (finding.severity() != Severity.INFO && finding.offset().isPresent()) {
                rows.pending.add(finding);
            }
        }
        state.fields().forEach(rows::add);
        for (Finding finding : rows.pending) {
            visitor.visit(new Row(finding.offset().orElseThrow(), null, List.of(finding)));
        }
        return rows.skipped + state.droppedFields();
    }

    private void add(StateField field) throws IOException {
        List<Finding> here = new ArrayList<>();
        for (Finding finding : pending) {
            if (field.covers(finding.offset().orElseThrow())) {
                here.add(finding);
            }
        }
        pending.removeAll(here);
        boolean isMarked = !here.isEmpty() && marked++ < maxFields;
        if (index++ >= maxFields && !isMarked) {
            skipped++;
            return;
        }
        visitor.visit(new Row(field.offset(), field, here));
    }

    /** Formats the value of a field. */
    public static String formatValue(StateField field) {
        switch (field.kind()) {
            case TEXT:
                return '"' + PrintableText.escape(field.text()) + '"';
            case OPAQUE:
                return PrintableText.formatBytes(field.length())
                        + (field.text().isEmpty() ? "" : ", sha256 " + field.text());
            case FILLER:
                return PrintableText.formatBytes(field.length()) + ", unused";
            case RESTART:
                return "the fields above are discarded: " + PrintableText.escape(field.text());
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
