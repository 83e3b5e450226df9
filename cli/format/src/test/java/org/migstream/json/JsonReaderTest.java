// SPDX-License-Identifier: Apache-2.0
package org.migstream.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads small documents within small limits, and writes them in each layout. */
class JsonReaderTest {
    private static final JsonReader.Limits LIMITS = new JsonReader.Limits(200, 3, 8, 20, 5);

    private static JsonReader text(String json) throws IOException {
        return JsonReader.forText(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                LIMITS,
                (at, message) -> new IOException(at.getLineNr() + ":" + at.getColumnNr() + " " + message));
    }

    private static JsonReader qemu(String json) throws IOException {
        return JsonReader.forQemu(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                LIMITS,
                (at, message) -> new IOException(at.getCharOffset() + " " + message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    []                                  | 1:1 expected an object
                    {"a": 1} x                          | not valid JSON: Unrecognized token
                    {"a": 1} {}                         | 1:10 trailing text
                    {"a":                               | not valid JSON: the text is truncated
                    {"a": 1, "a": 2}                    | not valid JSON: Duplicate field
                    {"a": [[[1]]]}                      | limit exceeded
                    {"a": 123456}                       | limit exceeded
                    {"a": "123456789012345678901"}      | limit exceeded
                    {"a23456789": 1}                    | limit exceeded
                    """)
    void malformedText_isRejectedWithPosition(String json, String expected) throws IOException {
        try (JsonReader reader = text(json)) {
            IOException error = assertThrows(
                    IOException.class,
                    () -> reader.readDocument(key -> {
                        if (reader.isArray()) {
                            reader.skipValue();
                        } else {
                            reader.readScalar();
                        }
                    }));
            assertTrue(error.getMessage().contains(expected), error.getMessage());
        }
    }

    @Test
    void repeatedKeys_areReadInQemuJson() throws IOException {
        List<String> read = new ArrayList<>();
        try (JsonReader reader = qemu("{\"a\": \"x\", \"a\": \"y\"}")) {
            reader.readDocument(key -> read.add(key + "=" + reader.readName() + "@" + reader.tokenStart()));
        }
        assertEquals(List.of("a=x@6", "a=y@16"), read);
    }

    @Test
    void integerOutsideRange_isRejected() throws IOException {
        try (JsonReader reader = qemu("{\"a\": 7}")) {
            IOException error =
                    assertThrows(IOException.class, () -> reader.readDocument(key -> reader.readInteger(0, 6)));
            assertEquals("6 the number 7 is not between 0 and 6", error.getMessage());
        }
    }

    @Test
    void copiedValue_isCompact() throws IOException {
        List<Optional<byte[]>> copies = new ArrayList<>();
        try (JsonReader reader = qemu("{\"a\": {\"b\": [1, true]}, \"c\": [1, 2, 3]}")) {
            reader.readDocument(key -> copies.add(reader.copyValue(key.equals("a") ? 100 : 3)));
        }
        assertArrayEquals(
                "{\"b\":[1,true]}".getBytes(StandardCharsets.US_ASCII),
                copies.get(0).orElseThrow());
        assertTrue(copies.get(1).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    COMPACT  | {"a":[1,"\\u00E4"],"b":2}
                    QEMU     | {"a": [1, "\\u00E4"], "b": 2}
                    INDENTED | {;  "a" : [ 1, "\\u00E4" ],;  "b" : 2;}
                    """)
    void layout_placesSpacesAndLineBreaks(JsonWriter.Layout layout, String expected) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonWriter.write(out, layout, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("a");
            json.writeNumber(1);
            json.writeString("\u00e4");
            json.writeEndArray();
            json.writeNumberField("b", 2);
            json.writeEndObject();
        });
        assertEquals(expected, out.toString(StandardCharsets.US_ASCII).replace(System.lineSeparator(), ";"));
    }
}
