// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmdesc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes the description of a stream in which there is nothing to describe but its configuration: live handlers, and
 * VFIO devices are such, have none. QEMU misses a description that is not there, and skips what is in it.
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
     * @param extension the JSON under the key {@value #EXTENSION}
     */
    public static byte[] describe(String machine, int pageSize, byte[] extension) {
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
            json.writeEndArray();
            json.writeFieldName(EXTENSION);
            json.writeRawValue(new String(extension, StandardCharsets.US_ASCII));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void field(JsonGenerator json, String name, String type, int size) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("type", type);
        json.writeNumberField("size", size);
        json.writeEndObject();
    }
}
