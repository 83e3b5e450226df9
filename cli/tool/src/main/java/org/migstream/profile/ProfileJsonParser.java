// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The tokens of a profile, with the limits and the complaints of the JSON level. */
final class ProfileJsonParser implements Closeable {
    /** A dump of 4096 bytes takes 14 kB; nothing else in a profile is long. */
    static final int MAX_BYTES = 1 << 20;

    /** Facts are nested once or twice. */
    static final int MAX_DEPTH = 16;

    private static final int MAX_NAME = 255;
    private static final int MAX_STRING = 1 << 15;
    private static final int MAX_DIGITS = 64;

    private final JsonParser parser;

    ProfileJsonParser(InputStream json) throws IOException {
        parser = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(MAX_BYTES)
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNameLength(MAX_NAME)
                        .maxStringLength(MAX_STRING)
                        .maxNumberLength(MAX_DIGITS)
                        .build())
                .build()
                .createParser(json);
    }

    /** What to do with a member, whose value is the current token: consume that value. */
    interface MemberReader {
        void read(String key) throws IOException;
    }

    /** What to do with an element, which is the current token: consume it. */
    interface ElementReader {
        void read(int index) throws IOException;
    }

    /** Reads the only value of the document, an object. */
    void readDocument(MemberReader member) throws IOException {
        nextToken();
        readObject(member);
        if (nextToken() != null) {
            throw malformedAtToken("more text behind the closing brace");
        }
    }

    /** Reads the object at the current token; returns the number of its members. */
    int readObject(MemberReader member) throws IOException {
        expect(JsonToken.START_OBJECT, "an object");
        int count = 0;
        while (nextToken() != JsonToken.END_OBJECT) {
            String key = withProfileErrors(parser::currentName);
            nextToken();
            member.read(key);
            count++;
        }
        return count;
    }

    /** Reads the array at the current token; returns the number of its elements. */
    int readArray(ElementReader element) throws IOException {
        expect(JsonToken.START_ARRAY, "an array");
        int count = 0;
        while (nextToken() != JsonToken.END_ARRAY) {
            element.read(count++);
        }
        return count;
    }

    boolean atObject() {
        return parser.hasToken(JsonToken.START_OBJECT);
    }

    boolean atArray() {
        return parser.hasToken(JsonToken.START_ARRAY);
    }

    boolean atNull() {
        return parser.hasToken(JsonToken.VALUE_NULL);
    }

    /** The current token, a string. */
    String readString() throws IOException {
        expect(JsonToken.VALUE_STRING, "a string");
        return withProfileErrors(parser::getText);
    }

    /** The current token, a string, number or truth value, as it is written. */
    String readScalar() throws IOException {
        if (parser.currentToken() == null || !parser.currentToken().isScalarValue()) {
            throw malformedAtToken("expected a value");
        }
        return withProfileErrors(parser::getText);
    }

    /** Passes over the value at the current token. */
    void skip() throws IOException {
        withProfileErrors(parser::skipChildren);
    }

    /** A complaint about the current token. */
    ProfileException malformedAtToken(String message) {
        return exceptionAt(parser.currentTokenLocation(), message);
    }

    private static ProfileException exceptionAt(JsonLocation place, String message) {
        return new ProfileException("line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + message);
    }

    private JsonToken nextToken() throws IOException {
        return withProfileErrors(parser::nextToken);
    }

    private void expect(JsonToken token, String what) throws IOException {
        if (!parser.hasToken(token)) {
            throw malformedAtToken("expected " + what);
        }
    }

    private interface Read<T> {
        T read() throws IOException;
    }

    private <T> T withProfileErrors(Read<T> read) throws IOException {
        try {
            return read.read();
        } catch (StreamConstraintsException e) {
            throw exceptionAt(
                    parser.currentLocation(),
                    "more than is read of a profile: " + MAX_BYTES + " bytes, " + MAX_DEPTH + " levels, strings of "
                            + MAX_STRING + " characters, names of " + MAX_NAME + ", numbers of " + MAX_DIGITS
                            + " digits");
        } catch (JsonEOFException e) {
            throw exceptionAt(parser.currentLocation(), "no JSON: it ends too early");
        } catch (JsonProcessingException e) {
            throw exceptionAt(parser.currentLocation(), "no JSON: " + e.getOriginalMessage());
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
