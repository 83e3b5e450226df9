// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.plugin.Plugins;

/** Tests texts as people paste them: the values of a message must not contain what surrounds it. */
class PastedTextTest {
    private static final KnownMessages KNOWN = KnownMessages.load();

    private static List<MessageMatch> find(String text) {
        return KNOWN.findInPasted(text).sorted();
    }

    private static MessageMatch first(String text) {
        return find(text).get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"msg\":\"qemu-kvm: Missing section footer for mc146818rtc\\n2024-01-18T00:16:31Z qemu-kvm: load of"
                        + " migration failed: Invalid argument\"}",
                "{\"level\":\"error\",\"msg\":\"qemu-kvm: Missing section footer for mc146818rtc\",\"pos\":\"x.go:1\"}",
                "{\"log\":\"{\\\"msg\\\":\\\"Missing section footer for mc146818rtc\\\\nqemu-kvm: x\\\"}\\n\"}",
                "Missing section footer for mc146818rtc&#10;load of migration failed",
                "<p>Missing section footer for <code>mc146818rtc</code></p><p>next</p>",
                "\u001b[31mMissing section footer for \u001b[1mmc146818rtc\u001b[0m",
                "\\u001b[31mMissing section footer for mc146818rtc\\u001b[0m",
                "Missing section footer for `mc146818rtc`.",
                "Jan 18 00:16:31 host libvirtd[12]: Missing section footer\n"
                        + "Jan 18 00:16:31 host libvirtd[12]: for mc146818rtc",
                "Missing section\n footer\n\tfor mc146818rtc\r\n2024-01-18T00:16:31.123456Z qemu-kvm: x",
                "2024-01-18T00:16:31.1Z stdout F qemu-kvm: Missing section footer for mc146818rtc#012x",
            })
    void device_isNamedWithoutItsSurroundings(String text) {
        MessageMatch match = first(text);
        assertEquals("footer-missing", match.message().id());
        assertEquals(Optional.of("mc146818rtc"), match.group("idstr"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unknown ramblock \\\"0000:00:04.0/e1000.rom\\\", cannot accept migration",
                "Unknown ramblock &quot;0000:00:04.0/e1000.rom&quot;, cannot accept migration",
                "Unknown ramblock \\u00220000:00:04.0/e1000.rom\\u0022, cannot accept migration",
                "Unknown ramblock &amp;quot;0000:00:04.0/e1000.rom&amp;quot;, cannot accept migration",
                "Unknown ramblock \u201e0000:00:04.0/e1000.rom\u201c, cannot accept migration",
                "Unknown ramblock \u00ab\u00a00000:00:04.0/e1000.rom\u00a0\u00bb, cannot accept migration",
            })
    void quotes_ofAnyKind_areNotPartOfTheName(String text) {
        assertEquals(Optional.of("0000:00:04.0/e1000.rom"), first(text).group("block"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bad config data: i=0x6e read: 40 device: 0",
                "Bad config data: i=0X6E read: 0x40 device: 0x0",
                "Bad config data: i=110 read: 40 device: 00",
            })
    void numbers_haveAnyBase(String text) {
        MessageMatch match = first("get_pci_config_device: " + text);
        assertEquals(0x6e, match.hex("register").orElseThrow());
        assertEquals(0x40, match.hex("read").orElseThrow());
    }

    @Test
    void said_isWhatTheUserGave() {
        String text = "x: Unknown ramblock &quot;pc.rom&quot;, cannot accept migration";
        assertEquals(text.substring(3), first(text).originalText());
    }

    @Test
    void chain_hasItsCauseLast() {
        String start = "qemu-system-x86_64: load of migration failed: Invalid argument: ";
        assertEquals(
                "unknown-section",
                first(start + "Unknown section or instance 'hpet' 0. Make sure that x")
                        .message()
                        .id());
        List<String> ids = find(
                        start + "error while loading state for instance 0x0 of device '0000:00:01.0/virtio-net':"
                                + " Failed to load element of type virtio for virtio")
                .stream()
                .map(match -> match.message().id())
                .toList();
        assertEquals("state-load", ids.get(1), ids.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00bbhpet\u00ab",
                "\u00abhpet\u00bb",
                "\u00ab hpet \u00bb",
                "\u00ab\u00a0hpet\u00a0\u00bb",
                "\u201ehpet\u201c",
                "\u201chpet\u201d",
                "`hpet\u00b4",
                "''hpet''",
                "&lsquo;hpet&rsquo;",
                "&ldquo;hpet&rdquo;",
                "&bdquo;hpet&ldquo;",
                "&laquo;&nbsp;hpet&thinsp;&raquo;"
            })
    void quotesOfLanguages_areQuotes(String quoted) {
        assertEquals(
                "hpet",
                first("Unknown savevm section or instance " + quoted + " 0.")
                        .group("idstr")
                        .orElseThrow());
    }

    /** A terminal breaks a line at its width, also inside a word or a number. */
    @ParameterizedTest
    @ValueSource(ints = {40, 53, 64, 72, 80})
    void lineBrokenAtWidth_isOneLine(int width) {
        String line = "2024-03-01T10:11:12.123456Z qemu-system-x86_64: get_pci_config_device: Bad config data: i=0x6e"
                + " read: 23 device: 45 cmask: ff wmask: 0 w1cmask:19";
        String wrapped = line.replaceAll("(.{" + width + "})", "$1\n");
        MessageMatch match = KNOWN.findInPasted(wrapped + "\nload of migration failed")
                .sorted()
                .get(0);
        assertEquals("config-data", match.message().id());
        assertEquals(0x45, match.hex("device").orElseThrow());
    }

    /** A number at the end of a line is part of the message unless the text is quoted-printable. */
    @Test
    void numberAtEndOfLine_isKept() {
        String line = "failed to poll cm event, errno=20";
        for (String next : List.of("", "\nqemu-kvm: x", "\nx == 1\nx !=\n1")) {
            assertEquals(line, first(line + next).flatText());
        }
    }

    /** A raw mail is quoted-printable; a shell continues a line after a backslash. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "get_pci_config_device: Bad config data: i=3D0x6e read: 2=\n3 device: 45 cmask: ff",
                "get_pci_config_device: Bad config data: i=3D0x6e read: 23=20\ndevice: 45 cmask: ff",
                "get_pci_config_device: Bad config data: i=0x6e read: 23=20\ndevice: 4=\n5 cmask: ff",
                "get_pci_config_device: Bad config data: i=0x6e read: 2\\\n3 device: 45 cmask: ff"
            })
    void continuedLine_isOneLine(String text) {
        MessageMatch match = first(text);
        assertEquals("config-data", match.message().id());
        assertEquals(0x6e, match.hex("register").orElseThrow());
        assertEquals(0x23, match.hex("read").orElseThrow());
    }

    /** Two lines of the same length are two messages if both are complete. */
    @Test
    void completeLines_areNotJoined() {
        String first = "qemu-kvm: Missing section footer for rtc";
        String second = "qemu-kvm: Missing section footer for cmo";
        assertEquals(List.of("rtc", "cmo"), namesIn(first + '\n' + second));
    }

    /** A message is often repeated: its lines have the same length, and a terminal has broken none of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "qemu-kvm: Missing section footer for rtc",
                "Missing section footer for section-of-a-device-named-rtc",
                "Jan 18 00:16:31 host qemu-kvm[12]: Missing section footer for rtc",
                "Jan 18 00:16:31 host libvirtd[12]: Missing section footer for rtc",
                "[   12.345678] qemu-kvm: Missing section footer for rtc"
            })
    void repeatedLine_isNotJoined(String line) {
        List<String> once = namesIn(line);
        assertEquals(1, once.size());
        for (int count : new int[] {2, 3, 100}) {
            assertEquals(once, namesIn((line + '\n').repeat(count)));
            assertEquals(once, namesIn((line + '\n').repeat(count).strip()));
        }
    }

    private static List<String> namesIn(String text) {
        return find(text).stream()
                .map(match -> match.group("idstr").orElseThrow())
                .toList();
    }

    /** A terminal or a mark cuts lines, also inside a word. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ramblock-unknown | Unknown ramblock "0000:00:03.0/virt
                    unknown-section  | section or instance 'hpet' 0. Make sure that your current VM setup matches
                    unknown-section  | qemu-system-x86_64: Unknown savevm section or inst
                    unknown-section  | nown savevm section or instance 'hpet' 0. Make sure
                    config-data      | Config data: i=0x34 read: 84 device: 98
                    config-data      | qemu-kvm: get_pci_config_device: Bad config da
                    state-load       | error while loading state for instance 0x0 of dev
                    """)
    void partOfMessage_isNamed(String id, String text) {
        Explanation explanation = new Explainer(Plugins.none()).explain(SearchedText.of(text));
        assertEquals(List.of(), explanation.diagnoses());
        assertEquals(id, explanation.nearest().orElseThrow().id());
        assertTrue(explanation.nearest().orElseThrow().isPart());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid MSI-X BIR, table_bar=7 pba_bar=7",
                "-incoming tcp:0:4444: Failed to find an available port: Address already in use",
                "unknown message type",
                "job: unexpectedly stopped",
                "error: operation failed: domain is no longer running",
                "the size of the device is too large",
                "Failed to start libvirtd.service: Unit libvirtd.service not found.",
                "error: Failed to start domain 'web'",
                "VMware: The source detected that the destination failed to resume.",
                "xen: xc: error: Failed to read Record Header from stream (0 = Success): Internal error",
                "Liquibase: Migration failed for change set db/changelog.xml::1::bob",
                "fatal: not a git repository (or any of the parent directories): .git"
            })
    void unrelatedMessage_hasNoNearest(String text) {
        assertEquals(
                Optional.empty(),
                new Explainer(Plugins.none()).explain(SearchedText.of(text)).nearest());
    }

    @Test
    void unknownMessage_hasNearestOne() {
        Explanation explanation =
                new Explainer(Plugins.none()).explain(SearchedText.of("Missing a section footer for something"));
        assertEquals(List.of(), explanation.diagnoses());
        assertEquals("footer-missing", explanation.nearest().orElseThrow().id());
        assertEquals(
                Optional.empty(),
                new Explainer(Plugins.none())
                        .explain(SearchedText.of("good morning"))
                        .nearest());
    }

    /** A terminal breaks the lines of a message that is not known, too. */
    @ParameterizedTest
    @ValueSource(ints = {40, 48, 53, 64})
    void lineBrokenAtWidth_hasSameNearest(int width) {
        for (String text : List.of(
                "2024-01-18T00:16:31.123456Z qemu-kvm: Missing a section footer for something",
                "the host has printed this: Config data: i=0x34 read: 84 device: 98",
                "section or instance 'hpet' 0. Make sure that your current VM setup matches")) {
            String wrapped = text.replaceAll("(.{" + width + "})", "$1\n");
            Optional<NearestMessage> nearest = nearest(text);
            assertTrue(nearest.isPresent());
            assertEquals(nearest, nearest(wrapped));
        }
    }

    private static Optional<NearestMessage> nearest(String text) {
        return new Explainer(Plugins.none()).explain(SearchedText.of(text)).nearest();
    }

    /** A line is not joined with an empty line, or with the prefix of a log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "short\nqemu-kvm: load of migration failed: Invalid argument",
                "qemu-kvm: load of migration failed: Invalid argument\n",
                "qemu-kvm: load of migration failed: Invalid argument\n\nshort",
                "qemu-kvm: load of migration failed: Invalid argument\nqemu-kvm: x",
                "[   12.345678] vfio-pci 0000:00:05.0: resetting\n[   12.345679] vfio-pci 0000:00:05.0: reset done"
            })
    void completeLines_haveNoJoinedForm(String text) {
        assertTrue(PastedText.ofJoinedLines(text).isEmpty());
    }
}
