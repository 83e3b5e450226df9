// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.migstream.report.FindingText;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.FindingCode;

/** Writes finding codes as text. */
public final class CodesText {
    private static final String ROW = "%-32s %-8s %-14s %-9s %s";

    private final TextWriter out;

    /**
     * Writes to a terminal or to a file.
     *
     * @param out receives the text; this class does not close it
     * @param colour whether the terminal shows colours
     * @param columns the width of the terminal, 0 for a file
     */
    public CodesText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes a table with one row for each code. */
    public void renderTable(List<DeclaredCode> codes) throws IOException {
        out.tableHeading(ROW.formatted("code", "severity", "category", "plugin", "meaning"));
        for (DeclaredCode code : codes) {
            FindingCode declaration = code.declaration();
            out.paragraph(ROW.formatted(
                    declaration.code(),
                    FindingText.severityLabel(declaration.severity()),
                    category(declaration),
                    code.plugin() == null ? "-" : code.plugin(),
                    PrintableText.escape(declaration.meaning())));
        }
    }

    /** Writes one block with all properties for each declaration. */
    public void renderDetails(List<DeclaredCode> codes) throws IOException {
        boolean first = true;
        for (DeclaredCode code : codes) {
            if (!first) {
                out.blankLine();
            }
            first = false;
            FindingCode declaration = code.declaration();
            out.heading(declaration.code());
            if (code.plugin() != null) {
                out.item("plugin", code.plugin());
            }
            out.item("severity", FindingText.severityLabel(declaration.severity()));
            out.item("category", category(declaration));
            out.item("means", PrintableText.escape(declaration.meaning()));
            if (declaration.action().isPresent()) {
                out.item("do", PrintableText.escape(declaration.action().get()));
            }
        }
    }

    private static String category(FindingCode code) {
        return code.category().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
