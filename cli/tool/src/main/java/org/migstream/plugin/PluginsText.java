// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;

/** Writes the plugins as text. */
public final class PluginsText {
    private static final String ROW = "%-12s %-15s %-4s %-12s %s";
    private static final String INDENT = " ".repeat(13);

    private final TextWriter text;

    /**
     * Writes to a terminal or to a file.
     *
     * @param out receives the text; this class does not close it
     * @param colour whether the terminal shows colours
     * @param columns the width of the terminal, 0 for a file
     */
    public PluginsText(Writer out, boolean colour, int columns) {
        text = new TextWriter(out, colour, columns);
    }

    /** Writes the loaded plugins, and after them the refused ones with reasons. */
    public void render(List<LoadedPlugin> loaded, List<RefusedPlugin> refused) throws IOException {
        text.tableHeading(ROW.formatted("plugin", "version", "spi", "decoders", "from"));
        for (LoadedPlugin plugin : loaded) {
            text.line(ROW.formatted(
                    plugin.name(),
                    PrintableText.escape(plugin.version()),
                    plugin.spiVersion(),
                    String.join(",", plugin.decoderNames()),
                    PrintableText.escape(plugin.origin())));
            writeIndented(PrintableText.escape(plugin.description()));
            writeIndented(plugin.devices().stream().map(PciId::toString).collect(Collectors.joining(" ")));
        }
        writeUnused("refused", Severity.ERROR, refused, false);
        writeUnused("older versions", Severity.INFO, refused, true);
    }

    private void writeUnused(String heading, Severity severity, List<RefusedPlugin> all, boolean superseded)
            throws IOException {
        boolean first = true;
        for (RefusedPlugin plugin : all) {
            if (plugin.isSuperseded() == superseded) {
                if (first) {
                    text.blankLine();
                    text.heading(heading);
                }
                first = false;
                text.paragraph(
                        severity,
                        "  " + PrintableText.escape(plugin.origin()) + ": " + PrintableText.escape(plugin.reason()));
            }
        }
    }

    private void writeIndented(String line) throws IOException {
        if (!line.isEmpty()) {
            text.paragraph(INDENT + line);
        }
    }
}
