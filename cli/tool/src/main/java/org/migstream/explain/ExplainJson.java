// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import org.migstream.inspect.report.InspectJson;
import org.migstream.report.JsonDocument;
import org.migstream.stream.SectionKey;

/** The schema {@code migstream.explain/1}. Names in it change only with its number; members may be added. */
public final class ExplainJson {
    private static final String SCHEMA = "migstream.explain/1";

    private final OutputStream out;

    /** @param out where the document goes; is not closed */
    public ExplainJson(OutputStream out) {
        this.out = out;
    }

    /** Writes the document. */
    public void render(Explanation explanation) throws IOException {
        new JsonDocument(out, SCHEMA, false).write(json -> {
            json.writeStringField("message", explanation.message());
            if (explanation.input() == null) {
                json.writeNullField("input");
            } else {
                InspectJson.writeInput(json, explanation.input());
            }
            json.writeArrayFieldStart("meanings");
            for (Diagnosis meaning : explanation.diagnoses()) {
                writeDiagnosis(json, meaning);
            }
            json.writeEndArray();
        });
    }

    private static void writeDiagnosis(JsonGenerator json, Diagnosis meaning) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", meaning.id());
        json.writeStringField("said", meaning.matchedText());
        json.writeStringField("meaning", meaning.meaning());
        json.writeArrayFieldStart("where");
        for (Location place : meaning.locations()) {
            json.writeStartObject();
            if (place.offset().isPresent()) {
                json.writeNumberField("offset", place.offset().getAsLong());
            }
            writeSection(json, place.section());
            json.writeStringField("message", place.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("advice", meaning.advice());
        InspectJson.writeFindings(json, meaning.findings());
        json.writeEndObject();
    }

    private static void writeSection(JsonGenerator json, SectionKey section) throws IOException {
        if (section != null) {
            json.writeStringField("section", section.idstr());
            json.writeNumberField("instanceId", section.instanceId());
        }
    }
}
