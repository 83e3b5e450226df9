// SPDX-License-Identifier: Apache-2.0
package org.migstream.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Validates JSON documents with the schemas. The schemas allow additional members, because a later version may have
 * some; here they are not allowed, so that each member is described.
 */
public final class DocumentValidator {
    /** Reads JSON; refuses two members of the same name. */
    public static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<DocumentSchema, Schema> SCHEMAS = new EnumMap<>(DocumentSchema.class);

    private DocumentValidator() {}

    /** Checks the documents in a text that have the member {@code schema}, indented or one in a line. */
    public static void requireValid(String text) {
        for (JsonNode document : documents(text)) {
            if (document.has("schema")) {
                assertEquals(List.of(), errors(document), () -> document.toPrettyString());
            }
        }
    }

    /** Checks the documents in a text. Each of them must have the member {@code schema}. */
    public static void requireValidDocuments(String text) {
        for (JsonNode document : documents(text)) {
            assertTrue(document.has("schema"), text);
        }
        requireValid(text);
    }

    /** Returns the documents in a text. */
    public static List<JsonNode> documents(String text) {
        try (MappingIterator<JsonNode> documents =
                JSON.readerFor(JsonNode.class).readValues(text)) {
            return documents.readAll();
        }
    }

    /** Returns the errors of a document; one if its schema is unknown. */
    public static List<String> errors(JsonNode document) {
        String id = document.path("schema").asString("");
        Optional<DocumentSchema> schema = DocumentSchema.find(id);
        if (schema.isEmpty() || !schema.get().id().equals(id)) {
            return List.of("there is no schema " + id);
        }
        return schema(schema.get()).validate(document).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    private static synchronized Schema schema(DocumentSchema schema) {
        return SCHEMAS.computeIfAbsent(schema, key -> {
            JsonNode node = read(key);
            close(node);
            return REGISTRY.getSchema(node);
        });
    }

    /** Returns a schema as it is published. */
    static JsonNode read(DocumentSchema schema) {
        try {
            return JSON.readTree(schema.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forbids additional members in all objects whose members are listed. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && isObject(object.path("type")) && object.has("properties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(DocumentValidator::close);
    }

    private static boolean isObject(JsonNode type) {
        return type.isArray() ? isObject(type.get(0)) : type.asString("").equals("object");
    }
}
