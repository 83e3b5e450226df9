// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.migstream.device.Dialect;
import org.migstream.device.VfioDevice;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Section;

/**
 * The schema {@code migstream.inspect/1}. Names in it change only with its number; members may be added. Offsets and
 * lengths are numbers, ids and registers strings in hexadecimal; what is not there is left out or null.
 */
public final class JsonRenderer {
    private static final String SCHEMA = "migstream.inspect/1";

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
        JsonFactory factory =
                JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            if (!onePerLine) {
                json.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            json.writeStartObject();
            json.writeStringField("schema", SCHEMA);
            frame(json, report);
            sections(json, report);
            commands(json, report);
            ram(json, report.ram());
            json.writeArrayFieldStart("vfioDevices");
            for (VfioDevice device : report.devices()) {
                new VfioDeviceJson(json, hex).write(device);
            }
            json.writeEndArray();
            closing(json, report);
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void frame(JsonGenerator json, StreamReport report) throws IOException {
        InputSummary input = report.input();
        json.writeObjectFieldStart("input");
        json.writeStringField("name", input.name());
        json.writeNumberField("bytes", input.bytes());
        json.writeArrayFieldStart("layers");
        for (String layer : input.layers()) {
            json.writeString(layer);
        }
        json.writeEndArray();
        json.writeStringField("kind", input.kind());
        json.writeEndObject();
        if (report.header() != null) {
            json.writeObjectFieldStart("header");
            json.writeStringField("magic", "QEVM");
            json.writeNumberField("version", report.header().version());
            json.writeEndObject();
        }
        if (report.configuration() != null) {
            configuration(json, report.configuration());
        }
        if (report.footers() != null) {
            json.writeBooleanField("footers", report.footers());
        }
    }

    private static void configuration(JsonGenerator json, Configuration configuration) throws IOException {
        json.writeObjectFieldStart("configuration");
        json.writeNumberField("offset", configuration.offset());
        json.writeNumberField("length", configuration.headLength());
        json.writeStringField("machine", configuration.machine());
        json.writeArrayFieldStart("capabilities");
        for (String capability : configuration.capabilities()) {
            json.writeString(capability);
        }
        json.writeEndArray();
        json.writeStringField("uuid", configuration.uuid().map(Object::toString).orElse(null));
        if (configuration.targetPageBits().isPresent()) {
            json.writeNumberField(
                    "targetPageBits", configuration.targetPageBits().getAsInt());
        } else {
            json.writeNullField("targetPageBits");
        }
        json.writeEndObject();
    }

    private static void sections(JsonGenerator json, StreamReport report) throws IOException {
        json.writeArrayFieldStart("sections");
        report.sections().forEach(entry -> section(json, entry));
        json.writeEndArray();
    }

    private static void section(JsonGenerator json, SectionEntry entry) throws IOException {
        Section head = entry.head();
        json.writeStartObject();
        json.writeStringField("type", head.kind().name());
        json.writeNumberField("offset", head.offset());
        if (entry.complete()) {
            json.writeNumberField("length", entry.length());
        }
        json.writeNumberField("id", head.sectionId());
        json.writeStringField("idstr", head.key().idstr());
        json.writeNumberField("instanceId", head.key().instanceId());
        json.writeNumberField("versionId", head.versionId());
        json.writeNumberField("payloadOffset", head.bodyOffset());
        if (entry.complete()) {
            json.writeNumberField("payloadLength", entry.payloadLength());
        }
        json.writeStringField("framing", head.framing().label());
        json.writeEndObject();
    }

    private static void commands(JsonGenerator json, StreamReport report) throws IOException {
        json.writeArrayFieldStart("commands");
        report.commands().forEach(command -> {
            json.writeStartObject();
            json.writeNumberField("offset", command.offset());
            json.writeNumberField("length", command.end() - command.offset());
            json.writeNumberField("code", command.code());
            json.writeStringField("name", command.name().map(Command.Name::name).orElse(null));
            json.writeEndObject();
        });
        json.writeEndArray();
    }

    private static void ram(JsonGenerator json, RamSummary ram) throws IOException {
        if (ram == null) {
            json.writeNullField("ram");
            return;
        }
        json.writeObjectFieldStart("ram");
        json.writeNumberField("pageSize", ram.pageSize());
        json.writeNumberField("totalBytes", ram.totalBytes());
        json.writeArrayFieldStart("blocks");
        for (RamSummary.Block block : ram.blocks()) {
            json.writeStartObject();
            json.writeStringField("name", block.name());
            json.writeNumberField("usedBytes", block.usedBytes());
            json.writeNumberField("normalPages", block.normalPages());
            json.writeNumberField("zeroPages", block.zeroPages());
            json.writeNumberField("xbzrlePages", block.xbzrlePages());
            if (block.compressedPages() > 0) {
                json.writeNumberField("compressedPages", block.compressedPages());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void closing(JsonGenerator json, StreamReport report) throws IOException {
        VmDescSummary vmdesc = report.vmdesc();
        if (vmdesc == null) {
            json.writeNullField("vmdesc");
        } else {
            json.writeObjectFieldStart("vmdesc");
            json.writeNumberField("offset", vmdesc.offset());
            json.writeNumberField("length", vmdesc.length());
            if (vmdesc.pageSize().isPresent()) {
                json.writeNumberField("pageSize", vmdesc.pageSize().getAsInt());
            }
            json.writeNumberField("devices", vmdesc.devices());
            json.writeEndObject();
        }
        if (report.eofOffset() >= 0) {
            json.writeNumberField("eofOffset", report.eofOffset());
        }
        json.writeNumberField("parsedBytes", report.parsedBytes());
        dialect(json, report.dialect());
        if (report.fields() != null) {
            json.writeArrayFieldStart("fields");
            report.fields().decode(new FieldsJson(json));
            json.writeEndArray();
        }
        findings(json, report.findings().all());
    }

    private static void dialect(JsonGenerator json, Dialect dialect) throws IOException {
        json.writeObjectFieldStart("dialect");
        json.writeStringField(
                "from",
                Optional.ofNullable(dialect.from()).map(Object::toString).orElse(null));
        json.writeStringField(
                "to", Optional.ofNullable(dialect.to()).map(Object::toString).orElse(null));
        json.writeArrayFieldStart("evidence");
        for (String evidence : dialect.evidence()) {
            json.writeString(evidence);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void findings(JsonGenerator json, List<LocatedFinding> findings) throws IOException {
        json.writeArrayFieldStart("findings");
        for (LocatedFinding located : findings) {
            json.writeStartObject();
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
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
