// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the examples in the help of every command. An example is a line {@code migstream ...}; a line that ends with a
 * backslash continues on the next line. A comment line with {@code exit status N} before an example gives its
 * status, which is 0 otherwise. Files in {@code /tmp} are created in a temporary directory instead.
 */
class HelpExamplesTest {
    private static final String HEADING = "Examples (from the top of a checkout):";
    private static final Pattern COMMAND_NAME = Pattern.compile("(?m)^  ([a-z]+) ");
    private static final Pattern EXIT_STATUS = Pattern.compile("exit status (\\d+)");
    private static final Pattern STDOUT_FILE = Pattern.compile(" > (\\S+)$");

    /** A command line and its exit status. */
    private record Example(String command, int status) {}

    @TempDir
    private Path directory;

    /** Returns the arguments that print each help: of migstream itself and of every command that this help lists. */
    static List<List<String>> helps() {
        String help = run("--help").stdout();
        List<List<String>> helps = new ArrayList<>(List.of(List.of("--help")));
        COMMAND_NAME
                .matcher(help.substring(help.indexOf("Commands:")))
                .results()
                .map(MatchResult::group)
                .map(String::strip)
                .filter(name -> !name.equals("migstream"))
                .forEach(name -> helps.add(List.of(name, "--help")));
        return helps;
    }

    @Test
    void helps_includeEveryCommand() {
        Set<String> commands = helps().stream().map(words -> words.get(0)).collect(Collectors.toSet());
        assertTrue(commands.containsAll(Set.of("inspect", "restore", "plugins", "help")), commands.toString());
    }

    @ParameterizedTest
    @MethodSource("helps")
    void examples_giveDocumentedExitStatus(List<String> words) throws IOException {
        List<Example> examples = examples(run(words.toArray(String[]::new)).stdout());
        assertTrue(examples.size() >= 2, "examples of " + words);
        for (Example example : examples) {
            String command = STDOUT_FILE
                    .matcher(example.command().replace("/tmp/", directory + "/"))
                    .replaceFirst("");
            CommandRun run = CommandRun.of(ShellLine.parse(command, directory));
            if (!isDeviceList(words)) {
                assertEquals(example.status(), run.exit(), example.command() + "\n" + run.stderr());
            } else {
                assertTrue(run.exit() <= 1, example.command() + "\n" + run.stderr());
            }
        }
    }

    @Test
    void example_joinsContinuedLinesAndReadsStatus() {
        assertEquals(
                List.of(new Example("migstream a b", 0), new Example("migstream c", 1)),
                examples(HEADING + "\n  migstream a \\\n      b\n  # No (exit status 1)\n  migstream c\n"));
    }

    /** The exit status of {@code devices} depends on the host. */
    private static boolean isDeviceList(List<String> words) {
        return words.get(0).equals("devices");
    }

    private static List<Example> examples(String help) {
        List<Example> examples = new ArrayList<>();
        int heading = help.indexOf(HEADING);
        assertTrue(heading >= 0, help);
        int status = 0;
        for (String line : lines(help.substring(heading + HEADING.length())).toList()) {
            if (line.startsWith("#")) {
                status = EXIT_STATUS
                        .matcher(line)
                        .results()
                        .map(match -> Integer.parseInt(match.group(1)))
                        .findFirst()
                        .orElse(0);
            } else if (!line.isEmpty()) {
                examples.add(new Example(line, status));
                status = 0;
            }
        }
        return examples;
    }

    private static Stream<String> lines(String text) {
        return text.replaceAll("\\\\\n\\s*", "").lines().map(String::strip);
    }

    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }
}
