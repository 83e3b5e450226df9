// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** The member {@code decoder} of a device: what a plugin made of its state. Offsets count from the state's start. */
final class DecodedStateJson {
    private final JsonGenerator json;

    DecodedStateJson(JsonGenerator json) {
        this.json = json;
    }

    /** @param state null if nobody decoded it */
    void write(DecodedState state) throws IOException {
        if (state == null) {
            json.writeNullField("decoder");
            return;
        }
        json.writeObjectFieldStart("decoder");
        json.writeStringField("name", state.decoder());
        json.writeStringField("verdict", verdict(state.worstSeverity()));
        json.writeStringField(
                "completeness",
                state.completeness()
                        .map(completeness -> completeness.name().toLowerCase(Locale.ROOT))
                        .orElse(null));
        json.writeObjectFieldStart("facts");
        for (Map.Entry<String, String> fact : state.facts().all().entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("fields");
        state.fields().forEach(this::writeField);
        json.writeEndArray();
        if (state.droppedFields() > 0) {
            json.writeNumberField("droppedFields", state.droppedFields());
        }
        json.writeArrayFieldStart("findings");
        for (Finding finding : state.findings()) {
            writeFinding(finding);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String verdict(Severity worst) {
        return worst == Severity.INFO ? "ok" : worst.name().toLowerCase(Locale.ROOT);
    }

    private void writeField(StateField entry) throws IOException {
        json.writeStartObject();
        if (entry.kind() == StateField.Kind.RESTART) {
            json.writeStringField("restart", entry.text());
            json.writeNumberField("offset", entry.offset());
            json.writeEndObject();
            return;
        }
        json.writeStringField("name", entry.path());
        json.writeNumberField("offset", entry.offset());
        json.writeNumberField("length", entry.length());
        switch (entry.kind()) {
            case NUMBER:
                writeNumber(entry);
                break;
            case OPAQUE:
                json.writeBooleanField("opaque", true);
                if (!entry.text().isEmpty()) {
                    json.writeStringField("sha256", entry.text());
                }
                break;
            case FILLER:
                json.writeBooleanField("filler", true);
                break;
            default:
                json.writeStringField("value", entry.text());
        }
        if (entry.symbol().isPresent()) {
            json.writeStringField("symbol", entry.symbol().get());
        }
        json.writeEndObject();
    }

    /** What is written in hexadecimal, and what a double cannot hold, is a string. */
    private void writeNumber(StateField entry) throws IOException {
        if (entry.text().startsWith("0x")) {
            json.writeStringField("value", entry.text());
        } else if (entry.length() == Long.BYTES) {
            json.writeStringField("value", "0x%016x".formatted(Long.parseUnsignedLong(entry.text())));
        } else {
            json.writeNumberField("value", Long.parseLong(entry.text()));
        }
    }

    private void writeFinding(Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("severity", finding.severity().name());
        json.writeStringField("code", finding.code());
        if (finding.offset().isPresent()) {
            json.writeNumberField("offset", finding.offset().getAsLong());
        }
        json.writeStringField("message", finding.message());
        json.writeEndObject();
    }
}
