// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.migstream.report.FindingJson;
import org.migstream.report.JsonDocument;
import org.migstream.report.ReadOutcome;
import org.migstream.schema.DocumentSchema;

/**
 * Writes a {@link DiffReport} as JSON, schema {@code migstream.diff/1}. A new schema number is needed to rename a
 * member; new members keep the number.
 */
public final class DiffJson {
    private final OutputStream out;
    private final boolean singleLine;

    /**
     * @param out receives the document; this class does not close it
     * @param singleLine whether the document is written on one line; otherwise it is indented
     */
    public DiffJson(OutputStream out, boolean singleLine) {
        this.out = out;
        this.singleLine = singleLine;
    }

    /** Writes the document. */
    public void render(DiffReport report) throws IOException {
        new JsonDocument(out, DocumentSchema.DIFF, singleLine).write(json -> {
            json.writeStringField("verdict", verdictName(report));
            FindingJson.writeInput(json, "a", report.a());
            FindingJson.writeInput(json, "b", report.b());
            json.writeArrayFieldStart("damage");
            for (DiffReport.InputDamage damage : report.damage()) {
                json.writeStartObject();
                json.writeStringField("input", damage.input());
                FindingJson.writeFinding(json, damage.finding());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("count", report.differences().size());
            json.writeArrayFieldStart("differences");
            report.differences().forEach(difference -> writeDifference(json, difference));
            json.writeEndArray();
            json.writeObjectFieldStart("ignored");
            for (Map.Entry<String, Long> ignored : report.ignored().entrySet()) {
                json.writeNumberField(ignored.getKey(), ignored.getValue());
            }
            json.writeEndObject();
            writeMemory(json, report);
            JsonDocument.writeStrings(json, "notCompared", report.notCompared());
            JsonDocument.writeStrings(json, "notes", report.uncomparedNotes());
        });
    }

    private static String verdictName(DiffReport report) {
        if (!report.hasNoDifferences()) {
            return "different";
        }
        return report.outcome() == ReadOutcome.COMPLETE && report.notCompared().isEmpty() ? "same" : "unknown";
    }

    private static void writeDifference(JsonGenerator json, Difference difference) throws IOException {
        json.writeStartObject();
        json.writeStringField("area", difference.area().keyword());
        if (difference.section() != null) {
            json.writeStringField("section", difference.section().idstr());
            json.writeNumberField("instanceId", difference.section().instanceId());
        }
        json.writeStringField("name", difference.name());
        json.writeStringField("a", difference.a());
        json.writeStringField("b", difference.b());
        if (difference.note() != null) {
            json.writeStringField("note", difference.note());
        }
        if (difference.decidesLoad()) {
            json.writeBooleanField("decidesLoad", true);
        }
        if (difference.ignoreCategory() != null) {
            json.writeStringField("volatile", difference.ignoreCategory().keyword());
        }
        json.writeEndObject();
    }

    private static void writeMemory(JsonGenerator json, DiffReport report) throws IOException {
        json.writeArrayFieldStart("memory");
        for (MemoryDifference block : report.memory()) {
            json.writeStartObject();
            json.writeStringField("block", block.block());
            json.writeNumberField("pageSize", block.pageSize());
            json.writeNumberField("pages", block.differingPages());
            json.writeNumberField("first", block.firstAddress());
            json.writeNumberField("unknown", block.uncomparedPages());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (report.differingPages().size() > 0) {
            json.writeArrayFieldStart("pages");
            report.differingPages().forEach(range -> {
                json.writeStartObject();
                json.writeStringField("block", range.block());
                json.writeNumberField("address", range.address());
                json.writeNumberField("length", range.length());
                json.writeEndObject();
            });
            json.writeEndArray();
        }
    }
}
