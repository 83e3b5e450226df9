// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.migstream.json.JsonWriter;
import org.migstream.schema.DocumentSchema;

/** Writes the JSON document of a command: an object in ASCII, with its schema and the tool as the first members,
 * and a newline. */
public final class JsonDocument {
    private final OutputStream out;
    private final DocumentSchema schema;
    private final JsonWriter.Layout layout;

    /**
     * Creates a document.
     *
     * @param out receives the document; this class does not close it
     * @param schema the format
     * @param singleLine whether the document is written on one line; otherwise it is indented
     */
    public JsonDocument(OutputStream out, DocumentSchema schema, boolean singleLine) {
        this.out = out;
        this.schema = schema;
        this.layout = singleLine ? JsonWriter.Layout.COMPACT : JsonWriter.Layout.INDENTED;
    }

    /** Writes the document; {@code members} writes the members after the first two. */
    public void write(JsonWriter.Content members) throws IOException {
        JsonWriter.write(out, layout, json -> {
            json.writeStartObject();
            writeHead(json, schema);
            members.write(json);
            json.writeEndObject();
        });
        out.write('\n');
    }

    /** Writes the first members of a document: its format and the program that wrote it. */
    private static void writeHead(JsonGenerator json, DocumentSchema schema) throws IOException {
        json.writeStringField("schema", schema.id());
        json.writeObjectFieldStart("tool");
        json.writeStringField("name", "migstream");
        json.writeStringField("version", ToolVersion.version());
        json.writeStringField("commit", ToolVersion.commit().orElse(null));
        json.writeEndObject();
    }

    /** Writes a member that is an array of strings. */
    public static void writeStrings(JsonGenerator json, String name, List<String> strings) throws IOException {
        json.writeArrayFieldStart(name);
        for (String string : strings) {
            json.writeString(string);
        }
        json.writeEndArray();
    }
}
