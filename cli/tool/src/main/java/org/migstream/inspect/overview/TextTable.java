// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import java.util.ArrayList;
import java.util.List;
import org.migstream.report.TextColumn;

/** A table of text. Each column is as wide as its widest cell. */
final class TextTable {
    private static final int GAP = 2;

    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] isRight;

    /** @param isRight for each column, whether its cells are aligned to the right */
    TextTable(boolean... isRight) {
        this.isRight = isRight;
    }

    /** Adds a row with one cell for each column; a column without text in any row is not shown. */
    void add(String... cells) {
        rows.add(cells);
    }

    /** Returns the rows, all but the last column filled up to the width of their columns. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                int width = columnWidth(i);
                if (width > 0) {
                    line.append(line.length() == 0 ? "" : " ".repeat(GAP));
                    line.append(isRight[i] ? TextColumn.right(row[i], width) : TextColumn.left(row[i], width));
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** Returns the width of the table in columns. */
    int width() {
        int total = 0;
        for (int i = 0; i < isRight.length; i++) {
            int width = columnWidth(i);
            total += width == 0 ? 0 : width + (total == 0 ? 0 : GAP);
        }
        return total;
    }

    /** Makes a column narrower by shortening its cells. Their ends are kept. */
    void narrow(int column, int width) {
        for (String[] row : rows) {
            row[column] = TextColumn.shortenFront(row[column], width);
        }
    }

    /** Removes the text of a column. */
    void clear(int column) {
        for (String[] row : rows) {
            row[column] = "";
        }
    }

    /** Returns the width of the widest cell of a column; 0 if the column has no text. */
    int columnWidth(int column) {
        int width = 0;
        for (String[] row : rows) {
            width = Math.max(width, TextColumn.width(row[column]));
        }
        return width;
    }
}
