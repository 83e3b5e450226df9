// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.json.JsonReader;
import org.migstream.json.JsonWriter;

/** Reads and writes the JSON documents of QMP. */
final class QmpJson {
    /** Maximum size of a document. The longest one is the memory map of a machine with many devices. */
    static final int MAX_DOCUMENT_SIZE = 8 << 20;

    /** A chain of bridges, three levels each, through 256 buses. */
    private static final int MAX_DEPTH = 1000;

    private static final JsonReader.Limits LIMITS =
            new JsonReader.Limits(MAX_DOCUMENT_SIZE, MAX_DEPTH, 256, MAX_DOCUMENT_SIZE, 32);

    private QmpJson() {}

    /** Parses a document, which must be one object. */
    static QmpValue parse(byte[] document) throws IOException {
        try (JsonReader json = JsonReader.forText(
                new ByteArrayInputStream(document), LIMITS, (at, message) -> new MonitorException(message))) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            json.readDocument(key -> members.put(key, readValue(json)));
            return new QmpValue("the message", members);
        }
    }

    /** Returns the line of a command. */
    static byte[] command(String name, Map<String, String> arguments, long id) {
        return JsonWriter.toBytes(JsonWriter.Layout.COMPACT, json -> {
            json.writeStartObject();
            json.writeStringField("execute", name);
            if (!arguments.isEmpty()) {
                json.writeObjectFieldStart("arguments");
                for (Map.Entry<String, String> argument : arguments.entrySet()) {
                    json.writeStringField(argument.getKey(), argument.getValue());
                }
                json.writeEndObject();
            }
            json.writeNumberField("id", id);
            json.writeEndObject();
            json.writeRaw('\n');
        });
    }

    /** Returns a map, a list, the text of a scalar, or null. */
    private static @Nullable Object readValue(JsonReader json) throws IOException {
        if (json.isObject()) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            json.readObject(key -> members.put(key, readValue(json)));
            return members;
        }
        if (json.isArray()) {
            List<@Nullable Object> elements = new ArrayList<>();
            json.readArray(index -> elements.add(readValue(json)));
            return elements;
        }
        String text = json.readScalar();
        return json.isNull() ? null : text;
    }
}
