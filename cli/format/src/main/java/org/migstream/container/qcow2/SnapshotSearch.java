// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import static org.migstream.io.InputFindingCodes.INPUT_QCOW2_AMBIGUOUS;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * Searches a snapshot by the text after {@code FILE#}. The first {@link Rule} that finds a snapshot decides; if a rule
 * finds several, the first of them in the table, as in QEMU.
 */
final class SnapshotSearch implements SpillList.Visitor<Snapshot> {
    /** The rules, in the order of precedence. */
    private enum Rule {
        /** {@code id:ID} or {@code name:NAME}. */
        EXPLICIT,
        /**
         * The id. QEMU's {@code loadvm X} requires a snapshot with the name X ({@code load_snapshot} in
         * migration/savevm.c), but then reads the one with the id X, if there is one ({@code find_snapshot_by_id_or_name}
         * in block/qcow2-snapshot.c; QEMU 5.2 to 11.1).
         */
        BY_ID,
        BY_NAME
    }

    private static final int MAX_LISTED_IDS = 4;

    private final String text;
    private final Map<Rule, Snapshot> found = new EnumMap<>(Rule.class);
    private final List<String> matchingIds = new ArrayList<>();
    private int matches;

    /** @param text after {@code FILE#} */
    SnapshotSearch(String text) {
        this.text = text;
    }

    @Override
    public void visit(Snapshot snapshot) {
        Rule rule = ruleFor(snapshot);
        if (rule != null) {
            matches++;
            if (matchingIds.size() < MAX_LISTED_IDS) {
                matchingIds.add(snapshot.id());
            }
            found.putIfAbsent(rule, snapshot);
        }
    }

    private @Nullable Rule ruleFor(Snapshot snapshot) {
        if (text.equals("id:" + snapshot.id()) || text.equals("name:" + snapshot.name())) {
            return Rule.EXPLICIT;
        }
        return text.equals(snapshot.id()) ? Rule.BY_ID : text.equals(snapshot.name()) ? Rule.BY_NAME : null;
    }

    /** Returns the snapshot to read; empty if no snapshot matches. */
    Optional<Snapshot> result() {
        return found.values().stream().findFirst();
    }

    /** Returns the warning that several snapshots match; empty if at most one does. */
    Optional<Finding> ambiguity() {
        if (matches < 2) {
            return Optional.empty();
        }
        String ids = String.join(", ", matchingIds) + (matches > matchingIds.size() ? " and more" : "");
        return result().map(chosen -> Finding.of(
                Severity.WARNING,
                INPUT_QCOW2_AMBIGUOUS,
                "the name after # selects " + matches + " snapshots, with the ids " + ids + ": the one with id "
                        + chosen.id() + " is read" + (found.containsKey(Rule.EXPLICIT) ? "" : ", as QEMU's loadvm does")
                        + " (FILE#id:ID selects by id alone, FILE#name:NAME by name alone)"));
    }
}
