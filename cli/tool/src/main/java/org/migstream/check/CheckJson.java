// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.migstream.check.CheckReport.TargetSummary;
import org.migstream.report.FindingJson;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.stream.SectionKey;

/**
 * Writes a {@link CheckReport} as JSON of the schema {@code migstream.check/1}. Later versions may add members;
 * existing members keep their names.
 */
public final class CheckJson {
    private final OutputStream out;
    private final boolean singleLine;

    /**
     * @param out receives the document; this class does not close it
     * @param singleLine whether the document is written on one line; otherwise it is indented
     */
    public CheckJson(OutputStream out, boolean singleLine) {
        this.out = out;
        this.singleLine = singleLine;
    }

    /** Writes the document. */
    public void render(CheckReport report) throws IOException {
        new JsonDocument(out, DocumentSchema.CHECK, singleLine).write(json -> {
            VerdictWords words = VerdictWords.of(report);
            json.writeStringField("verdict", words.label(report.verdict()));
            FindingJson.writeInput(json, report.input());
            writeTargets(json, report.targets());
            json.writeArrayFieldStart("devices");
            for (DeviceCheck device : report.devices()) {
                writeDevice(json, device, words);
            }
            json.writeEndArray();
            writeReasons(json, report.reasons());
            JsonDocument.writeStrings(json, "notChecked", report.notChecked());
        });
    }

    private static void writeTargets(JsonGenerator json, List<TargetSummary> targets) throws IOException {
        if (targets.isEmpty()) {
            json.writeNullField("target");
            return;
        }
        json.writeArrayFieldStart("target");
        for (TargetSummary target : targets) {
            json.writeStartObject();
            json.writeStringField("name", target.name());
            json.writeStringField("kind", target.kind());
            json.writeStringField("idstr", target.idstr());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeDevice(JsonGenerator json, DeviceCheck device, VerdictWords words) throws IOException {
        json.writeStartObject();
        SectionKey key = device.key();
        json.writeStringField("idstr", key == null ? null : key.idstr());
        if (key != null) {
            json.writeNumberField("instanceId", key.instanceId());
        }
        json.writeStringField("decoder", device.decoder());
        json.writeStringField("target", device.target());
        json.writeStringField("verdict", words.label(device.verdict()));
        json.writeStringField("completeness", device.completeness().label());
        writeReasons(json, device.reasons());
        json.writeEndObject();
    }

    /** Writes the members {@code verdict} and {@code findings} of a comparison with a target. */
    public static void writeVerdict(JsonGenerator json, Compatibility verdict, List<Reason> reasons)
            throws IOException {
        json.writeStringField("verdict", VerdictWords.WITH_TARGET.label(verdict));
        writeReasons(json, reasons);
    }

    private static void writeReasons(JsonGenerator json, List<Reason> reasons) throws IOException {
        json.writeArrayFieldStart("findings");
        for (Reason reason : reasons) {
            json.writeStartObject();
            json.writeStringField("severity", reason.finding().severity().name());
            json.writeStringField("code", reason.finding().code());
            json.writeStringField("message", reason.finding().message());
            if (reason.saved().isPresent()) {
                json.writeStringField("stream", reason.saved().get());
            }
            if (reason.target().isPresent()) {
                json.writeStringField("target", reason.target().get());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
