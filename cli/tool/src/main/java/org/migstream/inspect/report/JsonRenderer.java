// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.migstream.device.QemuVersionRange;
import org.migstream.io.SpillList;
import org.migstream.report.InputSummary;
import org.migstream.report.JsonDocument;
import org.migstream.report.LocatedFinding;

/**
 * The schema {@code migstream.inspect/1}. Names in it change only with its number; members may be added. Offsets and
 * lengths are numbers, ids and registers strings in hexadecimal; what is not there is left out or null.
 */
public final class JsonRenderer {
    static final String SCHEMA = "migstream.inspect/1";

    private final OutputStream out;
    private final boolean onePerLine;
    private final boolean hex;

    /**
     * @param out where the documents go; is not closed
     * @param onePerLine whether each document is a line, rather than laid out
     * @param hex whether the configuration spaces are written out
     */
    public JsonRenderer(OutputStream out, boolean onePerLine, boolean hex) {
        this.out = out;
        this.onePerLine = onePerLine;
        this.hex = hex;
    }

    /** Writes one document. */
    public void render(StreamReport report) throws IOException {
        new JsonDocument(out, SCHEMA, onePerLine).write(json -> {
            input(json, report.input());
            FrameJson frame = new FrameJson(json, report.frame());
            frame.head();
            frame.sections();
            frame.commands();
            frame.ram();
            json.writeArrayFieldStart("vfioDevices");
            for (DeviceReport device : report.devices()) {
                new VfioDeviceJson(json, hex).write(device);
            }
            json.writeEndArray();
            if (report.channels().isEmpty()) {
                json.writeNullField("multifd");
            } else {
                multifd(json, report.channels());
            }
            if (report.returnPath().size() > 0) {
                returnPath(json, report.returnPath());
            }
            frame.tail();
            json.writeNumberField("parsedBytes", report.parsedBytes());
            dialect(json, report.dialect());
            if (report.fields() != null) {
                json.writeArrayFieldStart("fields");
                report.fields().decode(new FieldsJson(json));
                json.writeEndArray();
            }
            findings(json, report.findings().all());
        });
    }

    public static void input(JsonGenerator json, InputSummary input) throws IOException {
        input(json, "input", input);
    }

    public static void input(JsonGenerator json, String member, InputSummary input) throws IOException {
        json.writeObjectFieldStart(member);
        json.writeStringField("name", input.name());
        if (input.bytes().isPresent()) {
            json.writeNumberField("bytes", input.bytes().getAsLong());
        } else {
            json.writeNullField("bytes");
        }
        JsonDocument.strings(json, "layers", input.layers());
        json.writeStringField("kind", input.kind());
        json.writeEndObject();
    }

    private static void multifd(JsonGenerator json, List<ChannelSummary> channels) throws IOException {
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

    private static void returnPath(JsonGenerator json, SpillList<ReturnPathEntry> messages) throws IOException {
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

    private static void dialect(JsonGenerator json, QemuVersionRange dialect) throws IOException {
        json.writeObjectFieldStart("dialect");
        json.writeStringField(
                "from",
                Optional.ofNullable(dialect.oldest()).map(Object::toString).orElse(null));
        json.writeStringField(
                "to",
                Optional.ofNullable(dialect.newest()).map(Object::toString).orElse(null));
        JsonDocument.strings(json, "evidence", dialect.evidence());
        json.writeEndObject();
    }

    public static void findings(JsonGenerator json, List<LocatedFinding> findings) throws IOException {
        json.writeArrayFieldStart("findings");
        for (LocatedFinding located : findings) {
            json.writeStartObject();
            finding(json, located);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The members of a finding. */
    public static void finding(JsonGenerator json, LocatedFinding located) throws IOException {
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
