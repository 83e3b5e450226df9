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
final class VmDescriptionJsonReader implements Closeable {
    /** A structure takes three levels of JSON (field, {@code struct}, {@code fields}); QEMU nests five structures. */
    private static final int MAX_DEPTH = 64;

    /** Names travel as a length byte and text. */
    private static final int MAX_NAME_LENGTH = 255;

    /** The digits of a configuration space in a profile have 12 KiB. */
    private static final int MAX_STRING_LENGTH = 1 << 15;

    private static final int MAX_DIGITS = 20;

    private static final JsonFactory COPY_FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final JsonParser parser;
    private final long maxBytes;

    VmDescriptionJsonReader(InputStream json, long maxBytes) throws IOException {
        this.maxBytes = maxBytes;
        JsonFactory factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(maxBytes)
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .maxStringLength(MAX_STRING_LENGTH)
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
    void readDocument(ValueReader member) throws IOException {
        nextToken();
        readObject(member);
        if (nextToken() != null) {
            throw malformed("text after the closing brace");
        }
    }

    /** Reads the object that starts at the current token; the reader finds each value as the current token. */
    void readObject(ValueReader member) throws IOException {
        expect(JsonToken.START_OBJECT, "an object");
        while (nextToken() != JsonToken.END_OBJECT) {
            String key = translateExceptions(parser::currentName);
            nextToken();
            member.read(key);
        }
    }

    /** Reads the array that starts at the current token; {@code key} is handed to the reader of each element. */
    void readArray(String key, ValueReader element) throws IOException {
        expect(JsonToken.START_ARRAY, "an array");
        while (nextToken() != JsonToken.END_ARRAY) {
            element.read(key);
        }
    }

    /** The current token, a string that names something. */
    String readName() throws IOException {
        expect(JsonToken.VALUE_STRING, "a string");
        String text = translateExceptions(parser::getText);
        if (text.length() > MAX_NAME_LENGTH) {
            throw malformed("a name of more than " + MAX_NAME_LENGTH + " characters");
        }
        return text;
    }

    /** The current token, an integer of {@code min} to {@code max}. */
    long readInteger(long min, long max) throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT, "an integer");
        long value = translateExceptions(parser::getLongValue);
        if (value < min || value > max) {
            throw malformed("the number " + value + " is not in " + min + " to " + max);
        }
        return value;
    }

    /** The value that starts at the current token, as it is written but for blanks; null if that is too long. */
    byte[] copyValue(int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = COPY_FACTORY.createGenerator(bytes)) {
            translateExceptions(() -> {
                copyEvents(generator, bytes, most);
                return null;
            });
        }
        return bytes.size() > most ? null : bytes.toByteArray();
    }

    private void copyEvents(JsonGenerator generator, ByteArrayOutputStream bytes, int most) throws IOException {
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
    interface ValueConsumer {
        void consume() throws IOException;
    }

    /** Where the value stands that starts at the current token and that {@code consumption} consumes. */
    ByteRange rangeOf(ValueConsumer consumption) throws IOException {
        long start = parser.currentTokenLocation().getCharOffset();
        consumption.consume();
        return new ByteRange(start, currentOffset());
    }

    /** Passes over the value that starts at the current token. */
    void skipValue() throws IOException {
        translateExceptions(parser::skipChildren);
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

    private JsonToken nextToken() throws IOException {
        return translateExceptions(parser::nextToken);
    }

    private void expect(JsonToken token, String what) throws IOException {
        if (!parser.hasToken(token)) {
            throw malformed("expected " + what);
        }
    }

    private interface ParserCall<T> {
        T run() throws IOException;
    }

    private <T> T translateExceptions(ParserCall<T> read) throws IOException {
        try {
            return read.run();
        } catch (StreamConstraintsException e) {
            throw new VmDescriptionException(
                    currentOffset(),
                    "beyond what is read as a description: " + maxBytes + " bytes, " + MAX_DEPTH
                            + " levels, strings of " + MAX_STRING_LENGTH + " characters, numbers of " + MAX_DIGITS
                            + " digits");
        } catch (JsonProcessingException e) {
            throw new VmDescriptionException(currentOffset(), "not readable as JSON: " + e.getOriginalMessage());
        }
    }

    private long currentOffset() {
        return parser.currentLocation().getCharOffset();
    }
}
