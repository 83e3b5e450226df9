// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.migstream.schema.DocumentValidator;

/** Parses small JSON documents into maps, lists, strings, longs, doubles, booleans and nulls, and compares them. */
public final class JsonTree {
    private JsonTree() {}

    /** Parses a text that contains one document. A document of migstream is validated with its schema. */
    public static Object parse(String text) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(text)) {
            json.nextToken();
            Object value = value(json);
            if (json.nextToken() != null) {
                throw new IOException("more than one document");
            }
            DocumentValidator.requireValid(text);
            return value;
        }
    }

    private static Object value(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case START_OBJECT:
                Map<String, Object> members = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    if (members.containsKey(name)) {
                        throw new IOException("two members " + name);
                    }
                    members.put(name, value(json));
                }
                return members;
            case START_ARRAY:
                List<Object> elements = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(json));
                }
                return elements;
            case VALUE_NUMBER_INT:
                return json.getLongValue();
            case VALUE_NUMBER_FLOAT:
                return json.getDoubleValue();
            case VALUE_TRUE:
            case VALUE_FALSE:
                return json.getBooleanValue();
            case VALUE_NULL:
                return null;
            default:
                return json.getText();
        }
    }

    /**
     * Returns the differences between two documents. {@code actual} must contain every member and element of {@code
     * expected}; it may contain other members.
     */
    public static List<String> differences(Object expected, Object actual) {
        List<String> differences = new ArrayList<>();
        compare("", expected, actual, differences);
        return differences;
    }

    private static void compare(String path, Object expected, Object actual, List<String> differences) {
        if (expected instanceof Map<?, ?> members && actual instanceof Map<?, ?> others) {
            members.forEach((name, value) -> compare(path + "." + name, value, others.get(name), differences));
        } else if (expected instanceof List<?> elements
                && actual instanceof List<?> others
                && elements.size() == others.size()) {
            for (int i = 0; i < elements.size(); i++) {
                compare(path + "[" + i + "]", elements.get(i), others.get(i), differences);
            }
        } else if (expected == null ? actual != null : !expected.equals(actual)) {
            differences.add(path + ": expected " + expected + ", found " + actual);
        }
    }
}
