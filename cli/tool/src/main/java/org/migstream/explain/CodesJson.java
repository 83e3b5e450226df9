// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;
import org.migstream.spi.FindingCode;

/**
 * Writes finding codes as JSON of the schema {@code migstream.codes/1}. Later versions may add members; existing
 * members keep their names.
 */
public final class CodesJson {
    private final OutputStream out;
    private final boolean singleLine;

    /**
     * @param out receives the document; this class does not close it
     * @param singleLine whether the document is written on one line; otherwise it is indented
     */
    public CodesJson(OutputStream out, boolean singleLine) {
        this.out = out;
        this.singleLine = singleLine;
    }

    /** Writes the document. */
    public void render(List<DeclaredCode> codes) throws IOException {
        new JsonDocument(out, DocumentSchema.CODES, singleLine).write(json -> {
            json.writeArrayFieldStart("codes");
            for (DeclaredCode code : codes) {
                writeCode(json, code);
            }
            json.writeEndArray();
        });
    }

    private static void writeCode(JsonGenerator json, DeclaredCode code) throws IOException {
        FindingCode declaration = code.declaration();
        json.writeStartObject();
        json.writeStringField("code", declaration.code());
        json.writeStringField("severity", declaration.severity().name());
        json.writeStringField("category", declaration.category().name());
        json.writeStringField("plugin", code.plugin());
        json.writeStringField("meaning", declaration.meaning());
        json.writeStringField("action", declaration.action().orElse(null));
        json.writeEndObject();
    }
}
