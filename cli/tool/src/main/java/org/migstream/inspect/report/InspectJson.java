// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.migstream.device.QemuVersionRange;
import org.migstream.io.SpillList;
import org.migstream.report.FindingJson;
import org.migstream.report.JsonDocument;

/**
 * The schema {@code migstream.inspect/1}. Names in it change only with its number; members may be added. Offsets and
 * lengths are numbers, ids and registers strings in hexadecimal; what is not there is left out or null.
 */
public final class InspectJson {
    static final String SCHEMA = "migstream.inspect/1";

    private final OutputStream out;
    private final boolean onePerLine;
    private final boolean hex;

    /**
     * @param out where the documents go; is not closed
     * @param onePerLine whether each document is a line, rather than laid out
     * @param hex whether the configuration spaces are written out
     */
    public InspectJson(OutputStream out, boolean onePerLine, boolean hex) {
        this.out = out;
        this.onePerLine = onePerLine;
        this.hex = hex;
    }

    /** Writes one document. */
    public void render(StreamReport report) throws IOException {
        new JsonDocument(out, SCHEMA, onePerLine).write(json -> {
            FindingJson.writeInput(json, report.input());
            StreamOutlineJson frame = new StreamOutlineJson(json, report.outline());
            frame.writeHead();
            frame.writeSections();
            frame.writeCommands();
            frame.writeRam();
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
            frame.writeTail();
            json.writeNumberField("parsedBytes", report.parsedBytes());
            writeDialect(json, report.dialect());
            if (report.fields() != null) {
                json.writeArrayFieldStart("fields");
                report.fields().decode(new VmStateFieldsJson(json));
                json.writeEndArray();
            }
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
