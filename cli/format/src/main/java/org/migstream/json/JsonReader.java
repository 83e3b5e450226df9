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
 * <p>Callbacks read the values. When a callback is called, the current token is the start of its value. The callback
 * must consume exactly that value. The parser neither caches nor interns keys, because the table of keys of a hostile
 * document would grow without limit.
 */
public final class JsonReader implements Closeable {
    private final JsonParser parser;
    private final Limits limits;
    private final ErrorFactory errors;

    /**
     * Limits of a document.
     *
     * @param bytes the maximum size of the document
     * @param depth the maximum number of nested objects and arrays
     * @param nameLength the maximum number of characters of a key or of a {@linkplain #readName name}
     * @param stringLength the maximum number of characters of a string
     * @param digits the maximum number of digits of a number
     */
    public record Limits(long bytes, int depth, int nameLength, int stringLength, int digits) {}

    /** Creates the exceptions of a document format. */
    @FunctionalInterface
    public interface ErrorFactory {
        /** Returns an exception with this message; {@code at} is the position of the error in the document. */
        IOException create(JsonLocation at, String message);

        /** Returns an exception for a document that exceeds a limit of migstream, and may be faultless. */
        default IOException createForLimit(JsonLocation at, String message) {
            return create(at, message);
        }
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
     * Opens a document that a user may have written. The encoding is detected. Two equal keys in an object are an error.
     */
    public static JsonReader forText(InputStream json, Limits limits, ErrorFactory errors) throws IOException {
        JsonParser parser = factory(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .createParser(json);
        return new JsonReader(parser, limits, errors);
    }

    /**
     * Opens a document that QEMU wrote. An object may have two equal keys. The bytes are read as ISO 8859-1, so that
     * the character offsets of the parser are byte offsets; QEMU writes ASCII only.
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

    /** Reads the whole document, which must be one object. */
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

    /** Reads a string that is limited to the maximum length of a key. */
    public String readName() throws IOException {
        String text = readString();
        if (text.length() > limits.nameLength) {
            throw limitExceeded("a name has more than " + limits.nameLength + " characters");
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

    /** Reads any value and returns its JSON without spaces; empty if this JSON is longer than {@code maxBytes}. */
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

    /** Returns the character offset of the next unread character. */
    public long position() {
        return parser.currentLocation().getCharOffset();
    }

    /** Returns the exception for an error in the current token. */
    public IOException malformed(String message) {
        return errors.create(parser.currentTokenLocation(), message);
    }

    /** Returns the exception for a limit that the current token exceeds. */
    public IOException limitExceeded(String message) {
        return errors.createForLimit(parser.currentTokenLocation(), message);
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
            throw errors.createForLimit(
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
