// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.FieldDetail;
import org.migstream.plugin.StateField;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Writes the member {@code decoder} of a device: its decoded state. Offsets are from the start of the state;
 * those of the stream have the name {@code streamOffset}. */
final class DecodedStateJson {
    private final JsonGenerator json;

    DecodedStateJson(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes the member.
     *
     * @param report the device; its state is null if it was not decoded
     */
    void write(DeviceReport report) throws IOException {
        DecodedState state = report.state();
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
        StatePlaces places = StatePlaces.ofFindings(report);
        for (Finding finding : state.findings()) {
            writeFinding(finding, places.find(finding));
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
                json.writeFieldName("value");
                writeNumber(field.text(), field.length());
                break;
            case SIGNED:
                json.writeFieldName("value");
                writeSigned(field.text(), field.length());
                break;
            case REAL:
                writeReal(field.text());
                break;
            case NUMBERS:
                writeNumbers((FieldDetail.Elements) Objects.requireNonNull(field.detail()), field.text());
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
        writeDetail(field.detail());
        if (field.symbol().isPresent()) {
            json.writeStringField("symbol", field.symbol().get());
        }
        json.writeEndObject();
    }

    /** Writes a number. A hexadecimal or 64-bit number is a string, because a JSON reader may use a double. */
    private void writeNumber(String text, long width) throws IOException {
        if (text.startsWith("0x")) {
            json.writeString(text);
        } else if (width != Long.BYTES) {
            json.writeNumber(Long.parseLong(text));
        } else {
            json.writeString("0x%016x".formatted(Long.parseUnsignedLong(text)));
        }
    }

    /** Writes a signed number. One of 64 bits is a decimal string, for the same reason. */
    private void writeSigned(String text, long width) throws IOException {
        if (text.startsWith("0x") || width == Long.BYTES) {
            json.writeString(text);
        } else {
            json.writeNumber(Long.parseLong(text));
        }
    }

    /** Writes a floating-point number. JSON has no NaN and no infinity, so these are strings. */
    private void writeReal(String text) throws IOException {
        json.writeFieldName("value");
        char last = text.charAt(text.length() - 1);
        if (last >= '0' && last <= '9') {
            json.writeNumber(text);
        } else {
            json.writeString(text);
        }
    }

    /** Writes the first elements of an array. */
    private void writeNumbers(FieldDetail.Elements elements, String text) throws IOException {
        json.writeNumberField("count", elements.count());
        json.writeArrayFieldStart("first");
        for (StringTokenizer numbers = new StringTokenizer(text); numbers.hasMoreTokens(); ) {
            writeNumber(numbers.nextToken(), elements.width());
        }
        json.writeEndArray();
        writeUnlessEmpty("sha256", elements.sha256());
    }

    /** Writes what the value lacks: unit and scale of a number, the bits of a floating-point number. */
    private void writeDetail(@Nullable FieldDetail detail) throws IOException {
        if (detail instanceof FieldDetail.Unit unit) {
            writeUnlessEmpty("unit", unit.unit());
            writeUnlessEmpty("scale", unit.scale());
        } else if (detail instanceof FieldDetail.Real real) {
            json.writeStringField("bits", real.bits());
            writeUnlessEmpty("unit", real.unit());
        }
    }

    private void writeUnlessEmpty(String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    private void writeFinding(Finding finding, Optional<Place> place) throws IOException {
        json.writeStartObject();
        json.writeStringField("severity", finding.severity().name());
        json.writeStringField("code", finding.code());
        if (finding.offset().isPresent()) {
            json.writeNumberField("offset", finding.offset().getAsLong());
        }
        if (place.isPresent()) {
            json.writeNumberField("streamOffset", place.get().offset());
            if (place.get().channel() != null) {
                json.writeStringField("channel", place.get().channel());
            }
        }
        json.writeStringField("message", finding.message());
        json.writeEndObject();
    }
}
