// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.migstream.io.ResourceLines;

/** Tests the table of messages with all messages of QEMU's source files, and with loads that really failed. */
class SourceMessagesTest {
    private static final KnownMessages KNOWN = KnownMessages.load();

    /** Versions, source, and a message, separated by tabs. */
    private static final List<String> SOURCE_MESSAGES =
            ResourceLines.read(SourceMessagesTest.class, "source-messages.tsv");

    /** Version, difference, id of the entry that explains it first, and the lines, separated by tabs. */
    private static final List<String> REAL_LOADS = ResourceLines.read(SourceMessagesTest.class, "real-loads.tsv");

    private static final Set<String> REASONS =
            Set.of("programming-error", "no-fixed-text", "informational", "debug", "not-migration");

    @Test
    void everySourceMessage_isKnown() {
        List<String> unknown = SOURCE_MESSAGES.stream()
                .filter(line -> KNOWN.findIn(PastedText.of("qemu-system-x86_64: " + column(line, 2)))
                        .isEmpty())
                .toList();
        assertEquals(List.of(), unknown);
    }

    @ParameterizedTest
    @FieldSource("REAL_LOADS")
    void realLoad_isExplainedByItsCauseFirst(String line) {
        assertEquals(
                column(line, 2),
                KNOWN.findIn(PastedText.of(column(line, 3))).get(0).message().id());
    }

    @Test
    void messagesLeftOut_haveReasons() {
        for (String line : ResourceLines.read(SourceMessagesTest.class, "left-out.txt")) {
            assertEquals(3, line.split("\t", -1).length, line);
            assertTrue(REASONS.contains(column(line, 0)), line);
        }
    }

    private static String column(String line, int column) {
        return line.split("\t", -1)[column];
    }
}
