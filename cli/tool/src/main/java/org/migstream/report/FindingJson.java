// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Writes the members that the documents of all commands share: an input and its findings. */
public final class FindingJson {
    private FindingJson() {}

    /** Writes the member {@code input}. */
    public static void writeInput(JsonGenerator json, InputSummary input) throws IOException {
        writeInput(json, "input", input);
    }

    /** Writes an input as a member with the given name. */
    public static void writeInput(JsonGenerator json, String member, InputSummary input) throws IOException {
        json.writeObjectFieldStart(member);
        json.writeStringField("name", input.name());
        if (input.bytes().isPresent()) {
            json.writeNumberField("bytes", input.bytes().getAsLong());
        } else {
            json.writeNullField("bytes");
        }
        JsonDocument.writeStrings(json, "layers", input.layers());
        json.writeStringField("kind", input.kind());
        json.writeEndObject();
    }

    /** Writes the member {@code findings}. */
    public static void writeFindings(JsonGenerator json, List<LocatedFinding> findings) throws IOException {
        json.writeArrayFieldStart("findings");
        for (LocatedFinding located : findings) {
            json.writeStartObject();
            writeFinding(json, located);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes the members of one finding into the open object. */
    public static void writeFinding(JsonGenerator json, LocatedFinding located) throws IOException {
        json.writeStringField("severity", located.finding().severity().name());
        json.writeStringField("code", located.finding().code());
        if (located.finding().offset().isPresent()) {
            json.writeNumberField("offset", located.finding().offset().getAsLong());
        }
        if (located.section() != null) {
            json.writeStringField("section", located.section().idstr());
            json.writeNumberField("instanceId", located.section().instanceId());
        }
        if (located.channel() != null) {
            json.writeStringField("channel", located.channel());
        }
        json.writeStringField("message", located.finding().message());
    }
}
