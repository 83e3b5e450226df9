// SPDX-License-Identifier: Apache-2.0
package org.migstream.schema;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.migstream.json.JsonReader;

/** Reads the schemas of this package. */
final class SchemaJson {
    private static final JsonReader.Limits LIMITS = new JsonReader.Limits(1 << 20, 64, 255, 1 << 15, 64);

    private String title = "";

    private SchemaJson() {}

    /** Returns the title of a schema; empty without one. */
    static String readTitle(byte[] schema) throws IOException {
        SchemaJson result = new SchemaJson();
        try (JsonReader json = JsonReader.forText(
                new ByteArrayInputStream(schema), LIMITS, (at, message) -> new IOException(message))) {
            json.readDocument(key -> {
                if (key.equals("title")) {
                    result.title = json.readString();
                } else {
                    json.skipValue();
                }
            });
        }
        return result.title;
    }
}
