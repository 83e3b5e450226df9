// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.explain.KnownMessage.MessageRole;

/** Tests each row of the table of messages. A failure lists all rows that are wrong, with the reason. */
class MessageTableTest {
    private static final int TEXT_LENGTH = 1 << 16;
    private static final int SHORT_TEXT_LENGTH = 1 << 12;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");
    private static final KnownMessages KNOWN = KnownMessages.load();

    private static void assertNoFaults(List<String> faults) {
        assertEquals("", String.join("\n", faults), faults.size() + " faults");
    }

    @Test
    void ids_areUsedOnce() {
        Set<String> seen = new HashSet<>();
        assertNoFaults(KNOWN.all().stream()
                .map(KnownMessage::id)
                .filter(id -> !seen.add(id))
                .toList());
    }

    @Test
    void everyWording_hasSourceAndExample() {
        List<String> faults = new ArrayList<>();
        for (KnownMessage message : KNOWN.all()) {
            if (message.wordings().isEmpty()) {
                faults.add(message.id() + ": no 'says'");
            }
            for (Wording wording : message.wordings()) {
                if (wording.sources().isEmpty() || wording.examples().isEmpty()) {
                    faults.add(message.id() + ": no 'from' or no 'example' after: "
                            + wording.template().source());
                }
            }
        }
        assertNoFaults(faults);
    }

    @Test
    void everyWording_matchesItsExamples() {
        List<String> faults = new ArrayList<>();
        for (KnownMessage message : KNOWN.all()) {
            for (Wording wording : message.wordings()) {
                for (String example : wording.examples()) {
                    if (wording.template().findIn(PastedText.of(example)).isEmpty()) {
                        faults.add("%s: '%s' does not match its example '%s'"
                                .formatted(message.id(), wording.template().source(), example));
                    }
                }
            }
        }
        assertNoFaults(faults);
    }

    /** An example is explained first by its own entry, and no other entry claims to know its cause. */
    @Test
    void everyExample_isExplainedByItsEntry() {
        List<String> faults = new ArrayList<>();
        for (KnownMessage message : KNOWN.all()) {
            for (Wording wording : message.wordings()) {
                wording.examples().forEach(example -> checkExample(message, example, faults));
            }
        }
        assertNoFaults(faults);
    }

    private static void checkExample(KnownMessage message, String example, List<String> faults) {
        List<MessageMatch> matches = KNOWN.findIn(PastedText.of(example));
        List<String> ids = matches.stream().map(match -> match.message().id()).toList();
        if (ids.isEmpty() || !ids.get(0).equals(message.id())) {
            faults.add("%s: the entries found for its example '%s' are %s".formatted(message.id(), example, ids));
            return;
        }
        for (MessageMatch match : matches) {
            KnownMessage other = match.message();
            if (!other.id().equals(message.id())
                    && (other.role() == MessageRole.CAUSE || other.role() == MessageRole.NOTICE)) {
                faults.add("%s: its example '%s' also matches '%s' of %s"
                        .formatted(
                                message.id(),
                                example,
                                match.wording().template().source(),
                                other.id()));
            }
        }
    }

    /** No placeholder remains in a meaning or an advice, whichever wording was found. */
    @Test
    void placeholdersOfTexts_areInEveryWording() {
        List<String> faults = new ArrayList<>();
        for (KnownMessage message : KNOWN.all()) {
            Matcher placeholder = PLACEHOLDER.matcher(
                    message.meaning() + message.aloneAdvice() + message.advice() + message.vfioAdvice());
            while (placeholder.find()) {
                for (Wording wording : message.wordings()) {
                    if (!wording.template().names().contains(placeholder.group(1))) {
                        faults.add("%s: {%s} is not in '%s'"
                                .formatted(
                                        message.id(),
                                        placeholder.group(1),
                                        wording.template().source()));
                    }
                }
            }
        }
        assertNoFaults(faults);
    }

    /** A lookup can rely on its values. */
    @Test
    void lookupWithoutItsPlaceholder_isRefused() {
        List<Wording> wordings = List.of(
                new Wording(MessageTemplate.compile("section {sectionid:num}"), List.of(), List.of()),
                new Wording(MessageTemplate.compile("section {idstr}"), List.of(), List.of()));
        List<Lookup> lookups = List.of(Lookup.SECTIONID);
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> new KnownMessage("test", KnownMessage.MessageRole.CAUSE, wordings, lookups, "", "", "", ""));
        assertEquals("test: the lookup SECTIONID needs [sectionid] in 'section {idstr}'", e.getMessage());
    }

    /** Nothing shows where the first value ends. */
    @ParameterizedTest
    @ValueSource(strings = {"{name}{value} text", "{name}", "^{name}$", ""})
    void templateWithoutTextAtItsStart_isRefused(String template) {
        assertThrows(IllegalStateException.class, () -> MessageTemplate.compile(template));
    }

    /** A value has a maximum length, so the literal after it is not searched in the whole rest of the text. */
    @Test
    void literalAfterValue_isSearchedOnlyNearby() {
        MessageTemplate template = MessageTemplate.compile("the start of a message {value:word} end");
        PastedText text = PastedText.of("the start of a message y\n".repeat(200_000));
        assertTimeout(Duration.ofSeconds(5), () -> assertEquals(List.of(), template.findIn(text)));
    }

    /** 64 KiB that begin like a message everywhere do not cost time, for the templates that shorter texts of this kind cost most. */
    @Test
    void hostileText_costsNoTime() {
        Map<MessageTemplate, Duration> ofShort = new HashMap<>();
        KNOWN.all().stream()
                .flatMap(message -> message.wordings().stream())
                .map(Wording::template)
                .forEach(template -> ofShort.put(template, timeOfBeginnings(template, SHORT_TEXT_LENGTH)));
        List<String> slow = new ArrayList<>();
        ofShort.entrySet().stream()
                .sorted(Map.Entry.<MessageTemplate, Duration>comparingByValue().reversed())
                .limit(20)
                .map(Map.Entry::getKey)
                .forEach(template -> {
                    long millis = timeOfBeginnings(template, TEXT_LENGTH).toMillis();
                    if (millis > 1000) {
                        slow.add(template.source() + ": " + millis + " ms");
                    }
                });
        assertNoFaults(slow);
        for (String unit : List.of(": ", "'", "failed: ", "\\n", "&amp;", "0x", "<br ", "[1;", "a ", "\u001b]")) {
            String text = unit.repeat(TEXT_LENGTH / unit.length());
            assertTimeout(Duration.ofSeconds(5), () -> KNOWN.findIn(PastedText.of(text)));
        }
    }

    /** Returns the time of the processor for a text: other programs of a busy machine do not count. */
    private static Duration timeOfBeginnings(MessageTemplate template, int length) {
        String words = template.words().strip();
        String almost = words.substring(0, words.length() - 1) + "~ ";
        PastedText text = PastedText.of(almost.repeat(length / almost.length()));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        template.findIn(text);
        return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
    }
}
