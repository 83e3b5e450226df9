// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.inspect.report.StreamOutline.VmDescSummary;
import org.migstream.report.JsonDocument;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Section;

/** Writes the members with the outline of a main stream. */
final class StreamOutlineJson {
    private final JsonGenerator json;
    private final StreamOutline outline;

    StreamOutlineJson(JsonGenerator json, StreamOutline outline) {
        this.json = json;
        this.outline = outline;
    }

    void writeHead() throws IOException {
        if (outline.header() != null) {
            json.writeObjectFieldStart("header");
            json.writeStringField("magic", "QEVM");
            json.writeNumberField("version", outline.header().version());
            json.writeEndObject();
        }
        if (outline.configuration() != null) {
            writeConfiguration(outline.configuration());
        }
        if (outline.hasFooters() != null) {
            json.writeBooleanField("footers", outline.hasFooters());
        }
    }

    private void writeConfiguration(Configuration configuration) throws IOException {
        json.writeObjectFieldStart("configuration");
        json.writeNumberField("offset", configuration.offset());
        json.writeNumberField("length", configuration.headLength());
        json.writeStringField("machine", configuration.machine());
        JsonDocument.writeStrings(json, "capabilities", configuration.capabilities());
        json.writeStringField("uuid", configuration.uuid().map(Object::toString).orElse(null));
        if (configuration.targetPageBits().isPresent()) {
            json.writeNumberField(
                    "targetPageBits", configuration.targetPageBits().getAsInt());
        } else {
            json.writeNullField("targetPageBits");
        }
        json.writeEndObject();
    }

    void writeSections() throws IOException {
        json.writeArrayFieldStart("sections");
        outline.sections().forEach(this::writeSection);
        json.writeEndArray();
    }

    private void writeSection(SectionEntry entry) throws IOException {
        Section head = entry.head();
        json.writeStartObject();
        json.writeStringField("type", head.kind().name());
        json.writeNumberField("offset", head.offset());
        if (entry.isComplete()) {
            json.writeNumberField("length", entry.length());
        }
        json.writeNumberField("id", head.sectionId());
        json.writeStringField("idstr", head.key().idstr());
        json.writeNumberField("instanceId", head.key().instanceId());
        json.writeNumberField("versionId", head.versionId());
        json.writeNumberField("payloadOffset", head.bodyOffset());
        if (entry.isComplete()) {
            json.writeNumberField("payloadLength", entry.payloadLength());
        }
        json.writeStringField("framing", head.framing().label());
        json.writeEndObject();
    }

    void writeCommands() throws IOException {
        json.writeArrayFieldStart("commands");
        outline.commands().forEach(command -> {
            json.writeStartObject();
            json.writeNumberField("offset", command.offset());
            json.writeNumberField("length", command.end() - command.offset());
            json.writeNumberField("code", command.code());
            json.writeStringField("name", command.name().map(Command.Name::name).orElse(null));
            json.writeEndObject();
        });
        json.writeEndArray();
    }

    void writeRam() throws IOException {
        RamSummary ram = outline.ram();
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
            if (block.leftOut()) {
                json.writeBooleanField("leftOut", true);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    void writeTail() throws IOException {
        VmDescSummary vmdesc = outline.vmdesc();
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
            if (vmdesc.savedProfiles() != null) {
                json.writeFieldName("saved");
                json.writeRawValue(new String(vmdesc.savedProfiles().toJson(), StandardCharsets.US_ASCII));
            }
            json.writeEndObject();
        }
        if (outline.endOfStream() != null) {
            json.writeNumberField("eofOffset", outline.endOfStream().offset());
        }
        if (outline.trailing() != null) {
            json.writeObjectFieldStart("trailing");
            json.writeNumberField("offset", outline.trailing().offset());
            json.writeNumberField("length", outline.trailing().length());
            json.writeEndObject();
        }
    }
}
