// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Writes the member {@code decoder} of a device: its decoded state. Offsets are from the start of the state. */
final class DecodedStateJson {
    private final JsonGenerator json;

    DecodedStateJson(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes the member.
     *
     * @param state null if the state was not decoded
     */
    void write(@Nullable DecodedState state) throws IOException {
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

    private void writeField(StateField field) throws IOException {
        json.writeStartObject();
        if (field.kind() == StateField.Kind.RESTART) {
            json.writeStringField("restart", field.text());
            json.writeNumberField("offset", field.offset());
            json.writeEndObject();
            return;
        }
        json.writeStringField("name", field.path());
        json.writeNumberField("offset", field.offset());
        json.writeNumberField("length", field.length());
        switch (field.kind()) {
            case NUMBER:
                writeNumber(field);
                break;
            case OPAQUE:
                json.writeBooleanField("opaque", true);
                if (!field.text().isEmpty()) {
                    json.writeStringField("sha256", field.text());
                }
                break;
            case FILLER:
                json.writeBooleanField("filler", true);
                break;
            default:
                json.writeStringField("value", field.text());
        }
        if (field.symbol().isPresent()) {
            json.writeStringField("symbol", field.symbol().get());
        }
        json.writeEndObject();
    }

    /** Writes a number. A hexadecimal or 64-bit number is a string, because a JSON reader may use a double. */
    private void writeNumber(StateField field) throws IOException {
        if (field.text().startsWith("0x")) {
            json.writeStringField("value", field.text());
        } else if (field.length() == Long.BYTES) {
            json.writeStringField("value", "0x%016x".formatted(Long.parseUnsignedLong(field.text())));
        } else {
            json.writeNumberField("value", Long.parseLong(field.text()));
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
