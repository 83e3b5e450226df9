// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the examples of the README and of the documents: each {@code $ cli/bin/migstream ...} or {@code $ migstream ...}
 * line of a {@code console} block. The lines after it must be its output; a line {@code ...} stands for any number of
 * omitted lines. {@code $dir} is a temporary directory. The status is 0 unless {@code $ echo $?} shows another one.
 */
class ReadmeTest {
    private static final String MIGSTREAM = "migstream ";

    /** The launcher of a checkout. */
    private static final String LAUNCHER = "cli/bin/";

    /** A command of a console block and the output that the document shows. */
    private record Example(String command, List<String> shown) {}

    @TempDir
    private Path directory;

    /** Returns the README and the documents of users. */
    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> files = Files.list(Path.of("cli/docs"))) {
            files.sorted().forEach(documents::add);
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void examples_printShownOutput(Path document) throws IOException {
        List<Example> examples = examples(Files.readAllLines(document));
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            String command = example.command().startsWith(LAUNCHER)
                    ? example.command().substring(LAUNCHER.length())
                    : example.command();
            if (!command.startsWith(MIGSTREAM)) {
                continue;
            }
            CommandRun run = CommandRun.of(ShellLine.parse(command, directory));
            boolean statusShown =
                    i + 1 < examples.size() && examples.get(i + 1).command().equals("echo $?");
            List<String> status = statusShown ? examples.get(i + 1).shown() : List.of("0");
            assertEquals(status, List.of("" + run.exit()), example.command() + "\n" + run.stderr());
            List<String> output = Stream.concat(
                            run.stdout().lines(), run.stderr().lines())
                    .map(line -> line.replace(directory.toString(), ShellLine.DIRECTORY))
                    .toList();
            if (!matches(example.shown(), output)) {
                assertEquals(String.join("\n", output), String.join("\n", example.shown()), example.command());
            }
        }
    }

    @Test
    void dots_matchOmittedLines() {
        assertTrue(matches(List.of("a", "...", "d"), List.of("a", "b", "c", "d")));
        assertTrue(matches(List.of("...", "c", "..."), List.of("a", "b", "c")));
        assertTrue(matches(List.of("..."), List.of()));
        assertFalse(matches(List.of("a", "..."), List.of("b")));
        assertFalse(matches(List.of("...", "a"), List.of("a", "b")));
        assertFalse(matches(List.of(), List.of("a")));
    }

    @Test
    void example_endsAtEndOfBlock() {
        assertEquals(
                List.of(new Example("a", List.of("x", "")), new Example("echo $?", List.of("1"))),
                examples(List.of(
                        "$ no", "```console", "$ a", "x", "", "$ echo $?", "1", "```", "y", "```sh", "$ b", "```")));
    }

    private static List<Example> examples(List<String> readme) {
        List<Example> examples = new ArrayList<>();
        boolean console = false;
        for (String line : readme) {
            if (line.startsWith("```")) {
                console = line.equals("```console");
            } else if (console && line.startsWith("$ ")) {
                examples.add(new Example(line.substring(2), new ArrayList<>()));
            } else if (console) {
                examples.get(examples.size() - 1).shown().add(line);
            }
        }
        return examples;
    }

    private static boolean matches(List<String> shown, List<String> output) {
        if (shown.isEmpty()) {
            return output.isEmpty();
        }
        List<String> rest = shown.subList(1, shown.size());
        if (!shown.get(0).equals("...")) {
            return !output.isEmpty()
                    && shown.get(0).equals(output.get(0))
                    && matches(rest, output.subList(1, output.size()));
        }
        for (int from = 0; from <= output.size(); from++) {
            if (matches(rest, output.subList(from, output.size()))) {
                return true;
            }
        }
        return false;
    }
}
