// SPDX-License-Identifier: Apache-2.0
package org.migstream.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Makes the tables of {@code cli/docs/json.md} from the schemas, and compares. {@code mvn verify -Dgolden=update} writes
 * them again. The text before the mark is written by hand.
 */
class SchemaPageTest {
    private static final Path PAGE = Path.of("cli/docs/json.md");
    private static final String MARK = "<!-- From here on, SchemaPageTest writes this page from the schemas. -->\n";
    private static final boolean UPDATE = "update".equals(System.getProperty("golden"));

    private final Map<DocumentSchema, JsonNode> documents = new LinkedHashMap<>();
    private final Map<String, JsonNode> definitions = new TreeMap<>();
    private final Map<String, List<DocumentSchema>> users = new TreeMap<>();
    private final StringBuilder page = new StringBuilder();

    SchemaPageTest() {
        Set<String> words = Set.of(DocumentSchema.PROFILE.word(), DocumentSchema.SAVED.word());
        for (DocumentSchema schema : DocumentSchema.values()) {
            JsonNode document = DocumentValidator.read(schema);
            documents.put(schema, document);
            for (Map.Entry<String, JsonNode> definition : document.path("$defs").properties()) {
                if (!words.contains(definition.getKey())) {
                    definitions.put(definition.getKey(), definition.getValue());
                    users.computeIfAbsent(definition.getKey(), key -> new ArrayList<>())
                            .add(schema);
                }
            }
        }
    }

    @Test
    void page_isMadeFromTheSchemas() throws IOException {
        String recorded = Files.readString(PAGE);
        int end = recorded.indexOf(MARK) + MARK.length();
        String expected = recorded.substring(0, end) + tables();
        if (UPDATE) {
            Files.writeString(PAGE, expected);
        } else {
            assertEquals(expected, recorded, PAGE + " (mvn verify -Dgolden=update writes it again)");
        }
    }

    private String tables() {
        documents.forEach((schema, document) -> {
            page.append("\n## ").append(schema.word()).append("\n\n`");
            page.append(schema.id())
                    .append("`: ")
                    .append(escape(document.path("title").asString()));
            page.append(".\n\n")
                    .append(escape(document.path("description").asString()))
                    .append("\n\n");
            addTable(document);
            users.forEach((name, of) -> {
                if (of.equals(List.of(schema))) {
                    addDefinition(name);
                }
            });
        });
        page.append("\n## Parts of several documents\n");
        users.forEach((name, of) -> {
            if (of.size() > 1) {
                addDefinition(name);
            }
        });
        return page.toString();
    }

    private void addDefinition(String name) {
        JsonNode definition = definitions.get(name);
        page.append("\n### ").append(name).append('\n');
        if (definition.has("description")) {
            page.append('\n').append(sentence(definition.path("description").asString()));
            page.append(values(SchemaMember.values(definition))).append('\n');
        }
        if (definition.has("properties")) {
            page.append('\n');
            addTable(definition);
        }
    }

    private void addTable(JsonNode schema) {
        page.append("| member | type | meaning |\n|---|---|---|\n");
        for (SchemaMember member : SchemaMember.membersOf(schema)) {
            page.append("| `")
                    .append(member.path())
                    .append("` | ")
                    .append(type(member))
                    .append(" | ");
            page.append((sentence(member.meaning()) + values(member.values())).strip())
                    .append(" |\n");
        }
    }

    /** Returns the description of a member; without one, that of its definition. */
    private String meaning(SchemaMember member) {
        return member.meaning().isEmpty()
                ? member.definition()
                        .map(name -> definitions.get(name).path("description").asString(""))
                        .orElse("")
                : member.meaning();
    }

    private static String type(SchemaMember member) {
        String element = member.definition()
                .map(name -> "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")")
                .orElse(member.type());
        return (member.array() ? "array of " : "")
                + element
                + (member.nullable() ? " or null" : "")
                + (member.optional() ? ", optional" : "");
    }

    private static String values(List<String> values) {
        return values.isEmpty()
                ? ""
                : values.stream()
                        .map(value -> "`" + value + "`")
                        .collect(Collectors.joining(", ", values.size() == 1 ? " Always " : " Values: ", "."));
    }

    private static String sentence(String text) {
        return text.isEmpty() ? "" : escape(text) + ".";
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
    }
}
