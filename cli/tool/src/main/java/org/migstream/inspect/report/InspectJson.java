// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.migstream.device.QemuVersionRange;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.io.SpillList;
import org.migstream.report.FindingJson;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;

/**
 * Writes reports in the schema {@code migstream.inspect/1}. The names of members change only if the number of the
 * schema changes, but members can be added without a new number. Offsets and lengths are numbers. Ids and registers are
 * hexadecimal strings. Absent values are omitted or null.
 */
public final class InspectJson {
    private final OutputStream out;
    private final boolean onePerLine;
    private final boolean hex;

    /**
     * @param out receives the documents; this class does not close it
     * @param onePerLine true to write each document in one line; false to indent it
     * @param hex whether configuration spaces are written as hexadecimal strings
     */
    public InspectJson(OutputStream out, boolean onePerLine, boolean hex) {
        this.out = out;
        this.onePerLine = onePerLine;
        this.hex = hex;
    }

    /** Writes one document. */
    public void render(StreamReport report) throws IOException {
        new JsonDocument(out, DocumentSchema.INSPECT, onePerLine).write(json -> {
            FindingJson.writeInput(json, report.input());
            StreamOutlineJson outline = new StreamOutlineJson(json, report.outline());
            outline.writeHead();
            outline.writeSections();
            outline.writeCommands();
            outline.writeRam();
            json.writeArrayFieldStart("vfioDevices");
            for (DeviceReport device : report.devices()) {
                new SavedDeviceJson(json, hex).write(device);
            }
            json.writeEndArray();
            if (report.channels().isEmpty()) {
                json.writeNullField("multifd");
            } else {
                writeMultifd(json, report.channels());
            }
            if (report.returnPath().size() > 0) {
                writeReturnPath(json, report.returnPath());
            }
            outline.writeTail();
            json.writeNumberField("parsedBytes", report.parsedBytes());
            writeDialect(json, report.dialect());
            if (report.fields() != null) {
                json.writeArrayFieldStart("fields");
                report.fields().decode(new VmStateFieldsJson(json));
                json.writeEndArray();
            }
            JsonDocument.writeStrings(json, "notChecked", UncheckedParts.of(report, true));
            FindingJson.writeFindings(json, report.findings().all());
        });
    }

    private static void writeMultifd(JsonGenerator json, List<ChannelSummary> channels) throws IOException {
        json.writeObjectFieldStart("multifd");
        json.writeArrayFieldStart("channels");
        for (ChannelSummary channel : channels) {
            json.writeStartObject();
            json.writeStringField("name", channel.name());
            json.writeNumberField("id", channel.id());
            json.writeNumberField("bytes", channel.bytes());
            json.writeObjectFieldStart("packets");
            json.writeNumberField("ram", channel.ramPackets());
            json.writeNumberField("sync", channel.syncPackets());
            json.writeNumberField("deviceState", channel.deviceStatePackets());
            json.writeEndObject();
            json.writeNumberField("normalPages", channel.normalPages());
            json.writeNumberField("zeroPages", channel.zeroPages());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeReturnPath(JsonGenerator json, SpillList<ReturnPathEntry> messages) throws IOException {
        json.writeArrayFieldStart("returnPath");
        messages.forEach(message -> {
            json.writeStartObject();
            json.writeNumberField("offset", message.offset());
            json.writeNumberField("length", message.length());
            json.writeNumberField("type", message.type().code());
            json.writeStringField("name", message.type().name());
            if (message.value().isPresent()) {
                json.writeNumberField("value", message.value().getAsLong());
            }
            json.writeEndObject();
        });
        json.writeEndArray();
    }

    private static void writeDialect(JsonGenerator json, QemuVersionRange dialect) throws IOException {
        json.writeObjectFieldStart("dialect");
        json.writeStringField(
                "from",
                Optional.ofNullable(dialect.oldest()).map(Object::toString).orElse(null));
        json.writeStringField(
                "to",
                Optional.ofNullable(dialect.newest()).map(Object::toString).orElse(null));
        JsonDocument.writeStrings(json, "evidence", dialect.evidence());
        json.writeEndObject();
    }
}
