// SPDX-License-Identifier: Apache-2.0
package org.migstream.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document, a token at a time, within limits.
 *
 * <p>Callbacks read the values: each callback finds its value as the current token and must consume exactly that value.
 * Keys are not canonicalised, because a table of hostile keys would grow without limit.
 */
public final class JsonReader implements Closeable {
    private final JsonParser parser;
    private final Limits limits;
    private final ErrorFactory errors;

    /**
     * Limits of a document.
     *
     * @param bytes size of the document
     * @param depth levels of nested objects and arrays
     * @param nameLength characters of a key or of a {@linkplain #readName name}
     * @param stringLength characters of a string
     * @param digits digits of a number
     */
    public record Limits(long bytes, int depth, int nameLength, int stringLength, int digits) {}

    /** Creates the exception of a format. */
    @FunctionalInterface
    public interface ErrorFactory {
        /** Returns an exception with this message; {@code at} is the position of the error in the document. */
        IOException create(JsonLocation at, String message);
    }

    /** Consumes the value of a key. */
    @FunctionalInterface
    public interface MemberReader {
        /** Consumes the current value. */
        void read(String key) throws IOException;
    }

    /** Consumes an element of an array. */
    @FunctionalInterface
    public interface ElementReader {
        /** Consumes the current value; {@code index} counts from 0. */
        void read(int index) throws IOException;
    }

    private interface ParserCall<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private JsonReader(JsonParser parser, Limits limits, ErrorFactory errors) {
        this.parser = parser;
        this.limits = limits;
        this.errors = errors;
    }

    /**
     * Opens a document that a user may have written: its encoding is detected, and an object with two equal keys is an
     * error.
     */
    public static JsonReader forText(InputStream json, Limits limits, ErrorFactory errors) throws IOException {
        JsonParser parser = factory(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .createParser(json);
        return new JsonReader(parser, limits, errors);
    }

    /**
     * Opens a document that QEMU wrote: its keys may repeat. The bytes are read as ISO 8859-1, so that the character
     * offsets of the parser are byte offsets; QEMU writes ASCII only.
     */
    public static JsonReader forQemu(InputStream json, Limits limits, ErrorFactory errors) throws IOException {
        JsonParser parser =
                factory(limits).build().createParser(new InputStreamReader(json, StandardCharsets.ISO_8859_1));
        return new JsonReader(parser, limits, errors);
    }

    private static JsonFactoryBuilder factory(Limits limits) {
        return (JsonFactoryBuilder) JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(limits.bytes)
                        .maxNestingDepth(limits.depth)
                        .maxNameLength(limits.nameLength)
                        .maxStringLength(limits.stringLength)
                        .maxNumberLength(limits.digits)
                        .build());
    }

    /** Reads the only value of the document, an object. */
    public void readDocument(MemberReader member) throws IOException {
        nextToken();
        readObject(member);
        if (nextToken() != null) {
            throw malformed("trailing text after the closing brace");
        }
    }

    /** Reads an object and returns the number of its members. */
    public int readObject(MemberReader member) throws IOException {
        expect(JsonToken.START_OBJECT, "an object");
        int count = 0;
        while (nextToken() != JsonToken.END_OBJECT) {
            String key = call(parser::currentName);
            nextToken();
            member.read(key);
            count++;
        }
        return count;
    }

    /** Reads an array and returns the number of its elements. */
    public int readArray(ElementReader element) throws IOException {
        expect(JsonToken.START_ARRAY, "an array");
        int count = 0;
        while (nextToken() != JsonToken.END_ARRAY) {
            element.read(count++);
        }
        return count;
    }

    /** Returns whether the current value is an object. */
    public boolean isObject() {
        return parser.hasToken(JsonToken.START_OBJECT);
    }

    /** Returns whether the current value is an array. */
    public boolean isArray() {
        return parser.hasToken(JsonToken.START_ARRAY);
    }

    /** Returns whether the current value is {@code null}. */
    public boolean isNull() {
        return parser.hasToken(JsonToken.VALUE_NULL);
    }

    /** Reads a string. */
    public String readString() throws IOException {
        expect(JsonToken.VALUE_STRING, "a string");
        return call(parser::getText);
    }

    /** Reads a string that is no longer than a key may be. */
    public String readName() throws IOException {
        String text = readString();
        if (text.length() > limits.nameLength) {
            throw malformed("a name has more than " + limits.nameLength + " characters");
        }
        return text;
    }

    /** Reads a string, number, boolean or {@code null} and returns its text. */
    public String readScalar() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || !token.isScalarValue()) {
            throw malformed("expected a value");
        }
        return call(parser::getText);
    }

    /** Reads an integer from {@code min} to {@code max}. */
    public long readInteger(long min, long max) throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT, "an integer");
        long value = call(parser::getLongValue);
        if (value < min || value > max) {
            throw malformed("the number " + value + " is not between " + min + " and " + max);
        }
        return value;
    }

    /** Reads any value and returns its compact JSON; empty if that has more than {@code maxBytes}. */
    public Optional<byte[]> copyValue(int maxBytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonWriter.write(bytes, JsonWriter.Layout.COMPACT, generator -> {
            int depth = 0;
            do {
                if (bytes.size() <= maxBytes) {
                    call(() -> {
                        generator.copyCurrentEvent(parser);
                        return true;
                    });
                }
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            } while (depth > 0 && nextToken() != null);
        });
        return bytes.size() > maxBytes ? Optional.empty() : Optional.of(bytes.toByteArray());
    }

    /** Skips the current value. */
    public void skipValue() throws IOException {
        call(parser::skipChildren);
    }

    /** Returns the character offset at which the current token starts. */
    public long tokenStart() {
        return parser.currentTokenLocation().getCharOffset();
    }

    /** Returns the character offset after the characters that were read so far. */
    public long position() {
        return parser.currentLocation().getCharOffset();
    }

    /** Returns the exception for an error in the current token. */
    public IOException malformed(String message) {
        return errors.create(parser.currentTokenLocation(), message);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private @Nullable JsonToken nextToken() throws IOException {
        return this.<@Nullable JsonToken>call(parser::nextToken);
    }

    private void expect(JsonToken token, String name) throws IOException {
        if (!parser.hasToken(token)) {
            throw malformed("expected " + name);
        }
    }

    private <T extends @Nullable Object> T call(ParserCall<T> parserCall) throws IOException {
        try {
            return parserCall.run();
        } catch (StreamConstraintsException e) {
            throw errors.create(
                    parser.currentLocation(),
                    "limit exceeded: at most " + limits.bytes + " bytes, " + limits.depth + " levels, strings of "
                            + limits.stringLength + " characters, names of " + limits.nameLength + ", numbers of "
                            + limits.digits + " digits");
        } catch (JsonEOFException e) {
            throw errors.create(parser.currentLocation(), "not valid JSON: the text is truncated");
        } catch (JsonProcessingException e) {
            throw errors.create(parser.currentLocation(), "not valid JSON: " + e.getOriginalMessage());
        }
    }
}
