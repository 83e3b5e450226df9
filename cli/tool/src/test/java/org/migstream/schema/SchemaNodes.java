// SPDX-License-Identifier: Apache-2.0
package org.migstream.schema;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Follows the references in a schema. */
final class SchemaNodes {
    private static final String DEFINITION = "#/$defs/";

    private SchemaNodes() {}

    /** Returns the schema of a value that is not null: the definition, if the schema refers to one. */
    static JsonNode resolve(JsonNode root, JsonNode schema) {
        return definition(schema).map(name -> root.path("$defs").path(name)).orElse(schema);
    }

    /** Returns the name of the definition to which a schema refers, also as one of a definition and null. */
    static Optional<String> definition(JsonNode schema) {
        JsonNode reference = schema.has("$ref") ? schema : schema.path("oneOf").path(0);
        return Optional.of(reference.path("$ref").asString(""))
                .filter(text -> text.startsWith(DEFINITION))
                .map(text -> text.substring(DEFINITION.length()));
    }
}
