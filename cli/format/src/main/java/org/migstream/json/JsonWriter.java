// SPDX-License-Identifier: Apache-2.0
package org.migstream.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes JSON documents in ASCII: other characters are escaped. */
public final class JsonWriter {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** The line breaks and spaces of a document. */
    public enum Layout {
        /** One line without spaces. */
        COMPACT,
        /** One member per line, indented by two spaces. */
        INDENTED,
        /** One line with a space after each colon and comma, as QEMU writes its vmdescription. */
        QEMU;

        private PrettyPrinter printer() {
            return switch (this) {
                case COMPACT -> new MinimalPrettyPrinter();
                case INDENTED -> new DefaultPrettyPrinter();
                case QEMU -> new QemuPrinter();
            };
        }
    }

    /** Writes the values of a document. */
    @FunctionalInterface
    public interface Content {
        /** Writes the values to {@code json} and does not close it. */
        void write(JsonGenerator json) throws IOException;
    }

    private static final class QemuPrinter extends MinimalPrettyPrinter {
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
    }

    private JsonWriter() {}

    /** Writes a document without a line end; {@code out} stays open. */
    public static void write(OutputStream out, Layout layout, Content content) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setPrettyPrinter(layout.printer());
            content.write(json);
        }
    }

    /** Returns a document as bytes. */
    public static byte[] toBytes(Layout layout, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(bytes, layout, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write JSON to memory", e);
        }
        return bytes.toByteArray();
    }
}
