// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.CommandParser;

/**
 * Runs the examples in the help and in the manual page of every command. An example is a line {@code migstream ...}; a line that ends with a
 * backslash continues on the next line. A comment line with {@code exit status N} before an example gives its
 * status, which is 0 otherwise. With the status 0, standard error is empty, unless the command writes a summary to it. Files in {@code /tmp} are created in a temporary directory instead.
 */
class HelpExamplesTest {
    private static final Pattern EXIT_STATUS = Pattern.compile("exit status (\\d+)");
    private static final Pattern STDOUT_FILE = Pattern.compile(" > (\\S+)$");

    /** The commands that write a summary to standard error. */
    private static final Pattern SUMMARY = Pattern.compile(" -v |^migstream tee <");

    /** A command line and its exit status. */
    private record Example(String command, int status) {}

    @TempDir
    private Path directory;

    /** Returns the examples of migstream itself and of each command. */
    static Stream<Map.Entry<String, List<String>>> examples() {
        CommandParser parser = Commands.createParser(null);
        Stream<Map.Entry<String, List<String>>> ofCommands = parser.models().entrySet().stream()
                .map(command -> Map.entry(command.getKey(), command.getValue().allExamples()));
        CommandModel main = parser.mainModel();
        return Stream.concat(Stream.of(Map.entry(parser.name(), main.allExamples())), ofCommands);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examples_giveDocumentedExitStatus(Map.Entry<String, List<String>> command) throws IOException {
        List<Example> examples = parse(command.getValue());
        assertTrue(examples.size() >= 2, "examples of " + command.getKey());
        for (Example example : examples) {
            String line = STDOUT_FILE
                    .matcher(example.command().replace("/tmp/", directory + "/"))
                    .replaceFirst("");
            CommandRun run = CommandRun.of(ShellLine.parse(line, directory));
            // The exit status of devices depends on the host.
            if (!command.getKey().equals("devices")) {
                assertEquals(example.status(), run.exit(), example.command() + "\n" + run.stderr());
                boolean quiet = example.status() == 0 && !SUMMARY.matcher(line).find();
                assertEquals("", quiet ? run.stderr() : "", example.command());
            } else {
                assertTrue(run.exit() <= 1, example.command() + "\n" + run.stderr());
            }
        }
    }

    @Test
    void example_joinsContinuedLinesAndReadsStatus() {
        assertEquals(
                List.of(new Example("migstream a b", 0), new Example("migstream c", 1)),
                parse(List.of("  migstream a \\", "      b", "  # No (exit status 1)", "  migstream c")));
    }

    private static List<Example> parse(List<String> lines) {
        List<Example> examples = new ArrayList<>();
        int status = 0;
        String text = String.join("\n", lines).replaceAll("\\\\\n\\s*", "");
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("#")) {
                status = EXIT_STATUS
                        .matcher(line)
                        .results()
                        .map(match -> Integer.parseInt(match.group(1)))
                        .findFirst()
                        .orElse(0);
            } else {
                examples.add(new Example(line, status));
                status = 0;
            }
        }
        return examples;
    }
}
