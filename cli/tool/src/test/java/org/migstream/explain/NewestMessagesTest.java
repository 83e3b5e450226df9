// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Lists the messages of the newest QEMU that {@code explain} does not know. The property {@code qemu.elf} names the
 * program file. The list is {@code target/newest-messages.txt}.
 *
 * <p>The linker keeps the strings of a source file together. So a string between two known messages of a file that
 * prints messages about migration is likely to be another message of this file.
 */
@Tag("newest")
class NewestMessagesTest {
    /** Two known messages of one file with more strings between them belong to two groups. */
    private static final int MAX_GAP = 60;

    private static final int MIN_LENGTH = 8;
    private static final Pattern CONVERSION =
            Pattern.compile("%[-+ #0]*[0-9*]*(?:\\.[0-9*]+)?(?:hh|h|ll|l|z|j)?([a-zA-Z%])");
    /**
     * A message has two words. Traces begin with the name of a function, formats of JSON with an indentation, and an
     * assertion has an operator.
     */
    private static final Pattern MESSAGE =
            Pattern.compile("(?!\\w+_\\w+ )(?!%\\*s)(?!.*(?:==|->|&&) ?)(?=.*[A-Za-z]{2} [A-Za-z%'\"]).*");

    /** A string of the program and the source files of the known messages that it may be; empty if it is not known. */
    private record ProgramString(String text, SortedSet<String> files) {}

    @Test
    void messagesBesideKnownOnes_areListed() throws IOException {
        Path program = Path.of(Objects.requireNonNull(System.getProperty("qemu.elf"), "-Dqemu.elf=FILE"));
        List<ProgramString> strings = readStrings(program, KnownMessages.load());
        TreeMap<String, TreeSet<String>> unknown = new TreeMap<>();
        long known =
                strings.stream().filter(string -> !string.files().isEmpty()).count();
        for (int i = 0; i < strings.size(); i++) {
            String text = strings.get(i).text();
            if (strings.get(i).files().isEmpty() && MESSAGE.matcher(text).matches()) {
                surroundingFile(strings, i).ifPresent(file -> unknown.computeIfAbsent(file, key -> new TreeSet<>())
                        .add(text));
            }
        }
        List<String> lines = new ArrayList<>();
        unknown.forEach((file, texts) -> texts.forEach(text -> lines.add(file + "\t" + text)));
        Files.write(Path.of("target/newest-messages.txt"), lines);
        System.out.printf(
                "%d messages of %s are known, %d strings beside them are not%n", known, program, lines.size());
        lines.forEach(System.out::println);
        assertTrue(known > 300, known + " known messages: the strings of the program were not found");
    }

    private static List<ProgramString> readStrings(Path program, KnownMessages table) throws IOException {
        List<ProgramString> strings = new ArrayList<>();
        byte[] bytes = Files.readAllBytes(program);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] < ' ' || bytes[i] > '~') {
                if (bytes[i] == 0 && i - start >= MIN_LENGTH) {
                    String text = new String(bytes, start, i - start, StandardCharsets.US_ASCII);
                    strings.add(new ProgramString(text, filesOf(text, table)));
                }
                start = i + 1;
            }
        }
        return strings;
    }

    private static SortedSet<String> filesOf(String format, KnownMessages table) {
        SortedSet<String> files = new TreeSet<>();
        if (MESSAGE.matcher(format).matches()) {
            for (MessageMatch match : table.findIn(PastedText.of(fillIn(format)))) {
                for (MessageSource source : match.wording().sources()) {
                    if (source.program().equals("QEMU")) {
                        files.add(source.file());
                    }
                }
            }
        }
        return files;
    }

    /** Replaces the conversions of a format by values. */
    private static String fillIn(String format) {
        return CONVERSION
                .matcher(format)
                .replaceAll(conversion -> Matcher.quoteReplacement(
                        switch (conversion.group(1)) {
                            case "s" -> "virtio-net";
                            case "%" -> "%";
                            case "x", "X" -> "1f";
                            case "p" -> "0x1f";
                            default -> "7";
                        }));
    }

    /** Returns the file that has known messages both before and after a string. */
    private static Optional<String> surroundingFile(List<ProgramString> strings, int index) {
        SortedSet<String> before = new TreeSet<>();
        SortedSet<String> after = new TreeSet<>();
        for (int i = 1; i <= MAX_GAP; i++) {
            before.addAll(
                    index - i < 0 ? new TreeSet<>() : strings.get(index - i).files());
            after.addAll(
                    index + i >= strings.size()
                            ? new TreeSet<>()
                            : strings.get(index + i).files());
        }
        before.retainAll(after);
        return before.isEmpty() ? Optional.empty() : Optional.of(before.first());
    }
}
