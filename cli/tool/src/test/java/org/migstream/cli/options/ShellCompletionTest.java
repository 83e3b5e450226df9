// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellCompletionTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void writeScripts() throws IOException {
        CommandModel model = CommandModel.describedBy("Greet Bob's [friends]. Not more.")
                .add(Value.option("--as", "guest|none|ram:BLOCK", "Say it as: this."))
                .add(Value.option("--output", "FILE", "Write to FILE").withShortName("-o"))
                .add(Value.option("--name", "NAME", "Greet NAME.").repeatable())
                .add(Toggle.of("--loud", "Shout."));
        CommandModel spell = CommandModel.describedBy("Spell.")
                .add(Value.positional("LETTER", "A letter.").completedBy(List.of("alpha", "beta")));
        CommandModel read = CommandModel.describedBy("Read.")
                .add(Value.positional("WORD", "A word.")
                        .completedBy(List.of("x.one", "y:two"))
                        .zeroOrMore());
        CommandParser parser = new CommandParser("say", CommandModel.describedBy("Say something."), List.of());
        parser.add("greet", model);
        parser.add("spell", spell);
        parser.add("read", read);
        parser.addHelpCommand();
        ShellCompletion.write(parser, directory);
    }

    private List<String> lines(String file, String part) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(file))) {
            if (line.contains(part)) {
                lines.add(line.strip());
            }
        }
        return lines;
    }

    @Test
    void bash_hasWordsOfTheLabel() throws IOException {
        assertTrue(Files.readString(directory.resolve("say.bash")).contains("\"guest\" \"none\" \"ram:\""));
    }

    @Test
    void zsh_hasEachNameOfAnOption() throws IOException {
        assertEquals(List.of("'greet:Greet Bob'\\''s [friends]'"), lines("_say", "'greet:"));
        assertEquals(
                List.of("'(--as)--as=[Say it as: this]:guest|none|ram\\:BLOCK:(guest none ram\\:)' \\"),
                lines("_say", "--as"));
        assertEquals(
                List.of(
                        "'(-o --output)-o[Write to FILE]:FILE:_files' \\",
                        "'(-o --output)--output=[Write to FILE]:FILE:_files' \\"),
                lines("_say", "--output"));
        assertEquals(List.of("'*--name=[Greet NAME]:NAME:_files' \\"), lines("_say", "--name"));
        assertEquals(2, lines("_say", "--no-loud").size());
        assertEquals(List.of("'1:command:(greet spell read help)'"), lines("_say", "'1:command"));
    }

    @Test
    void fish_hasOneLineForEachOption() throws IOException {
        assertEquals(
                List.of("complete -c say -n '__fish_use_subcommand' -f -a greet -d 'Greet Bob\\'s [friends]'"),
                lines("say.fish", "-a greet -d"));
        assertEquals(
                List.of("complete -c say -n '__fish_seen_subcommand_from greet' -l as -x -a 'guest none ram:'"
                        + " -d 'Say it as: this'"),
                lines("say.fish", "-l as"));
        assertEquals(
                List.of("complete -c say -n '__fish_seen_subcommand_from greet' -s o -l output -r -d 'Write to FILE'"),
                lines("say.fish", "-l output"));
        assertEquals(1, lines("say.fish", "-l loud -l no-loud").size());
    }

    @Test
    void zsh_hasWordsOfParameters() throws IOException {
        assertEquals(List.of("'1:word:(alpha beta)'"), lines("_say", "alpha"));
        assertEquals(
                List.of("'*:word or file:{_alternative \"words\\:word\\:(x.one y\\:two)\" \"files\\:file\\:_files\"}'"),
                lines("_say", "x.one"));
    }

    @Test
    void fish_hasWordsOfParameters() throws IOException {
        assertEquals(
                List.of("complete -c say -n '__fish_seen_subcommand_from spell' -f -a 'alpha beta'"),
                lines("say.fish", "alpha"));
        assertEquals(
                List.of("complete -c say -n '__fish_seen_subcommand_from read' -a 'x.one y:two'"),
                lines("say.fish", "x.one"));
    }

    @ParameterizedTest
    @CsvSource({"say spell a, alpha", "say spell '', alpha beta", "say read y, y:two", "say read x.one y, y:two"})
    void bash_completesWordsOfParameters(String line, String expected) throws IOException, InterruptedException {
        String script = ". '" + directory.resolve("say.bash") + "'; COMP_WORDS=(" + line
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_say 2>/dev/null; echo \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", script)
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), output);
        assertEquals(expected, output.strip());
    }
}
