// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.migstream.io.ResourceLines;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.vfio.Errno;

class KnownMessagesTest {
    private static final Plugins PLUGINS = Plugins.load(PluginPath.EMPTY, Plugins.DEFAULT_TIMEOUT);

    private static final Explainer EXPLAINER = new Explainer(PLUGINS);
    private static final KnownMessages KNOWN = KnownMessages.load();

    /** Lines of an id, a bar, and a message that the entry of this id has to match. */
    private static final List<String> RECORDED_MESSAGES = ResourceLines.read(KnownMessagesTest.class, "said.txt");

    private static List<MessageMatch> find(String text) {
        return KNOWN.findIn(PastedText.of(text));
    }

    private static String id(String line) {
        return line.substring(0, line.indexOf('|'));
    }

    private static String message(String line) {
        return line.substring(line.indexOf('|') + 1);
    }

    @ParameterizedTest
    @FieldSource("RECORDED_MESSAGES")
    void recordedMessage_isExplained(String line) {
        assertEquals(id(line), find(message(line)).get(0).message().id());
    }

    @ParameterizedTest
    @FieldSource("RECORDED_MESSAGES")
    void prefixAndWhiteSpace_areIgnored(String line) {
        String pasted = "Mar 01 10:00:00 host libvirtd[12]: internal error: "
                + message(line).replace(" ", "\n\t ") + "\r\n";
        assertEquals(id(line), find(pasted).get(0).message().id());
    }

    @ParameterizedTest
    @FieldSource("RECORDED_MESSAGES")
    void explanation_hasNoPlaceholder(String line) {
        for (Diagnosis diagnosis :
                EXPLAINER.explain(SearchedText.of(message(line))).diagnoses()) {
            assertFalse((diagnosis.meaning() + diagnosis.advice()).contains("{"), diagnosis.id());
        }
    }

    @Test
    void pastedLines_areExplained_causeFirst() {
        String all = RECORDED_MESSAGES.stream().map(KnownMessagesTest::message).collect(Collectors.joining("\n"));
        List<MessageMatch> matches = find(all);
        Set<String> explained = new HashSet<>();
        matches.forEach(match -> explained.add(match.message().id()));
        assertEquals(RECORDED_MESSAGES.stream().map(KnownMessagesTest::id).collect(Collectors.toSet()), explained);
        List<KnownMessage.MessageRole> roles =
                matches.stream().map(match -> match.message().role()).toList();
        assertEquals(roles.stream().sorted().toList(), roles);
    }

    /** Advice about drivers and slots is only for VFIO devices, not for a clock. */
    @ParameterizedTest
    @CsvSource({
        "unknown-section, Unknown savevm section or instance '%s' 0",
        "state-load, error while loading state for instance 0x0 of device '%s'",
        "section-load, error while loading state section id 2(%s)",
        "save-state, failed to save SaveStateEntry with id(name): 2(%s): -5"
    })
    void advice_dependsOnNamedDevice(String id, String template) {
        String clockText = explanationOf(id, template.formatted("kvmclock"));
        String vfioText = explanationOf(id, template.formatted("0000:00:01.0/vfio"));
        assertFalse(clockText.matches("(?i).*(vfio|driver|kernel log|enable-migration).*"), clockText);
        assertTrue(vfioText.matches("(?i).*(vfio|driver).*"), vfioText);
    }

    private static String explanationOf(String id, String message) {
        Diagnosis diagnosis =
                EXPLAINER.explain(SearchedText.of(message)).diagnoses().get(0);
        assertEquals(id, diagnosis.id());
        return diagnosis.meaning() + ' ' + diagnosis.advice();
    }

    /** The errno of a device that QEMU loads itself does not come from a driver. */
    @Test
    void errno_isExplainedOnlyForVfioDevices() {
        String failed = "\nload of migration failed: Bad address";
        String loading = "error while loading state section id 2(%s)";
        assertTrue(locationCount("load of migration failed: Bad address") > 0);
        assertTrue(locationCount(loading.formatted("0000:00:01.0/vfio") + failed) > 0);
        assertEquals(0, locationCount(loading.formatted("kvmclock") + failed));
    }

    private static int locationCount(String message) {
        return EXPLAINER.explain(SearchedText.of(message)).diagnoses().stream()
                .mapToInt(diagnosis -> diagnosis.locations().size())
                .sum();
    }

    @Test
    void repeatedLine_isExplainedOnce() {
        assertEquals(1, find("Not a migration stream\nNot a migration stream").size());
    }

    /** The name and the text of an errno are known words, but only alone. */
    @ParameterizedTest
    @EnumSource(Errno.class)
    void errnoAlone_isExplained(Errno errno) {
        for (String word :
                List.of(errno.name(), errno.message(), errno.message().toLowerCase(Locale.ROOT) + ".\n")) {
            Explanation explanation = EXPLAINER.explain(SearchedText.of(word));
            assertEquals(1, explanation.diagnoses().size(), word);
            Diagnosis diagnosis = explanation.diagnoses().get(0);
            assertFalse((diagnosis.meaning() + diagnosis.advice()).contains("{"), diagnosis.meaning());
        }
        assertEquals(
                List.of(),
                EXPLAINER.explain(SearchedText.of(errno.name() + "X")).diagnoses());
        assertEquals(
                List.of(),
                EXPLAINER.explain(SearchedText.of("mkdir: " + errno.name())).diagnoses());
    }

    @Test
    void errnoAlone_namesDriversThatReturnIt() {
        Diagnosis diagnosis =
                EXPLAINER.explain(SearchedText.of("EREMOTEIO")).diagnoses().get(0);
        assertEquals("errno", diagnosis.id());
        assertTrue(
                diagnosis.meaning().startsWith("EREMOTEIO is the errno 121 of Linux, \"Remote I/O error\"."),
                diagnosis.meaning());
        assertEquals(1, diagnosis.locations().size());
        assertTrue(diagnosis.locations().get(0).text().startsWith("mlx5 returns EREMOTEIO for a write"));
    }

    @Test
    void unknownMessage_isNotExplained() {
        Explanation explanation = EXPLAINER.explain(SearchedText.of("segmentation fault {register}"));
        assertEquals(List.of(), explanation.diagnoses());
        assertEquals(List.of(), EXPLAINER.explain(SearchedText.of("")).diagnoses());
    }

    @Test
    void oversizedNumber_isNotMatched() {
        assertEquals(List.of(), find("Unknown tag 0x"));
        for (String number : List.of("9".repeat(8), "f".repeat(99), "9".repeat(99))) {
            EXPLAINER.explain(SearchedText.of(RECORDED_MESSAGES.stream()
                    .map(line -> message(line).replaceAll("\\d+", number))
                    .collect(Collectors.joining("\n"))));
        }
    }
}
