// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of the points of the v1 discussion names classes, tests and commands that exist. */
class V1RequirementsTest {
    private static final Path TABLE = Path.of("cli/vfio/src/test/v1-requirements.md");
    private static final List<String> POINTS = List.of(
            ("A1 A2 A3 A4 A5 A6 A7 B1 B2 B3 B4 B5 B6 B7 B8 B9 B10 C1 C1b C2 C3 C4 C5 C6 D1 D2 D3 E1 E2 E3 F1 F2 F3 F4 "
                            + "G1 G2 G3 G4 G5 G6 G7 H X1 X2 X3")
                    .split(" "));
    private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Pattern COMMAND = Pattern.compile("`(migstream [^`]*)`(?: \\(status (\\d)\\))?");

    @TempDir
    private Path directory;

    /** A row of the table. */
    private record Point(String id, String text, String classes, String tests, String commands) {
        /** Returns the quotations in a cell; none if the cell says "none". */
        static List<String> quotations(String cell) {
            List<String> found =
                    CODE.matcher(cell).results().map(code -> code.group(1)).toList();
            assertEquals(found.isEmpty(), cell.startsWith("none"), cell);
            return found;
        }
    }

    private static List<Point> points() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> line.matches("\\| [A-Z]\\d*b? \\|.*"))
                .map(line -> {
                    String[] cells = BAR.split(line, -1);
                    assertEquals(7, cells.length, line);
                    return new Point(
                            cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip(), cells[5].strip());
                })
                .toList();
    }

    @Test
    void everyPoint_hasOneRow() throws IOException {
        assertEquals(POINTS, points().stream().map(Point::id).toList());
        assertEquals(
                List.of("B4", "C2", "C5", "G3", "G5"),
                points().stream()
                        .filter(point -> point.text().startsWith("**open** "))
                        .map(Point::id)
                        .toList());
    }

    @Test
    void namedClassesAndTests_exist() throws IOException {
        TestSources sources = TestSources.find();
        for (Point point : points()) {
            for (String name : Point.quotations(point.classes())) {
                assertTrue(sources.hasClass(name), point.id() + ": " + name);
            }
            for (String name : Point.quotations(point.tests())) {
                assertTrue(sources.hasTest(name), point.id() + ": " + name);
            }
        }
    }

    static Stream<String> commands() throws IOException {
        return points().stream().flatMap(point -> {
            List<String> commands = COMMAND.matcher(point.commands())
                    .results()
                    .map(command -> command.group())
                    .toList();
            assertEquals(Point.quotations(point.commands()).isEmpty(), commands.isEmpty(), point.id());
            return commands.stream();
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void command_endsWithStatus(String text) throws IOException {
        assertEquals(0, run("migstream save -o F sim:v1,size=1000,chunk=332@D").exit());
        Files.delete(directory.resolve("D"));
        Matcher command = COMMAND.matcher(text);
        assertTrue(command.matches());
        int expected =
                Optional.ofNullable(command.group(2)).map(Integer::valueOf).orElse(0);
        CommandRun run = run(command.group(1).replace("\\|", "|"));
        assertEquals(expected, run.exit(), run.stderr());
    }

    private CommandRun run(String command) {
        String[] words = ShellLine.parse(command, directory).words().stream()
                .skip(1)
                .map(word -> word.replaceFirst("^F$|(?<=@)[DE]$", Matcher.quoteReplacement(directory + "/") + "$0"))
                .toArray(String[]::new);
        return CommandRun.of(InputStream.nullInputStream(), words);
    }
}
