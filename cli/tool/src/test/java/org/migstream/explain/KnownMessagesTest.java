// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.migstream.io.ResourceLines;

class KnownMessagesTest {
    private static final KnownMessages KNOWN = KnownMessages.load();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");

    /** An id, a bar, and the message that it must explain. */
    private static final List<String> SAID = ResourceLines.read(KnownMessagesTest.class, "said.txt");

    private static String id(String line) {
        return line.substring(0, line.indexOf('|'));
    }

    private static String message(String line) {
        return line.substring(line.indexOf('|') + 1);
    }

    @ParameterizedTest
    @FieldSource("SAID")
    void explainsWhatWasReallySaid(String line) {
        assertEquals(id(line), KNOWN.in(message(line)).get(0).known().id());
    }

    @ParameterizedTest
    @FieldSource("SAID")
    void prefixesAndWhiteSpaceDoNotMatter(String line) {
        String pasted = "Mar 01 10:00:00 host libvirtd[12]: internal error: "
                + message(line).replace(" ", "\n\t ") + "\r\n";
        assertEquals(id(line), KNOWN.in(pasted).get(0).known().id());
    }

    @ParameterizedTest
    @FieldSource("SAID")
    void leavesNoPlaceholder(String line) {
        for (Meaning meaning : new Explainer().explain(message(line)).meanings()) {
            assertFalse((meaning.meaning() + meaning.advice()).contains("{"), meaning.id());
        }
    }

    /** Whatever a meaning or an advice quotes, every form of the message has, so that it never stays a placeholder. */
    @Test
    void meaningsQuoteOnlyWhatIsThere() {
        for (KnownMessage message : KNOWN.all()) {
            Matcher placeholder = PLACEHOLDER.matcher(message.means() + message.advice() + message.ofVfio());
            while (placeholder.find()) {
                for (Pattern form : message.says()) {
                    assertTrue(KnownMessage.groups(form).contains(placeholder.group(1)), message.id());
                }
            }
        }
    }

    @Test
    void everyEntryIsTriedByARealMessage() {
        Set<String> untried = KNOWN.all().stream().map(KnownMessage::id).collect(Collectors.toSet());
        assertEquals(KNOWN.all().size(), untried.size(), "an id is there twice");
        SAID.forEach(line -> untried.remove(id(line)));
        assertEquals(Set.of("enomsg"), untried);
    }

    @Test
    void allLinesOfAPasteAreExplainedTheDecisiveOneFirst() {
        String all = SAID.stream().map(KnownMessagesTest::message).collect(Collectors.joining("\n"));
        List<Saying> sayings = KNOWN.in(all);
        Set<String> explained = new HashSet<>();
        sayings.forEach(saying -> explained.add(saying.known().id()));
        assertEquals(SAID.stream().map(KnownMessagesTest::id).collect(Collectors.toSet()), explained);
        List<Weight> weights =
                sayings.stream().map(saying -> saying.known().weight()).toList();
        assertEquals(weights.stream().sorted().toList(), weights);
    }

    /** A clock has no driver, no slot, and no migration that could be off. */
    @ParameterizedTest
    @CsvSource({
        "unknown-section, Unknown savevm section or instance '%s' 0",
        "state-load, error while loading state for instance 0x0 of device '%s'",
        "section-load, error while loading state section id 2(%s)",
        "save-state, failed to save SaveStateEntry with id(name): 2(%s): -5"
    })
    void adviceIsForTheDeviceThatIsNamed(String id, String form) {
        String ofClock = about(id, form.formatted("kvmclock"));
        String ofVfio = about(id, form.formatted("0000:00:01.0/vfio"));
        assertFalse(ofClock.matches("(?i).*(vfio|driver|kernel log|enable-migration).*"), ofClock);
        assertTrue(ofVfio.matches("(?i).*(vfio|driver).*"), ofVfio);
    }

    private static String about(String id, String message) {
        Meaning meaning = new Explainer().explain(message).meanings().get(0);
        assertEquals(id, meaning.id());
        return meaning.meaning() + ' ' + meaning.advice();
    }

    /** The errno of a driver is none of a section that has no driver. */
    @Test
    void theErrnoIsThatOfTheDeviceNamed() {
        String failed = "\nload of migration failed: Bad address";
        String loading = "error while loading state section id 2(%s)";
        assertTrue(placesOf("load of migration failed: Bad address") > 0);
        assertTrue(placesOf(loading.formatted("0000:00:01.0/vfio") + failed) > 0);
        assertEquals(0, placesOf(loading.formatted("kvmclock") + failed));
    }

    private static int placesOf(String message) {
        return new Explainer()
                .explain(message).meanings().stream()
                        .mapToInt(meaning -> meaning.where().size())
                        .sum();
    }

    @Test
    void theSameLineTwiceIsExplainedOnce() {
        assertEquals(
                1, KNOWN.in("Not a migration stream\nNot a migration stream").size());
    }

    @Test
    void whatIsNotKnownIsNotExplained() {
        Explanation explanation = new Explainer().explain("segmentation fault {register}");
        assertEquals(List.of(), explanation.meanings());
        assertEquals(List.of(), new Explainer().explain("").meanings());
    }

    @Test
    void numbersTooLargeForAMessageAreNotTaken() {
        assertEquals(List.of(), KNOWN.in("Unknown tag 0x").stream().toList());
        for (String number : List.of("9".repeat(8), "f".repeat(99), "9".repeat(99))) {
            for (String line : SAID) {
                new Explainer().explain(message(line).replaceAll("\\d+", number));
            }
        }
    }
}
