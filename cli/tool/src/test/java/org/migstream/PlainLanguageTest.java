// SPDX-License-Identifier: Apache-2.0
package org.migstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks the rules of plain language that a machine can check: words that have a plainer one.
 *
 * <p>The prose of a file is checked: the comments of Java files, shell files and build scripts, the string literals of
 * main sources, and Markdown. Quotations, code and literals without a space, such as finding codes, are not prose.
 */
class PlainLanguageTest {
    /**
     * A word and its plainer replacement.
     *
     * @param onlyComments whether string literals are not checked
     */
    private record Rule(String regex, String replacement, boolean onlyComments) {
        Rule(String regex, String replacement) {
            this(regex, replacement, false);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule("(?:whoever|whosoever|everybody|somebody|nobody)\\b", "the caller, the reader, unused"),
            // A reader falls behind a writer. A PCI device is behind a bridge or a port.
            new Rule(
                    "(?<!\\b(?:fall|falls|fell|fallen) )behind\\b(?! (?:a|an|the|its) (?:[\\w-]+ )?(?:bridge|port)\\b)",
                    "after, following"),
            new Rule("(?:patience|patient|patiently)\\b", "timeout"),
            new Rule("(?:stands|stood)\\b(?! for\\b)|stand still\\b", "is at, starts at, is stopped"),
            new Rule("(?:heed\\w*|suffer\\w*|errands?)\\b", "respect, fail, task"),
            new Rule(
                    "(?<!\\bthere )(?:is|are|was|were) no (?!longer\\b|more\\b|different\\b|less\\b|need\\b)\\w+",
                    "is not a"),
            new Rule("(?:tells|told|telling)\\b", "reports, prints, shows, indicates"),
            // A virtqueue is packed or split.
            new Rule("(?:un)?packed\\b(?! virtqueue| ring|-ring)", "compressed, decompressed"),
            new Rule("anew\\b", "again"),
            new Rule(
                    "(?:is|are|was|were|be|been|being) cut\\b|cut (?:off|short|at|in|after|stream|state|file|input)s?\\b",
                    "truncated",
                    true),
            new Rule("given up\\b", "gives up, stops"),
            new Rule("whose sake\\b", "because of"),
            new Rule("of (?:its|their) own accord\\b", "without a request"),
            new Rule("(?:let|lets|letting) go of\\b", "closes, releases"),
            new Rule("(?:come|comes|came) along\\b", "is bundled, is included"),
            new Rule("(?:lie|lies|lay) in\\b", "is in"),
            new Rule("fits? not\\b", "does not fit"),
            new Rule("(?-i:(?:The same|Likewise),)", "a sentence of its own"));

    private static final Pattern WORDS = Pattern.compile(IntStream.range(0, RULES.size())
            .mapToObj(i -> "(" + RULES.get(i).regex() + ")")
            .collect(Collectors.joining("|", "\\b(?i:", ")")));

    private static final Pattern JAVA_TOKEN = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'");
    private static final Pattern JAVA_QUOTATION =
            Pattern.compile("(?s)\\{@(?:code|link|linkplain|value) .*?\\}|<pre>.*?</pre>|\"[^\"\\n]*\"");
    private static final Pattern MARKDOWN_QUOTATION =
            Pattern.compile("(?sm)^```.*?^```|^ {4,}[^\\n]*|`[^`]*`|\"[^\"\\n]*\"|\\]\\([^)]*\\)");

    /** Names in documents of the schema migstream.diff/1, which scripts rely on. */
    private static final Set<String> STABLE_NAMES =
            Set.of("\"bytes behind the last field\"", "\"bytes behind them\"", "\"section behind \"", "\" packed\"");

    private static final Set<String> SKIPPED_DIRECTORIES = Set.of("target", ".git");

