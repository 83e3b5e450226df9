// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmdesc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the description of a stream of VFIO devices, of which QEMU describes nothing but the sizes of their FULL
 * sections ({@code vmstate_save_old_style}). QEMU misses a description that is not there, and skips what is in it.
 */
public final class DescriptionWriter {
    /** A key of our own, for what QEMU's format has no place for. */
    static final String EXTENSION = "migstream";

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private DescriptionWriter() {}

    /**
     * The description, in ASCII.
     *
     * @param machine the machine type that the stream's configuration names
     * @param pageSize of the guest, bytes
     * @param sections the FULL sections, in their order; all in the old style
     * @param extension the JSON under the key {@value #EXTENSION}
     */
    public static byte[] describe(String machine, int pageSize, List<DescribedSection> sections, byte[] extension) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("configuration");
            json.writeStringField("vmsd_name", "configuration");
            json.writeNumberField("version", 1);
            json.writeArrayFieldStart("fields");
            field(json, "len", "uint32", Integer.BYTES);
            field(json, "name", "buffer", machine.length());
            json.writeEndArray();
            json.writeEndObject();
            json.writeNumberField("page_size", pageSize);
            json.writeArrayFieldStart("devices");
            for (DescribedSection section : sections) {
                oldStyle(json, section);
            }
            json.writeEndArray();
            json.writeFieldName(EXTENSION);
            json.writeRawValue(new String(extension, StandardCharsets.US_ASCII));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void oldStyle(JsonGenerator json, DescribedSection section) throws IOException {
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

    private static void field(JsonGenerator json, String name, String type, int size) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("type", type);
        json.writeNumberField("size", size);
        json.writeEndObject();
    }
}
