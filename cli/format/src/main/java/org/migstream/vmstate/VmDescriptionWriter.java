// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.migstream.json.JsonWriter;
import org.migstream.json.JsonWriter.Layout;
import org.migstream.stream.Configuration;
import org.migstream.vmstate.VmDescription.DescribedSection;

/**
 * Writes the vmdescription of a stream of VFIO devices, or parts of it. QEMU describes only the sizes of the FULL sections
 * of a VFIO device ({@code vmstate_save_old_style}). When QEMU loads a stream, it requires the VMDESCRIPTION element and
 * skips its content.
 */
public final class VmDescriptionWriter {
    /** Key of the migstream extension, which holds data for which QEMU's format has no key. */
    static final String EXTENSION_KEY = "migstream";

    private VmDescriptionWriter() {}

    /**
     * Returns a whole vmdescription, in ASCII.
     *
     * @param machine machine type in the configuration of the stream
     * @param pageSize page size of the guest, in bytes
     * @param sections the FULL sections, in stream order; all are written in the old style
     * @param extension JSON value of the key {@value #EXTENSION_KEY}, in ASCII
     */
    public static byte[] write(String machine, int pageSize, List<DescribedSection> sections, byte[] extension) {
        return JsonWriter.toBytes(Layout.QEMU, json -> {
            json.writeStartObject();
            json.writeFieldName("configuration");
            writeConfiguration(json, new Configuration(0, machine, List.of()));
            json.writeNumberField("page_size", pageSize);
            json.writeArrayFieldStart("devices");
            for (DescribedSection section : sections) {
                writeOldStyleSection(json, section);
            }
            json.writeEndArray();
            json.writeFieldName(EXTENSION_KEY);
            json.writeRawValue(new String(extension, StandardCharsets.US_ASCII));
            json.writeEndObject();
        });
    }

    /** Returns the description of a configuration: the value of the key {@code configuration}. */
    static byte[] writeConfiguration(Configuration configuration) {
        return JsonWriter.toBytes(Layout.QEMU, json -> writeConfiguration(json, configuration));
    }

    /** Returns the old-style description of one FULL section: an element of {@code devices}. */
    static byte[] writeOldStyleSection(DescribedSection section) {
        return JsonWriter.toBytes(Layout.QEMU, json -> writeOldStyleSection(json, section));
    }

    private static void writeOldStyleSection(JsonGenerator json, DescribedSection section) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", section.key().idstr());
        json.writeNumberField("instance_id", section.key().instanceId());
        json.writeNumberField("size", section.payloadLength());
        json.writeArrayFieldStart("fields");
        json.writeStartObject();
        json.writeStringField("name", "data");
        json.writeNumberField("size", section.payloadLength());
        json.writeStringField("type", "buffer");
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeConfiguration(JsonGenerator json, Configuration configuration) throws IOException {
        startDescription(json, "configuration");
        writeField(json, "len", "uint32", Integer.BYTES);
        writeField(json, "name", "buffer", configuration.machine().length());
        json.writeEndArray();
        if (!configuration.subsections().isEmpty()) {
            json.writeArrayFieldStart("subsections");
            for (Configuration.Subsection subsection : configuration.subsections()) {
                startDescription(json, subsection.name());
                writeFields(json, subsection);
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void startDescription(JsonGenerator json, String name) throws IOException {
        json.writeStartObject();
        json.writeStringField("vmsd_name", name);
        json.writeNumberField("version", 1);
        json.writeArrayFieldStart("fields");
    }

    private static void writeFields(JsonGenerator json, Configuration.Subsection subsection) throws IOException {
        if (subsection instanceof Configuration.Capabilities list) {
            writeField(json, "caps_count", "uint32", Integer.BYTES);
            for (String capability : list.capabilities()) {
                writeField(json, "capabilities", "capability", 1L + capability.length());
            }
        } else if (subsection instanceof Configuration.TargetPageBits) {
            writeField(json, "target_page_bits", "uint32", Integer.BYTES);
        } else {
            writeField(json, "uuid", "buffer", subsection.bodyLength());
        }
    }

    private static void writeField(JsonGenerator json, String name, String type, long size) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("type", type);
        json.writeNumberField("size", size);
        json.writeEndObject();
    }
}
