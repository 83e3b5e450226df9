// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.migstream.device.VfioConfig;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.lspci.LspciText;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;

/** Writes a configuration space as lspci does, with marks at the registers that are not consistent. */
final class ConfigurationPart {
    private static final int MAX_LINE = 1_500;
    private static final int MAX_FINDINGS = 20;
    private static final String TAB = "    ";

    private final HtmlWriter out;

    ConfigurationPart(HtmlWriter out) {
        this.out = out;
    }

    void write(VfioConfig config, PageLimit limit) throws IOException {
        PciConfiguration pci = config.pciConfiguration();
        ConfigSpace space = config.configSpace();
        if (pci == null || space == null) {
            out.element(
                            "p",
                            "The configuration has an unknown layout: " + PrintableText.formatBytes(config.length())
                                    + ".")
                    .line();
            return;
        }
        List<Finding> findings = new ArrayList<>();
        for (Finding finding : pci.findings()) {
            if (finding.offset().isPresent() && findings.size() < MAX_FINDINGS) {
                findings.add(finding);
            }
        }
        out.open("details");
        out.open("summary").text("Configuration space");
        if (!findings.isEmpty()) {
            out.text(": " + PrintableText.formatCount(findings.size(), "register") + " with a finding");
        }
        out.closeLine();
        if (!findings.isEmpty()) {
            writeRegisters(space, findings, limit);
        }
        writeLines(LspciText.formatLines(pci, space, config.msix()), marked(pci, findings), limit);
        out.closeLine();
    }

    private void writeRegisters(ConfigSpace space, List<Finding> findings, PageLimit limit) throws IOException {
        Tables.open(out, "Registers that are not consistent", "Register", "Bytes", "Severity", "Finding");
        int written = 0;
        for (Finding finding : findings) {
            if (!limit.allows(MAX_LINE * 2L)) {
                break;
            }
            written++;
            int register = (int) finding.offset().orElseThrow();
            out.open("tr");
            out.open("th", "scope", "row")
                    .element("code", PrintableText.formatOffset(register))
                    .close();
            out.open("td")
                    .open("code")
                    .element("mark", bytesAt(space, register))
                    .close()
                    .close();
            out.open("td");
            Badge.write(out, finding.severity());
            out.close();
            out.element("td", Shortened.text(PrintableText.escape(finding.message())));
            out.closeLine();
        }
        Tables.close(out, findings.size() - written, "register");
    }

    /** Returns the bytes of the register that has an offset, as a little-endian number of 4 bytes. */
    private static String bytesAt(ConfigSpace space, int register) {
        int aligned = register & ~3;
        return aligned + 4 <= space.size()
                ? "0x" + Long.toHexString(0x1_0000_0000L | space.u32(aligned)).substring(1)
                : "";
    }

    /** Returns the starts of the capabilities that have a register with a finding. */
    private static Set<Integer> marked(PciConfiguration pci, List<Finding> findings) {
        TreeSet<Integer> starts = new TreeSet<>();
        pci.capabilities().forEach(capability -> starts.add(capability.offset()));
        pci.extendedCapabilities().forEach(capability -> starts.add(capability.offset()));
        Set<Integer> marked = new HashSet<>();
        for (Finding finding : findings) {
            Integer start = starts.floor((int) finding.offset().orElseThrow());
            marked.add(start == null ? 0 : start);
        }
        return marked;
    }

    private void writeLines(List<String> lines, Set<Integer> marked, PageLimit limit) throws IOException {
        out.open(
                "pre", "class", "lspci", "role", "group", "tabindex", "0", "aria-label", "configuration space as text");
        int written = 0;
        for (String line : lines) {
            if (!limit.allows(MAX_LINE)) {
                break;
            }
            written++;
            String text = PrintableText.escapeControls(line.replace("\t", TAB));
            if (marked.contains(capabilityAt(line))) {
                out.element("mark", text).text(" <-- see the table").line();
            } else {
                out.text(text).line();
            }
        }
        out.closeLine();
        Tables.writeOmitted(out, lines.size() - written, "line");
    }

    /** Returns the offset of the capability that starts in a line; -1 if none does, 0 in the first line of the header. */
    private static int capabilityAt(String line) {
        String start = "\tCapabilities: [";
        if (!line.startsWith(start)) {
            return line.startsWith("\t") ? -1 : 0;
        }
        int end = start.length();
        while (end < line.length() && Character.digit(line.charAt(end), 16) >= 0) {
            end++;
        }
        return end == start.length() ? -1 : Integer.parseInt(line.substring(start.length(), end), 16);
    }
}
