// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ResourceLines;

/**
 * The fields that QEMU compares with a property of its own device, although their type does not show it. The table
 * {@code field-checks.txt} names the source of each fact.
 */
final class FieldChecks {
    private static final String ANY_FIELD = "*";
    private static final Map<String, Map<String, Check>> CHECKS = read();

    private FieldChecks() {}

    /** How QEMU compares a field, and what the field of the target shows. */
    enum Relation {
        /** The field is the property: QEMU refuses another value. */
        EQUAL,
        /** The field is the property: QEMU refuses a greater value. */
        MAXIMUM,
        /** The field of the target shows the property only in part. */
        PART
    }

    /**
     * A comparison.
     *
     * @param message of QEMU, a format for the value in the stream and the value of the target
     */
    record Check(Relation relation, String message) {
        /** Returns whether QEMU is known to accept a value in the stream. */
        boolean accepts(long received, long local) {
            return received == local || relation == Relation.MAXIMUM && Long.compareUnsigned(received, local) < 0;
        }

        /** Returns QEMU's message about two values. */
        String message(long received, long local) {
            return String.format(Locale.ROOT, message, received, local);
        }
    }

    /**
     * Returns the comparison of a field; null if none is known.
     *
     * @param structure name of its VMStateDescription
     * @param label name of the field, of an element with its index in brackets
     */
    static @Nullable Check of(String structure, String label) {
        Map<String, Check> checks = CHECKS.get(structure);
        if (checks == null) {
            return null;
        }
        Check check = checks.get(label);
        return check != null ? check : checks.get(ANY_FIELD);
    }

    private static Map<String, Map<String, Check>> read() {
        Map<String, Map<String, Check>> checks = new HashMap<>();
        for (String line : ResourceLines.read(FieldChecks.class, "field-checks.txt")) {
            String[] columns = line.split(" \\| ", -1);
            Check check = new Check(Relation.valueOf(columns[0].toUpperCase(Locale.ROOT)), columns[3]);
            if (columns.length != 5
                    || checks.computeIfAbsent(columns[1], structure -> new HashMap<>())
                                    .put(columns[2], check)
                            != null) {
                throw new IllegalStateException("field-checks.txt: " + line);
            }
        }
        return checks;
    }
}
