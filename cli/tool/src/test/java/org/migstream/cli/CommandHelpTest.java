// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.CommandParser;

/** Tests what holds for the help and the options of every command. */
class CommandHelpTest {
    private static final int MAX_LINES = 40;
    private static final int MAX_COLUMNS = 80;
    private static final String PLUGIN_PATH = "--plugin-path";
    /** The exit statuses of commands with a plugin that cannot be used; {@code plugins} shows the reason. */
    private static final Set<Integer> PLUGIN_REFUSED = Set.of(1, 2);

    private static final CommandParser PARSER = Commands.createParser(null);

    @TempDir
    private Path directory;

    private static List<String> commands() {
        return List.copyOf(PARSER.models().keySet());
    }

    private static CommandModel model(String command) {
        return PARSER.models().get(command);
    }

    private static String help(String... words) {
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), words);
        assertEquals(0, run.exit());
        return run.stdout();
    }

    private static void requireOneScreen(String text) {
        assertTrue(text.lines().count() <= MAX_LINES, text.lines().count() + " lines\n" + text);
        text.lines().forEach(line -> assertTrue(line.length() <= MAX_COLUMNS, line));
    }

    @Test
    void mainHelp_fitsOneScreen() {
        requireOneScreen(help("--help"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_fitsOneScreen(String command) {
        requireOneScreen(help(command, "--help"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_namesEachOptionAndDescribesOwnOnes(String command) {
        String text = help(command, "--help");
        for (ArgumentHelp option : model(command).ownOptions()) {
            assertTrue(text.contains("  " + option.syntax()), option.syntax());
            assertTrue(text.replaceAll("\\s+", " ").contains(option.summary()), option.summary());
        }
        String words = " " + text.replaceAll("\\s+", " ");
        String common = help("help", "options");
        for (ArgumentHelp option : model(command).commonOptions()) {
            assertTrue(words.contains(" " + option.name() + " "), option.name());
            assertTrue(common.contains("  " + option.syntax() + "\n"), option.syntax());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpWithAllDetails_hasEachOption(String command) {
        String text = help("help", "--all", command);
        List<ArgumentHelp> all = new ArrayList<>(model(command).ownOptions());
        all.addAll(model(command).commonOptions());
        all.addAll(model(command).parameters());
        for (ArgumentHelp option : all) {
            assertTrue(text.contains("\n  " + option.syntax() + "\n"), option.syntax());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandWithSeveralInputs_writesJsonInOneLineEach(String command) {
        CommandModel model = model(command);
        Set<String> options =
                model.ownOptions().stream().map(ArgumentHelp::name).collect(Collectors.toSet());
        boolean severalInputs = model.parameters().stream()
                .anyMatch(parameter -> parameter.syntax().endsWith("..."));
        assertEquals(severalInputs && options.contains("--json"), options.contains("--ndjson"), command);
    }

    @Test
    void help_showsThatParameterCanBeRepeated() {
        assertTrue(help("bundle", "--help").contains(" STREAM [LOG]...\n"));
    }

    /** A command that loads plugins refuses one that cannot be used; another one does not have the option. */
    @ParameterizedTest
    @MethodSource("commands")
    void pluginPath_isOnlyAnOptionOfCommandsThatLoadPlugins(String command) throws IOException {
        boolean hasOption = model(command).commonOptions().stream()
                .anyMatch(option -> option.name().equals(PLUGIN_PATH));
        Path noPlugin = Files.createFile(directory.resolve("empty.jar"));
        String example = String.join("\n", model(command).examples())
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> line.startsWith("  migstream " + command))
                .findFirst()
                .orElseThrow()
                .replaceAll(" > \\S+$", "")
                .replace("/tmp/", directory + "/");
        String words = command + (command.equals("convert") ? " --redact " : " ") + PLUGIN_PATH + " " + noPlugin;
        String line = example.strip().replaceFirst(command, words);
        CommandRun run = CommandRun.of(ShellLine.parse(line, directory));
        boolean reportsPlugin = (run.stdout() + run.stderr()).contains(noPlugin + "");
        if (hasOption) {
            assertTrue(PLUGIN_REFUSED.contains(run.exit()), line + "\n" + run.stderr());
            assertTrue(reportsPlugin, run.stderr());
        } else if (!command.equals("help")) {
            assertEquals(2, run.exit(), line);
            assertTrue(run.stderr().contains(PLUGIN_PATH), run.stderr());
        }
    }
}
