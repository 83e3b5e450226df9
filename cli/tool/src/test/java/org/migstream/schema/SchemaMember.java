// SPDX-License-Identifier: Apache-2.0
package org.migstream.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * A member of a document, as a schema describes it.
 *
 * @param path the names from the document or definition to the member, such as {@code devices[].verdict}
 * @param type the JSON types; of an array, those of its elements
 * @param definition the definition that describes the member or its elements
 * @param array whether the member is an array
 * @param nullable whether the member can be null
 * @param optional whether the member can be left out
 * @param meaning the description; empty if only the definition has one
 * @param values the possible values; empty if they are not listed
 */
record SchemaMember(
        String path,
        String type,
        Optional<String> definition,
        boolean array,
        boolean nullable,
        boolean optional,
        String meaning,
        List<String> values) {
    private static final String NULL = "null";

    /** Returns the members of an object, and the members of the objects in it that are not definitions. */
    static List<SchemaMember> membersOf(JsonNode schema) {
        List<SchemaMember> members = new ArrayList<>();
        addMembers(schema, "", members);
        return members;
    }

    private static void addMembers(JsonNode schema, String prefix, List<SchemaMember> members) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            JsonNode value = member.getValue();
            String path = prefix + member.getKey();
            boolean array = types(value).contains("array");
            JsonNode element = array ? value.path("items") : value;
            members.add(new SchemaMember(
                    path,
                    types(element).stream().filter(name -> !name.equals(NULL)).collect(Collectors.joining(" or ")),
                    SchemaNodes.definition(element),
                    array,
                    types(value).contains(NULL) || value.has("oneOf"),
                    !required.contains(member.getKey()),
                    value.path("description").asString(""),
                    values(element)));
            addMembers(element, path + (array ? "[]." : "."), members);
        }
    }

    private static List<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return texts(type);
        }
        return List.of(type.asString(schema.path("const").isBoolean() ? "boolean" : "string"));
    }

    /** Returns the possible values of a schema. */
    static List<String> values(JsonNode schema) {
        return schema.has("const")
                ? List.of(schema.get("const").asString())
                : texts(schema.path("enum")).stream()
                        .filter(value -> !value.equals(NULL))
                        .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(node -> node.isNull() ? NULL : node.asString())
                .toList();
    }
}