    @Test
    void prose_hasNoWordThatHasAPlainerOne() throws IOException {
        List<String> violations = new ArrayList<>();
        for (Path file : proseFiles()) {
            findWords(Files.readString(file), file.toString().replace('\\', '/'), violations);
        }
        assertEquals(List.of(), violations);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A.java          | // The table stands behind it.      | stands behind
            A.java          | /** Likewise, of the copy. */       | Likewise,
            A.java          | // a state that was cut             | was cut
            A.java          | // a b that fits not                | fits not
            A.md            | It tells nobody.                    | tells nobody
            A.sh            | # packed by the test                | packed
            src/main/A.java | f("it is no socket");               | is no socket
            """)
    void findWords_ofProse_findsThem(String name, String text, String words) {
        List<String> violations = new ArrayList<>();
        findWords(text, name, violations);
        assertEquals(
                words,
                violations.stream()
                        .map(violation -> violation.replaceAll("^[^']*'(.*)':.*", "$1"))
                        .collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A.java          | // There is no limit; there is no more.
            A.java          | // a port behind a root port, a packed virtqueue
            A.java          | // Reports "nobody listens" and {@code told}.
            A.java          | // A line ... stands for any number of lines. The reader fell behind.
            A.java          | // If both are the same, nothing is printed.
            A.java          | int told = patience(behind);
            src/test/A.java | f("it is no socket");
            src/main/A.java | f("input.fell-behind", "multifd.packed-pages", "the cut stream");
            A.md            | Run `stands behind`.
            A.sh            | tells behind
            """)
    void findWords_ofQuotationsAndCode_findsNone(String name, String text) {
        List<String> violations = new ArrayList<>();
        findWords(text, name, violations);
        assertEquals(List.of(), violations);
    }

    private static List<Path> proseFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return SKIPPED_DIRECTORIES.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isProse(file)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    /** Returns whether a file has prose. The files without an extension in .ci are shell scripts. */
    private static boolean isProse(Path file) {
        String name = file.getFileName().toString();
        return name.matches(".*\\.(java|md|sh|bash)") && !name.equals("PlainLanguageTest.java")
                || file.startsWith(".ci");
    }

    /** Adds a line for each word of the rules in a file. */
    private static void findWords(String text, String path, List<String> violations) {
        if (path.endsWith(".java")) {
            findInJava(text, path, violations);
        } else if (path.endsWith(".md")) {
            findInProse(blank(text, MARKDOWN_QUOTATION), path, 1, true, violations);
        } else {
            findInProse(text.replaceAll("(?m)^(?!\\s*#).*$", ""), path, 1, true, violations);
        }
    }

    private static void findInJava(String text, String path, List<String> violations) {
        boolean literalsAreProse = path.contains("src/main/");
        int line = 1;
        int from = 0;
        for (Matcher matcher = JAVA_TOKEN.matcher(text); matcher.find(); from = matcher.start()) {
            line += countLines(text, from, matcher.start());
            String token = matcher.group();
            if (token.startsWith("/")) {
                findInProse(blank(token, JAVA_QUOTATION), path, line, true, violations);
            } else if (literalsAreProse && token.contains(" ") && !STABLE_NAMES.contains(token)) {
                findInProse(token, path, line, false, violations);
            }
        }
    }

    private static void findInProse(
            String prose, String path, int firstLine, boolean comment, List<String> violations) {
        for (Matcher matcher = WORDS.matcher(prose); matcher.find(); ) {
            Rule rule = ruleOf(matcher);
            if (comment || !rule.onlyComments()) {
                violations.add(path + ":" + (firstLine + countLines(prose, 0, matcher.start())) + ": '"
                        + matcher.group() + "': say " + rule.replacement());
            }
        }
    }

    private static Rule ruleOf(MatchResult match) {
        return IntStream.range(0, RULES.size())
                .filter(i -> match.group(i + 1) != null)
                .mapToObj(RULES::get)
                .findFirst()
                .orElseThrow();
    }

    private static int countLines(String text, int from, int to) {
        return (int) text.substring(from, to).chars().filter(c -> c == '\n').count();
    }

    /** Replaces quotations by spaces; line numbers stay. */
    private static String blank(String text, Pattern quotation) {
        return quotation.matcher(text).replaceAll(quoted -> quoted.group().replaceAll("[^\\n]", " "));
    }
}
