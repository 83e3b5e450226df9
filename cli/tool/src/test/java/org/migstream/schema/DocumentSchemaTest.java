// SPDX-License-Identifier: Apache-2.0
package org.migstream.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DocumentSchemaTest {
    private static final Pattern ID = Pattern.compile("migstream\\.([a-z]+)/[0-9]");
    private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

    @ParameterizedTest
    @EnumSource
    void schema_isValidJsonSchema(DocumentSchema schema) throws IOException {
        String text = new String(schema.read(), StandardCharsets.US_ASCII);
        assertEquals(
                List.of(),
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of(META_SCHEMA))
                        .validate(DocumentValidator.JSON.readTree(text)));
        assertTrue(text.chars().allMatch(c -> c < 128) && text.endsWith("}\n"));
    }

    @ParameterizedTest
    @EnumSource
    void schema_saysWhichDocumentItDescribes(DocumentSchema schema) throws IOException {
        JsonNode node = DocumentValidator.read(schema);
        assertEquals(META_SCHEMA, node.path("$schema").asString());
        assertEquals(
                "urn:migstream:schema:" + schema.word() + ":1", node.path("$id").asString());
        assertEquals(
                schema.id(),
                node.path("properties").path("schema").path("const").asString());
        assertEquals(node.path("title").asString(), schema.title());
        assertTrue(!schema.title().isEmpty() && node.has("description"));
    }

    /** Later versions may add members, so the published schemas allow them. */
    @ParameterizedTest
    @EnumSource
    void publishedSchema_allowsAdditionalMembers(DocumentSchema schema) {
        assertEquals(List.of(), findClosedObjects(DocumentValidator.read(schema), ""));
    }

    @ParameterizedTest
    @EnumSource
    void everyMember_hasDescription(DocumentSchema schema) {
        List<String> missing = new ArrayList<>();
        JsonNode root = DocumentValidator.read(schema);
        findMembersWithoutDescription(root, root, "", missing);
        assertEquals(List.of(), missing);
    }

    @Test
    void definitionsOfTheSameName_areEqual() {
        Map<String, JsonNode> definitions = new HashMap<>();
        for (DocumentSchema schema : DocumentSchema.values()) {
            for (Map.Entry<String, JsonNode> definition :
                    DocumentValidator.read(schema).path("$defs").properties()) {
                JsonNode first = definitions.putIfAbsent(definition.getKey(), definition.getValue());
                assertTrue(first == null || first.equals(definition.getValue()), schema + " " + definition.getKey());
            }
        }
        assertEquals(
                definitions.get("profile").path("properties"),
                DocumentValidator.read(DocumentSchema.PROFILE).path("properties"));
        assertEquals(
                definitions.get("saved").path("properties"),
                DocumentValidator.read(DocumentSchema.SAVED).path("properties"));
    }

    @Test
    void everyDocumentNamedInTheSources_hasSchema() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("cli/tool/src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                ID.matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .forEach(named::add);
            }
        }
        named.removeIf(id -> DocumentSchema.find(id).isPresent());
        assertEquals(Set.of(), named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hisi-sec", "igb-vf", "mtty-one-port", "mtty-two-ports"})
    void sampleProfile_isValid(String name) throws IOException {
        DocumentValidator.requireValidDocuments(Files.readString(Path.of("samples/profiles", name + ".json")));
    }

    private static List<String> findClosedObjects(JsonNode schema, String path) {
        List<String> closed = new ArrayList<>();
        if (schema.path("additionalProperties").isBoolean() || schema.has("unevaluatedProperties")) {
            closed.add(path);
        }
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            closed.addAll(findClosedObjects(member.getValue(), path + "/" + member.getKey()));
        }
        return closed;
    }

    private static void findMembersWithoutDescription(
            JsonNode root, JsonNode schema, String path, List<String> missing) {
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            JsonNode value = member.getValue();
            if (!value.has("description") && !SchemaNodes.resolve(root, value).has("description")) {
                missing.add(path + "." + member.getKey());
            }
            findMembersWithoutDescription(root, value, path + "." + member.getKey(), missing);
        }
        if (schema.has("items")) {
            findMembersWithoutDescription(root, schema.get("items"), path + "[]", missing);
        }
        for (Map.Entry<String, JsonNode> definition : schema.path("$defs").properties()) {
            findMembersWithoutDescription(root, definition.getValue(), definition.getKey(), missing);
        }
    }
}
