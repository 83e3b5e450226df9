// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.overview.Overview.FindingRow;
import org.migstream.inspect.report.Place;
import org.migstream.inspect.report.StateFieldRows;
import org.migstream.plugin.StateField;
import org.migstream.report.PrintableText;

/** Writes the findings, the worst first, with the field and the bytes that each is about. */
final class FindingsPart {
    /** The number of findings before the others are folded. */
    private static final int UNFOLDED = 10;

    private static final int MAX_EXCERPTS = 60;
    private static final int MAX_FINDING = 8_000;

    private final HtmlWriter out;
    private final PageContent content;
    private final Anchors anchors;
    private final Map<Integer, StateExcerpts> excerpts = new HashMap<>();

    FindingsPart(HtmlWriter out, PageContent content, Anchors anchors) {
        this.out = out;
        this.content = content;
        this.anchors = anchors;
    }

    void write(PageLimit limit) throws IOException {
        List<FindingRow> findings = content.overview().findings();
        out.open("section", "id", "findings").line();
        out.element("h2", "Findings").line();
        if (findings.isEmpty()) {
            out.element("p", "No errors and no warnings were found in what was checked.")
                    .line();
        }
        readExcerpts(findings.subList(0, Math.min(findings.size(), MAX_EXCERPTS)));
        int written = 0;
        boolean isFolded = false;
        for (FindingRow finding : findings) {
            if (!limit.allows(MAX_FINDING)) {
                break;
            }
            if (written == UNFOLDED && findings.size() > UNFOLDED + 2) {
                isFolded = true;
                out.open("details");
                out.element("summary", PrintableText.formatCount(findings.size() - written, "more finding"))
                        .line();
            }
            written++;
            writeFinding(finding);
        }
        Tables.writeOmitted(out, findings.size() - written + content.overview().unlistedFindings(), "finding");
        if (isFolded) {
            out.closeLine();
        }
        out.closeLine();
    }

    /** Reads what the first findings are about, with one pass over each state. */
    private void readExcerpts(List<FindingRow> findings) throws IOException {
        Map<Integer, TreeSet<Long>> offsets = new HashMap<>();
        for (FindingRow finding : findings) {
            Integer device = anchors.deviceNumber(finding);
            if (device != null && finding.statePlace() != null) {
                offsets.computeIfAbsent(device, number -> new TreeSet<>()).add(finding.statePlace());
            }
        }
        for (Map.Entry<Integer, TreeSet<Long>> wanted : offsets.entrySet()) {
            excerpts.put(
                    wanted.getKey(),
                    StateExcerpts.of(
                            content.report().devices().get(wanted.getKey() - 1),
                            wanted.getValue(),
                            !content.isRedacted()));
        }
    }

    private void writeFinding(FindingRow finding) throws IOException {
        out.open("article", "class", "finding").line();
        out.open("h3");
        Badge.write(out, finding.severity());
        out.text(" ");
        Integer device = anchors.deviceNumber(finding);
        if (!finding.device().isEmpty()) {
            Anchors.writeLink(out, device == null ? null : "device-" + device, Shortened.name(finding.device()));
            out.text(" ");
        }
        anchors.writeCode(out, finding.code());
        out.closeLine();
        out.element("p", Shortened.text(finding.message())).line();
        String places = formatPlaces(finding);
        if (!places.isEmpty()) {
            out.element("p", places, "class", "place").line();
        }
        writeExcerpt(finding, device == null ? null : excerpts.get(device));
        out.closeLine();
    }

    /** Writes the field that a finding is about, and the bytes around it. */
    private void writeExcerpt(FindingRow finding, @Nullable StateExcerpts state) throws IOException {
        HexExcerpt bytes = null;
        Long statePlace = finding.statePlace();
        if (state != null && statePlace != null) {
            StateField field = state.field(statePlace);
            if (field != null) {
                writeField(field);
            }
            bytes = state.bytes(statePlace);
        }
        Place place = finding.streamPlace();
        if (bytes == null && place != null) {
            bytes = readStream(place);
        }
        if (bytes != null) {
            bytes.write(out);
        }
    }

    private static String formatPlaces(FindingRow finding) {
        StringBuilder places = new StringBuilder();
        if (finding.statePlace() != null) {
            places.append(PrintableText.formatOffset(finding.statePlace())).append(" in the state");
        }
        Place place = finding.streamPlace();
        if (place != null) {
            places.append(places.length() == 0 ? "" : ", ")
                    .append(PrintableText.formatOffset(place.offset()))
                    .append(
                            place.channel() == null
                                    ? " in the stream"
                                    : " in channel " + Shortened.name(PrintableText.escapeName(place.channel())));
        }
        return places.toString();
    }

    private void writeField(StateField field) throws IOException {
        out.open("p", "class", "field");
        out.element("code", Shortened.name(PrintableText.escape(field.path()))).text(" = ");
        out.element("mark", Shortened.name(StateFieldRows.formatValue(field)));
        out.text(
                ", " + PrintableText.formatBytes(field.length()) + " at " + PrintableText.formatOffset(field.offset()));
        out.closeLine();
    }

    private @Nullable HexExcerpt readStream(Place place) throws IOException {
        long start = HexExcerpt.startFor(place.offset());
        byte[] bytes = new byte[HexExcerpt.LENGTH];
        int count = content.inputBytes().read(place.channel(), start, bytes);
        return count == 0
                ? null
                : new HexExcerpt(start, Arrays.copyOf(bytes, count), place.offset(), place.offset() + 1);
    }
}
