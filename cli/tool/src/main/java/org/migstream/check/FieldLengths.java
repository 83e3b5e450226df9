// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ResourceLines;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * The fields whose length is not the same in all streams of a structure, and who decides the length. The table {@code
 * field-lengths.txt} names the source of each fact.
 */
final class FieldLengths {
    private static final String ANY_STRUCTURE = "*";
    private static final Map<FieldName, Rule> RULES = read();

    private FieldLengths() {}

    /** Who decides the length of a field. */
    enum Decider {
        /** The device of the target: QEMU reads as much as its own device has. */
        TARGET,
        /** A field before it in the stream. */
        STREAM,
        /** The content of the field itself, by rules of its type. */
        TYPE
    }

    /**
     * A fact about a field.
     *
     * @param reason what decides, such as an option of QEMU
     */
    record Rule(Decider decider, String reason) {}

    private record FieldName(String structure, String field) {}

    /** Returns the rule of a field; null if its length is always the same, or not known to differ. */
    static @Nullable Rule of(String structure, VmStateField field) {
        Rule rule = RULES.get(new FieldName(structure, field.name()));
        return rule != null ? rule : RULES.get(new FieldName(ANY_STRUCTURE, field.type()));
    }

    private static Map<FieldName, Rule> read() {
        Map<FieldName, Rule> rules = new HashMap<>();
        for (String line : ResourceLines.read(FieldLengths.class, "field-lengths.txt")) {
            String[] columns = line.split(" \\| ", -1);
            Rule rule = new Rule(Decider.valueOf(columns[0].toUpperCase(Locale.ROOT)), columns[3]);
            if (columns.length != 5 || rules.put(new FieldName(columns[1], columns[2]), rule) != null) {
                throw new IllegalStateException("field-lengths.txt: " + line);
            }
        }
        return rules;
    }
}
