// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.CommandParser;

class ManPagesTest {
    private static final int COLUMNS = 80;
    private static final CommandParser PARSER = Commands.createParser(null);

    @TempDir
    private Path directory;

    @BeforeEach
    void writePages() throws IOException {
        write(directory);
    }

    private static void write(Path directory) throws IOException {
        ManPages.main(new String[] {"cli/docs", directory.toString(), "2026-01-02T03:04:05Z"});
    }

    private List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    void eachCommandAndTopic_hasItsPage() throws IOException {
        Set<String> expected =
                new TreeSet<>(Set.of("migstream.1", "migstream-formats.7", "migstream-json.7", "migstream-plugins.7"));
        PARSER.models().keySet().forEach(command -> expected.add("migstream-" + command + ".1"));
        assertEquals(
                expected,
                pages().stream()
                        .map(page -> page.getFileName().toString())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void samePages_areWrittenAgain(@TempDir Path other) throws IOException {
        write(other);
        for (Path page : pages()) {
            assertArrayEquals(Files.readAllBytes(page), Files.readAllBytes(other.resolve(page.getFileName())));
        }
        assertTrue(Files.readString(directory.resolve("migstream.1")).startsWith(".TH \"migstream\" 1 \"2026-01-02\""));
    }

    @Test
    void page_hasEachArgumentOfTheCommand() throws IOException {
        for (Map.Entry<String, CommandModel> command : PARSER.models().entrySet()) {
            String page = Files.readString(directory.resolve("migstream-" + command.getKey() + ".1"))
                    .replaceAll("\\\\f[BIR]", "")
                    .replace("\\-", "-");
            CommandModel model = command.getValue();
            List<ArgumentHelp> arguments = new ArrayList<>(model.ownOptions());
            arguments.addAll(model.commonOptions());
            arguments.addAll(model.parameters());
            for (Argument<?> option : PARSER.sharedOptions()) {
                arguments.add(option.help());
            }
            for (ArgumentHelp argument : arguments) {
                String syntax = argument.repeatable()
                        ? argument.syntax().substring(0, argument.syntax().length() - "...".length())
                        : argument.syntax();
                assertTrue(page.contains("\n.TP\n" + syntax + "\n"), command.getKey() + " " + syntax);
            }
        }
    }

    @Test
    void page_hasTheUsualSections() throws IOException {
        for (String command : PARSER.models().keySet()) {
            String page = Files.readString(directory.resolve("migstream-" + command + ".1"));
            int last = -1;
            for (String section :
                    List.of("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO")) {
                int position = page.indexOf("\n.SH \"" + section + "\"\n");
                assertTrue(position > last, command + " " + section);
                last = position;
            }
        }
    }

    /** groff and mandoc accept the pages without a warning, and no line is wider than a terminal. */
    @Test
    @Tag("programs")
    void formatters_acceptThePages() throws IOException {
        for (Path page : pages()) {
            String text = run("groff", "-man", "-ww", "-Tutf8", "-P-cbou", "-rLL=" + COLUMNS + "n", page.toString());
            assertFalse(text.isBlank(), page.toString());
            text.lines().forEach(line -> assertTrue(line.length() <= COLUMNS, page + ": " + line));
            run("mandoc", "-T", "lint", "-W", "warning", page.toString());
        }
    }

    /** Returns what a program prints; it must print nothing on standard error. */
    private String run(String... command) throws IOException {
        Path errors = directory.resolveSibling(directory.getFileName() + ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("", Files.readString(errors), List.of(command).toString());
            assertEquals(0, process.waitFor(), List.of(command) + "\n" + text);
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
