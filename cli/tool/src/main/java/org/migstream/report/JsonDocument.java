// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A JSON document as all commands write it: an object that names its schema first, in ASCII, and a newline behind it. */
public final class JsonDocument {
    private final OutputStream out;
    private final String schema;
    private final boolean onePerLine;

    /** What the document says beside its schema. */
    @FunctionalInterface
    public interface MembersWriter {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * @param out where it goes; is not closed
     * @param onePerLine whether it is a line, rather than laid out
     */
    public JsonDocument(OutputStream out, String schema, boolean onePerLine) {
        this.out = out;
        this.schema = schema;
        this.onePerLine = onePerLine;
    }

    public void write(MembersWriter members) throws IOException {
        JsonFactory factory =
                JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            if (!onePerLine) {
                json.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            json.writeStartObject();
            json.writeStringField("schema", schema);
            members.write(json);
            json.writeEndObject();
        }
        out.write('\n');
    }

    /** A member that is an array of strings. */
    public static void writeStrings(JsonGenerator json, String name, List<String> strings) throws IOException {
        json.writeArrayFieldStart(name);
        for (String string : strings) {
            json.writeString(string);
        }
        json.writeEndArray();
    }
}
