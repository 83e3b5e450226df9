// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.overview.Overview.Fact;
import org.migstream.inspect.overview.Overview.FindingRow;
import org.migstream.inspect.overview.Overview.NextCommand;
import org.migstream.inspect.report.InspectionVerdict;
import org.migstream.inspect.report.Place;
import org.migstream.inspect.report.Standing;
import org.migstream.inspect.report.StateVerdict;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;
import org.migstream.report.TextColumn;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/** Tests the layout with random overviews. */
class OverviewTextTest {
    private static final int SEEDS = 400;
    private static final String[] WORDS = {
        "a",
        "state",
        "ends",
        "x".repeat(79),
        "y".repeat(200),
        "\u4e2d\u6587\u4e2d\u6587",
        "0x8c118",
        "e\u0301",
        "incomplete"
    };

    private final Random random = new Random(1);

    /** No line is wider than the terminal, and the terminal has enough lines, whatever the input contains. */
    @ParameterizedTest
    @ValueSource(ints = {0, 60, 80, 100, 120})
    void overviewOfUpToSevenDevices_fitsOneScreen(int columns) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            random.setSeed(seed);
            Overview overview = overview(random.nextInt(8));
            List<String> lines = render(overview, columns);
            int width = columns == 0 ? OverviewText.DEFAULT_WIDTH : columns;
            String context = "seed " + seed + "\n" + String.join("\n", lines);
            assertTrue(lines.size() <= OverviewText.MAX_LINES, context);
            lines.forEach(line -> assertTrue(TextColumn.width(line) <= width, line + "\n" + context));
            assertEquals(rows(lines), overview.devices().size(), context);
            assertTrue(overview.findings().isEmpty() || context.contains("FINDING"), context);
        }
    }

    @Test
    void manyDevices_areCut_andBrokenOnesAreShown() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            random.setSeed(seed);
            Overview overview = overview(8 + random.nextInt(40));
            List<String> lines = render(overview, 0);
            String context = String.join("\n", lines);
            assertTrue(lines.size() <= OverviewText.MAX_LINES, context);
            assertEquals(6, rows(lines), context);
            assertTrue(context.contains("... " + (overview.devices().size() - 6) + " more: "), context);
            long broken = overview.devices().stream()
                    .filter(row -> row.verdict().standing() == Standing.BROKEN)
                    .count();
            assertEquals(
                    Math.min(6, broken),
                    lines.stream().filter(line -> line.startsWith("! ")).count(),
                    context);
        }
    }

    /** All words of a short text are whole, and those of the verdict come first. */
    @Test
    void words_areNotBroken() throws IOException {
        Overview overview = new Overview(
                input("lab.qevm"),
                verdict(Standing.BROKEN, "INCOMPLETE: 4 channels are missing, and with them the states of 7 devices"),
                List.of(),
                List.of(),
                List.of(new FindingRow(
                        Severity.ERROR, "", "", null, new Place(0x10, null), "a.code", "one two three ".repeat(9))),
                0,
                List.of(),
                List.of());
        List<String> lines = render(overview, 0);
        assertEquals(
                List.of(
                        "lab.qevm: INCOMPLETE: 4 channels are missing, and with them the states of 7",
                        "  devices",
                        "",
                        "  FINDING  IN STREAM  MESSAGE",
                        "  error    0x10       a.code: one two three one two three one two three one two",
                        "                      three one two three one two three one two three one two",
                        "                      three one two three "),
                lines);
    }

    /** With little room, the finding that says where is worth more than the second line of one that does not. */
    @Test
    void worstFindingWithoutPlace_leavesRoomForFindingWithPlace() throws IOException {
        String text = "some words about a state ".repeat(4);
        List<DeviceRow> rows = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            rows.add(row("00:0" + i + ".0", Standing.BROKEN));
        }
        for (Fact.Group group : Fact.Group.values()) {
            facts.add(new Fact(group, "label", "words ".repeat(30)));
        }
        Overview overview = new Overview(
                input("vm.qevm"),
                verdict(Standing.BROKEN, "damaged"),
                facts,
                rows,
                List.of(
                        new FindingRow(Severity.ERROR, "00:01.0", "xe", null, null, "MISSING", text),
                        new FindingRow(Severity.WARNING, "00:01.0", "xe", 4L, new Place(0x4f1, null), "TYPE", text),
                        new FindingRow(Severity.WARNING, "00:01.0", "xe", null, null, "OTHER", text)),
                0,
                List.of(),
                List.of());
        String lines = String.join("\n", render(overview, 0));
        assertTrue(lines.contains("0x4f1"), lines);
        assertTrue(lines.indexOf("MISSING") < lines.indexOf("TYPE"), lines);
    }

    @Test
    void columns_areAlignedWithWideCharacters() throws IOException {
        Overview overview = new Overview(
                input("-"),
                verdict(Standing.SOUND, "complete"),
                List.of(),
                List.of(row("\u4e2d\u6587", Standing.SOUND), row("00:01.0:00.0:03.0", Standing.UNKNOWN)),
                List.of(),
                0,
                List.of(),
                List.of());
        List<String> lines = render(overview, 0);
        int driver = lines.get(2).indexOf("DRIVER");
        for (String line : lines.subList(3, 5)) {
            String start = line.substring(0, line.indexOf("mlx5"));
            assertEquals(driver, TextColumn.width(start), line);
        }
    }

    @Test
    void commands_canBeCopied() throws IOException {
        Overview overview = new Overview(
                input("it's here.qevm"),
                verdict(Standing.SOUND, "complete"),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of(
                        new NextCommand(List.of("migstream", "check", "it's here.qevm"), List.of(), ""),
                        new NextCommand(List.of("migstream", "check", "-dash"), List.of(), "")));
        assertEquals(
                List.of("next: migstream check 'it'\\''s here.qevm'", "      migstream check ./-dash"),
                render(overview, 0).subList(2, 4));
    }

    /** The input is gone; the user knows the program that wrote it. */
    @Test
    void commandsOfPipe_leaveRoomForItsWriter() throws IOException {
        Overview overview = new Overview(
                input("-"),
                verdict(Standing.SOUND, "complete"),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of(new NextCommand(List.of("migstream", "check", "-"), List.of(), "")));
        assertEquals("next: ... | migstream check", render(overview, 0).get(2));
    }

    /** No other word takes the place of a name that is too long to be copied. */
    @Test
    void commandWithLongDeviceName_isLeftOut() throws IOException {
        List<String> device = List.of("--device", "x".repeat(100));
        Overview overview = new Overview(
                input("vm.qevm"),
                verdict(Standing.SOUND, "complete"),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of(
                        new NextCommand(
                                List.of("migstream", "inspect", device.get(0), device.get(1), "vm.qevm"), device, ""),
                        new NextCommand(List.of("migstream", "check", "vm.qevm"), List.of(), "")));
        assertEquals("next: migstream check vm.qevm", render(overview, 0).get(2));
    }

    private static List<String> render(Overview overview, int columns) throws IOException {
        StringWriter text = new StringWriter();
        new OverviewText(text, false, columns).render(overview);
        assertTrue(text.toString().endsWith("\n"));
        return text.toString().lines().toList();
    }

    /** Returns the number of rows of the table of devices. */
    private static int rows(List<String> lines) {
        return (int) lines.stream().filter(line -> line.contains(" mlx5 ")).count();
    }

    private Overview overview(int devices) {
        List<DeviceRow> rows = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            rows.add(row(
                    random.nextBoolean() ? "00:0" + i % 10 + ".0" : words(1), Standing.values()[random.nextInt(3)]));
        }
        List<FindingRow> findings = new ArrayList<>();
        for (int i = random.nextInt(random.nextBoolean() ? 3 : 40); i > 0; i--) {
            findings.add(new FindingRow(
                    Severity.values()[random.nextInt(3)],
                    random.nextBoolean() ? "" : words(1),
                    "",
                    random.nextBoolean() ? null : (Long) random.nextLong(),
                    random.nextBoolean() ? null : new Place(random.nextLong(), random.nextBoolean() ? null : words(1)),
                    words(1),
                    words(random.nextInt(80))));
        }
        findings.sort(Comparator.comparing(FindingRow::severity).reversed());
        List<Fact> facts = new ArrayList<>();
        for (Fact.Group group : Fact.Group.values()) {
            for (int i = random.nextInt(4); i > 0; i--) {
                facts.add(new Fact(group, "label", words(1 + random.nextInt(9))));
            }
        }
        String name = words(1 + random.nextInt(2));
        List<NextCommand> next = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<String> words = new ArrayList<>(List.of("migstream"));
            for (int word = random.nextInt(12); word > 0; word--) {
                words.add(words(1));
            }
            words.add(name);
            next.add(new NextCommand(words, random.nextBoolean() ? List.of() : List.of(words(1)), ""));
        }
        List<String> unchecked = random.nextBoolean() ? List.of() : List.of(words(5), words(20));
        return new Overview(
                input(name),
                verdict(Standing.values()[random.nextInt(3)], words(1 + random.nextInt(60))),
                facts,
                rows,
                findings,
                random.nextBoolean() ? 0 : 7,
                unchecked,
                next);
    }

    private String words(int count) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return words.toString();
    }

    private static DeviceRow row(String name, Standing standing) {
        return new DeviceRow(
                name,
                new SectionKey(name + "/vfio", 0),
                "mlx5",
                "15b3:101e",
                OptionalLong.of(1234567890123L),
                OptionalLong.empty(),
                0,
                new StateVerdict(standing, "only a part"),
                OptionalInt.of(2048));
    }

    private static InputSummary input(String name) {
        return new InputSummary(name, OptionalLong.of(1), List.of(), "main");
    }

    private static InspectionVerdict verdict(Standing standing, String headline) {
        return new InspectionVerdict(ReadOutcome.COMPLETE, standing, headline, headline, Optional.empty());
    }
}
