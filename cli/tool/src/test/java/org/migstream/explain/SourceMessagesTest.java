// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.migstream.io.ResourceLines;

/** Tests the table of messages with all messages of QEMU's source files, and with loads that really failed. */
class SourceMessagesTest {
    private static final KnownMessages KNOWN = KnownMessages.load();

    /** Versions, source, id of the entry that explains it, and a message, separated by tabs. */
    private static final List<String> SOURCE_MESSAGES =
            ResourceLines.read(SourceMessagesTest.class, "source-messages.tsv");

    /** Reason, source, and a format of printf, separated by tabs. */
    private static final List<String> LEFT_OUT = ResourceLines.read(SourceMessagesTest.class, "left-out.txt");

    /** Version, difference, id of the entry that explains it first, and the lines, separated by tabs. */
    private static final List<String> REAL_LOADS = ResourceLines.read(SourceMessagesTest.class, "real-loads.tsv");

    private static final Set<String> REASONS =
            Set.of("programming-error", "no-fixed-text", "informational", "debug", "not-migration");

    /** The entries of messages that have hardly a letter. */
    private static final Set<String> NEEDS_PREFIX = Set.of("value-not-equal", "uffd-small");

    private static final Pattern CONVERSION = Pattern.compile("%[-+ #0-9.*]*(?:hh|h|ll|l|z)?[a-zA-Z]");
    private static final Pattern FUNCTION = Pattern.compile("-|[a-z_]\\w*[a-z]\\w*");
    private static final Pattern FILE = Pattern.compile("-|(?:[\\w.-]+/)*[\\w.-]+\\.(?:c|h|inc|c\\.inc|py)");

    @Test
    void everySourceMessage_isExplainedByItsEntry() {
        List<String> faults = new ArrayList<>();
        for (String line : SOURCE_MESSAGES) {
            List<String> ids = ids("qemu-system-x86_64: " + column(line, 3));
            if (ids.isEmpty() || !ids.get(0).equals(column(line, 2))) {
                faults.add(ids + " explain " + line);
            }
        }
        assertEquals("", String.join("\n", faults));
    }

    /** People often paste only the message. */
    @Test
    void sourceMessageWithoutPrefix_isExplainedByItsEntry() {
        List<String> faults = SOURCE_MESSAGES.stream()
                .filter(line -> !NEEDS_PREFIX.contains(column(line, 2)))
                .filter(line -> !ids(column(line, 3)).contains(column(line, 2)))
                .toList();
        assertEquals("", String.join("\n", faults));
    }

    @ParameterizedTest
    @FieldSource("REAL_LOADS")
    void realLoad_isExplainedByItsCauseFirst(String line) {
        assertEquals(
                column(line, 2),
                KNOWN.findIn(PastedText.of(column(line, 3))).get(0).message().id());
    }

    @Test
    void messagesLeftOut_haveReasonsAndAreNotKnown() {
        for (String line : LEFT_OUT) {
            assertEquals(3, line.split("\t", -1).length, line);
            assertTrue(REASONS.contains(column(line, 0)), line);
            String message = CONVERSION.matcher(column(line, 2)).replaceAll("5");
            assertEquals(List.of(), ids("qemu-system-x86_64: " + message), line);
        }
    }

    @Test
    void eachMessage_isListedOnce() {
        Set<String> seen = new HashSet<>();
        List<String> twice = Stream.concat(
                        LEFT_OUT.stream().map(line -> column(line, 1) + '\t' + column(line, 2)),
                        SOURCE_MESSAGES.stream().map(line -> column(line, 1) + '\t' + column(line, 3)))
                .filter(message -> !seen.add(message))
                .toList();
        assertEquals(List.of(), twice);
    }

    /** A name that a tool took from a macro or from a line far above is not a function of the file. */
    @Test
    void everySource_namesAFunctionOfAFile() {
        List<String> faults = new ArrayList<>();
        for (KnownMessage message : KNOWN.all()) {
            for (Wording wording : message.wordings()) {
                for (MessageSource source : wording.sources()) {
                    if (!FUNCTION.matcher(source.function()).matches()
                            || !FILE.matcher(source.file()).matches()) {
                        faults.add(message.id() + ": " + source);
                    }
                }
            }
        }
        assertEquals("", String.join("\n", faults));
    }

    private static List<String> ids(String text) {
        return KNOWN.findIn(PastedText.of(text)).stream()
                .map(match -> match.message().id())
                .toList();
    }

    private static String column(String line, int column) {
        return line.split("\t", -1)[column];
    }
}
