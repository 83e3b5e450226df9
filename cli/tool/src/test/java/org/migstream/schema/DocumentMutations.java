// SPDX-License-Identifier: Apache-2.0
package org.migstream.schema;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes a valid document in one member at a time, and returns the changes that its schema does not notice. */
public final class DocumentMutations {
    private static final int MAX_ELEMENTS = 3;

    private final JsonNode document;
    private final JsonNode schema;
    private final boolean removes;
    private final Set<String> unnoticed = new TreeSet<>();
    private int count;

    private DocumentMutations(JsonNode document, boolean removes) {
        this.document = document.deepCopy();
        this.removes = removes;
        shorten(this.document);
        schema = DocumentValidator.read(
                DocumentSchema.find(document.path("schema").asString()).orElseThrow());
    }

    /** Long arrays would take long, and their elements are alike. */
    private static void shorten(JsonNode value) {
        while (value instanceof ArrayNode array && array.size() > MAX_ELEMENTS) {
            array.remove(array.size() - 1);
        }
        value.forEach(DocumentMutations::shorten);
    }

    /** Removes each required member; returns the paths of those that are not missed. */
    public static Set<String> unnoticedRemovals(JsonNode document) {
        return new DocumentMutations(document, true).unnoticed();
    }

    /** Gives each member a value that is never right; returns the paths of those that are accepted. */
    public static Set<String> unnoticedTypes(JsonNode document) {
        return new DocumentMutations(document, false).unnoticed();
    }

    private Set<String> unnoticed() {
        visit(document, schema, "");
        assertNotEquals(0, count);
        return unnoticed;
    }

    private void visit(JsonNode value, JsonNode unresolved, String path) {
        JsonNode described = SchemaNodes.resolve(schema, unresolved);
        if (value instanceof ObjectNode object) {
            Set<String> required = new HashSet<>();
            described.path("required").forEach(name -> required.add(name.asString()));
            for (Map.Entry<String, JsonNode> member :
                    described.path("properties").properties()) {
                String name = member.getKey();
                if (object.has(name)) {
                    visit(object.get(name), member.getValue(), path + "." + name);
                    if (!removes || required.contains(name)) {
                        mutate(object, name, path + "." + name);
                    }
                }
            }
        } else if (value.isArray()) {
            value.forEach(element -> visit(element, described.path("items"), path + "[]"));
        }
    }

    private void mutate(ObjectNode object, String name, String path) {
        count++;
        ObjectNode original = object.deepCopy();
        if (removes) {
            object.remove(name);
        } else {
            ArrayNode wrong = object.putArray(name);
            wrong.addArray();
        }
        if (DocumentValidator.errors(document).isEmpty()) {
            unnoticed.add(path);
        }
        object.removeAll();
        object.setAll(original);
    }
}
