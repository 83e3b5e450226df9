// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.migstream.explain.Diagnosis.Location;
import org.migstream.explain.UnexplainedLines.NumberedLine;
import org.migstream.report.FindingJson;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;

/**
 * Writes an {@link Explanation} as JSON of the schema {@code migstream.explain/1}. Later versions may add members;
 * existing members keep their names.
 */
public final class ExplainJson {
    private final OutputStream out;
    private final boolean singleLine;

    /**
     * @param out receives the document; this class does not close it
     * @param singleLine whether the document is written on one line; otherwise it is indented
     */
    public ExplainJson(OutputStream out, boolean singleLine) {
        this.out = out;
        this.singleLine = singleLine;
    }

    /** Writes the document. */
    public void render(Explanation explanation) throws IOException {
        new JsonDocument(out, DocumentSchema.EXPLAIN, singleLine).write(json -> {
            json.writeStringField("message", explanation.message().text());
            if (explanation.message().isTruncated()) {
                json.writeBooleanField("messageIsTruncated", true);
            }
            if (explanation.input() == null) {
                json.writeNullField("input");
            } else {
                FindingJson.writeInput(json, explanation.input());
            }
            json.writeArrayFieldStart("meanings");
            for (Diagnosis diagnosis : explanation.diagnoses()) {
                writeDiagnosis(json, diagnosis);
            }
            json.writeEndArray();
            if (explanation.unexplained().isPresent()) {
                writeUnexplained(json, explanation.unexplained().get());
            }
            if (explanation.nearest().isPresent()) {
                NearestMessage nearest = explanation.nearest().get();
                json.writeObjectFieldStart("nearest");
                json.writeStringField("id", nearest.id());
                json.writeStringField("example", nearest.example());
                json.writeBooleanField("part", nearest.isPart());
                json.writeEndObject();
            }
        });
    }

    private static void writeUnexplained(JsonGenerator json, UnexplainedLines lines) throws IOException {
        json.writeObjectFieldStart("notExplained");
        json.writeNumberField("count", lines.count());
        json.writeNumberField("of", lines.lines());
        json.writeArrayFieldStart("lines");
        for (long number : lines.numbers()) {
            json.writeNumber(number);
        }
        json.writeEndArray();
        json.writeNumberField("suspiciousCount", lines.suspiciousCount());
        json.writeArrayFieldStart("suspicious");
        for (NumberedLine line : lines.suspicious()) {
            json.writeStartObject();
            json.writeNumberField("line", line.number());
            json.writeStringField("text", line.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeDiagnosis(JsonGenerator json, Diagnosis diagnosis) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", diagnosis.id());
        json.writeStringField("role", diagnosis.role().name().toLowerCase(Locale.ROOT));
        json.writeStringField("said", diagnosis.matchedText());
        json.writeStringField("meaning", diagnosis.meaning());
        json.writeArrayFieldStart("where");
        for (Location location : diagnosis.locations()) {
            writeLocation(json, location);
        }
        json.writeEndArray();
        json.writeStringField("advice", diagnosis.advice());
        FindingJson.writeFindings(json, diagnosis.findings());
        writeSources(json, diagnosis.sources());
        json.writeEndObject();
    }

    private static void writeSources(JsonGenerator json, List<MessageSource> sources) throws IOException {
        json.writeArrayFieldStart("source");
        for (MessageSource source : sources) {
            json.writeStartObject();
            json.writeStringField("program", source.program());
            json.writeStringField("versions", source.versions());
            json.writeStringField("file", source.file());
            json.writeStringField("function", source.function());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeLocation(JsonGenerator json, Location location) throws IOException {
        json.writeStartObject();
        if (location.offset().isPresent()) {
            json.writeNumberField("offset", location.offset().getAsLong());
        }
        if (location.section() != null) {
            json.writeStringField("section", location.section().idstr());
            json.writeNumberField("instanceId", location.section().instanceId());
        }
        json.writeStringField("message", location.text());
        json.writeEndObject();
    }
}
