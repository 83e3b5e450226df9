// SPDX-License-Identifier: Apache-2.0
package org.migstream.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.migstream.bundle.BundleReport.DeviceRedaction;
import org.migstream.plugin.LoadedPlugin;
import org.migstream.report.FindingJson;
import org.migstream.report.JsonDocument;
import org.migstream.report.ToolVersion;
import org.migstream.schema.DocumentSchema;

/**
 * Writes a {@link BundleReport} as JSON of the schema {@code migstream.bundle/1}. Later versions may add members; existing
 * members keep their names.
 */
final class BundleJson {
    private final OutputStream out;

    /** @param out receives the document; this class does not close it */
    BundleJson(OutputStream out) {
        this.out = out;
    }

    /** Writes the document. */
    void render(BundleReport report, List<BundleFile> files) throws IOException {
        new JsonDocument(out, DocumentSchema.BUNDLE, false).write(json -> {
            json.writeStringField("spi", ToolVersion.spi());
            json.writeStringField("java", ToolVersion.java());
            json.writeObjectFieldStart("os");
            json.writeStringField("name", System.getProperty("os.name"));
            json.writeStringField("version", System.getProperty("os.version"));
            json.writeStringField("arch", System.getProperty("os.arch"));
            json.writeEndObject();
            writePlugins(json, report.plugins());
            FindingJson.writeInput(json, report.input());
            json.writeObjectFieldStart("verdict");
            json.writeStringField("outcome", label(report.verdict().outcome()));
            json.writeBooleanField("positive", report.verdict().isPositive());
            json.writeStringField("text", report.verdict().text());
            json.writeEndObject();
            writeStream(json, report);
            writeDevices(json, report.devices());
            writeFiles(json, files);
            JsonDocument.writeStrings(json, "removed", report.removed());
            JsonDocument.writeStrings(json, "kept", report.kept());
        });
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void writePlugins(JsonGenerator json, List<LoadedPlugin> plugins) throws IOException {
        json.writeArrayFieldStart("plugins");
        for (LoadedPlugin plugin : plugins) {
            json.writeStartObject();
            json.writeStringField("name", plugin.name());
            json.writeStringField("version", plugin.version());
            json.writeStringField("spi", plugin.spiVersion());
            json.writeBooleanField("builtIn", plugin.isBuiltIn());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeStream(JsonGenerator json, BundleReport report) throws IOException {
        json.writeObjectFieldStart("stream");
        json.writeStringField("file", report.streamFile());
        if (report.stop().isPresent()) {
            json.writeObjectFieldStart("stop");
            FindingJson.writeFinding(json, report.stop().get());
            json.writeEndObject();
        } else {
            json.writeNullField("stop");
        }
        json.writeEndObject();
    }

    private static void writeDevices(JsonGenerator json, List<DeviceRedaction> devices) throws IOException {
        json.writeArrayFieldStart("vfioDevices");
        for (DeviceRedaction device : devices) {
            json.writeStartObject();
            json.writeStringField("idstr", device.idstr());
            json.writeStringField("decoder", device.decoder());
            json.writeStringField("redaction", device.redaction().label());
            json.writeBooleanField("sameFindings", device.sameFindings());
            if (device.zeroFrom() == null) {
                json.writeNullField("zeroFrom");
            } else {
                json.writeNumberField("zeroFrom", device.zeroFrom());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeFiles(JsonGenerator json, List<BundleFile> files) throws IOException {
        json.writeArrayFieldStart("files");
        for (BundleFile file : files) {
            json.writeStartObject();
            json.writeStringField("name", file.name());
            json.writeStringField("about", file.about());
            json.writeNumberField("bytes", file.length());
            json.writeStringField("sha256", file.sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
