// SPDX-License-Identifier: Apache-2.0
package org.migstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks the rules of plain language that a machine can check: words that have a plainer one.
 *
 * <p>Comments of Java and shell files, string literals of main sources, Markdown and the text of the plugins' notes are
 * checked; quotations, code and the messages of other programs are not.
 */
class PlainLanguageTest {
    private static final Pattern JAVA_TOKEN = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'");

    private static final Pattern JAVA_QUOTATION =
            Pattern.compile("(?s)\\{@(?:code|link|linkplain|value) .*?\\}|<pre>.*?</pre>|\"[^\"\\n]*\"");
    private static final Pattern MARKDOWN_QUOTATION =
            Pattern.compile("(?sm)^```.*?^```|^ {4,}[^\\n]*|`[^`]*`|\"[^\"\\n]*\"|\\]\\([^)]*\\)");

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            whoever, whatever, everybody, somebody, nobody ; whoever|whosoever|everybody|somebody|nobody
            behind                                         ; behind
            patience                                       ; patience|patient
            stands, stood                                  ; stands|stood|stand still
            heed, suffer, errand                           ; heed\\w*|suffer\\w*|errands?
            is no ...                                      ; (?:is|are|was) no (?!longer|more|different|less|need)\\w+
            the same, ...                                  ; (?m)(?<=\\* |// )the same,
            tells, told                                    ; tells|told
            packed                                         ; (?:un)?packed(?! virtqueue| ring|-ring)
            anew                                           ; anew
            """)
    void word_isNotUsed(String name, String regex) throws IOException {
        Pattern word = Pattern.compile("\\b(?i:" + regex + ")\\b");
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            assertEquals(
                    List.of(),
                    files.filter(PlainLanguageTest::isProse)
                            .sorted()
                            .flatMap(file -> uses(file, word))
                            .toList(),
                    name);
        }
    }

    private static boolean isProse(Path file) {
        String path = "/" + file;
        return path.matches(".*\\.(java|md|sh|bash)")
                && !path.matches(".*/(target|\\.git)/.*")
                && !path.endsWith("/PlainLanguageTest.java");
    }

    private static Stream<String> uses(Path file, Pattern word) {
        String text = prose(file);
        return word.matcher(text)
                .results()
                .map(use -> file + ":"
                        + (1
                                + text.substring(0, use.start())
                                        .chars()
                                        .filter(c -> c == '\n')
                                        .count()) + ": " + use.group());
    }

    /** Returns the text of a file; everything else in it becomes spaces, so that line numbers stay. */
    private static String prose(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String path = file.toString();
        if (path.endsWith(".md")) {
            return blank(text, MARKDOWN_QUOTATION);
        }
        if (!path.endsWith(".java")) {
            return text.replaceAll("(?m)^(?!\\s*#).*$", "");
        }
        boolean strings = path.contains("src/main/");
        StringBuilder prose = new StringBuilder();
        int from = 0;
        for (Matcher token = JAVA_TOKEN.matcher(text); token.find(); from = token.end()) {
            prose.append(spaces(text.substring(from, token.start())));
            boolean comment = token.group().startsWith("/");
            prose.append(
                    comment
                            ? blank(token.group(), JAVA_QUOTATION)
                            : strings ? stringProse(token.group()) : spaces(token.group()));
        }
        return prose.append(spaces(text.substring(from))).toString();
    }

    /** A string with a dot inside and no space is an identifier, for example a finding code. */
    private static String stringProse(String literal) {
        return literal.matches("\"[\\w-]+(\\.[\\w-]+)+\"") ? spaces(literal) : literal;
    }

    private static String blank(String text, Pattern quotation) {
        return quotation.matcher(text).replaceAll(quoted -> spaces(quoted.group()));
    }

    private static String spaces(String text) {
        return text.replaceAll("[^\\n]", " ");
    }
}
