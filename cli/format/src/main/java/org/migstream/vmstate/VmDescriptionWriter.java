// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.migstream.stream.Configuration;

/**
 * Writes descriptions, whole or in parts: that of a stream of VFIO devices, of which QEMU describes nothing but the
 * sizes of their FULL sections ({@code vmstate_save_old_style}). QEMU misses a description that is not there, and skips
 * what is in it.
 */
public final class VmDescriptionWriter {
    /** A key of our own, for what QEMU's format has no place for. */
    static final String EXTENSION_KEY = "migstream";

    private static final JsonFactory JSON_FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** QEMU's: on one line, with blanks. */
    private static final PrettyPrinter QEMU_LAYOUT = new MinimalPrettyPrinter() {
        private static final long serialVersionUID = 1;

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
            json.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
            json.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
            json.writeRaw(", ");
        }
    };

    private VmDescriptionWriter() {}

    /**
     * The description, in ASCII.
     *
     * @param machine the machine type that the stream's configuration names
     * @param pageSize of the guest, bytes
     * @param sections the FULL sections, in their order; all in the old style
     * @param extension the JSON under the key {@value #EXTENSION_KEY}
     */
    public static byte[] write(String machine, int pageSize, List<DescribedSection> sections, byte[] extension) {
        return toJsonBytes(json -> {
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

    /** The description of a configuration alone: the value of the key {@code configuration}. */
    static byte[] writeConfiguration(Configuration configuration) {
        return toJsonBytes(json -> writeConfiguration(json, configuration));
    }

    /** The description of one FULL section in the old style: an element of {@code devices}. */
    static byte[] writeOldStyleSection(DescribedSection section) {
        return toJsonBytes(json -> writeOldStyleSection(json, section));
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

    private interface JsonContent {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] toJsonBytes(JsonContent content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON_FACTORY.createGenerator(bytes).setPrettyPrinter(QEMU_LAYOUT)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
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
        if (subsection instanceof Configuration.Capabilities some) {
            writeField(json, "caps_count", "uint32", Integer.BYTES);
            for (String capability : some.capabilities()) {
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
