// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The tokens of a vmdescription, with every limit and every complaint of the JSON level in one place.
 *
 * <p>QEMU's JSON is pure ASCII (its writer escapes the rest), so the bytes are read as ISO 8859-1: then the parser's
 * character offsets <em>are</em> byte offsets. Keys are not canonicalised: a table of hostile keys would grow for ever.
 */
final class DescriptionJson implements Closeable {
    /** A structure takes three levels of JSON (field, {@code struct}, {@code fields}); QEMU nests five structures. */
    private static final int MAX_DEPTH = 64;

    /** Names travel as a length byte and text. */
    private static final int MAX_NAME = 255;

    /** The digits of a configuration space in a profile have 12 KiB. */
    private static final int MAX_STRING = 1 << 15;

    private static final int MAX_DIGITS = 20;

    private static final JsonFactory COPYING =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final JsonParser parser;
    private final long maxBytes;

    DescriptionJson(InputStream json, long maxBytes) throws IOException {
        this.maxBytes = maxBytes;
        JsonFactory factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(maxBytes)
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNameLength(MAX_NAME)
                        .maxStringLength(MAX_STRING)
                        .maxNumberLength(MAX_DIGITS)
                        .build())
                .build();
        parser = factory.createParser(new InputStreamReader(json, StandardCharsets.ISO_8859_1));
    }

    /** What to do with the value of a key, or with an element: consume exactly one value. */
    interface ValueReader {
        void read(String key) throws IOException;
    }

    /** Reads the only value of the document, an object. */
    void document(ValueReader member) throws IOException {
        next();
        object(member);
        if (next() != null) {
            throw malformed("text after the closing brace");
        }
    }

    /** Reads the object that starts at the current token; the reader finds each value as the current token. */
    void object(ValueReader member) throws IOException {
        expect(JsonToken.START_OBJECT, "an object");
        while (next() != JsonToken.END_OBJECT) {
            String key = guarded(parser::currentName);
            next();
            member.read(key);
        }
    }

    /** Reads the array that starts at the current token; {@code key} is handed to the reader of each element. */
    void array(String key, ValueReader element) throws IOException {
        expect(JsonToken.START_ARRAY, "an array");
        while (next() != JsonToken.END_ARRAY) {
            element.read(key);
        }
    }

    /** The current token, a string that names something. */
    String name() throws IOException {
        expect(JsonToken.VALUE_STRING, "a string");
        String text = guarded(parser::getText);
        if (text.length() > MAX_NAME) {
            throw malformed("a name of more than " + MAX_NAME + " characters");
        }
        return text;
    }

    /** The current token, an integer of {@code min} to {@code max}. */
    long integer(long min, long max) throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT, "an integer");
        long value = guarded(parser::getLongValue);
        if (value < min || value > max) {
            throw malformed("the number " + value + " is not in " + min + " to " + max);
        }
        return value;
    }

    /** The value that starts at the current token, as it is written but for blanks; null if that is too long. */
    byte[] copy(int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = COPYING.createGenerator(bytes)) {
            guarded(() -> {
                copyInto(generator, bytes, most);
                return null;
            });
        }
        return bytes.size() > most ? null : bytes.toByteArray();
    }

    private void copyInto(JsonGenerator generator, ByteArrayOutputStream bytes, int most) throws IOException {
        int depth = 0;
        do {
            if (bytes.size() <= most) {
                generator.copyCurrentEvent(parser);
            }
            depth += parser.currentToken().isStructStart()
                    ? 1
                    : parser.currentToken().isStructEnd() ? -1 : 0;
        } while (depth > 0 && parser.nextToken() != null);
    }

    /** Something that consumes a value. */
    interface Consumption {
        void run() throws IOException;
    }

    /** Where the value stands that starts at the current token and that {@code consumption} consumes. */
    Span place(Consumption consumption) throws IOException {
        long start = parser.currentTokenLocation().getCharOffset();
        consumption.run();
        return new Span(start, position());
    }

    /** Passes over the value that starts at the current token. */
    void skip() throws IOException {
        guarded(parser::skipChildren);
    }

    /** A complaint about the current token. */
    VmDescriptionException malformed(String message) {
        long offset = parser.currentTokenLocation().getCharOffset();
        return new VmDescriptionException(Math.max(0, offset), message);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private JsonToken next() throws IOException {
        return guarded(parser::nextToken);
    }

    private void expect(JsonToken token, String what) throws IOException {
        if (!parser.hasToken(token)) {
            throw malformed("expected " + what);
        }
    }

    private interface Read<T> {
        T read() throws IOException;
    }

    private <T> T guarded(Read<T> read) throws IOException {
        try {
            return read.read();
        } catch (StreamConstraintsException e) {
            throw new VmDescriptionException(
                    position(),
                    "beyond what is read as a description: " + maxBytes + " bytes, " + MAX_DEPTH
                            + " levels, strings of " + MAX_STRING + " characters, numbers of " + MAX_DIGITS
                            + " digits");
        } catch (JsonProcessingException e) {
            throw new VmDescriptionException(position(), "not readable as JSON: " + e.getOriginalMessage());
        }
    }

    private long position() {
        return parser.currentLocation().getCharOffset();
    }
}
