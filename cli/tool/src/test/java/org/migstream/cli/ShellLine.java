// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A simple command line of a shell: words, both kinds of quotes, {@code < FILE}, and one variable, {@code $dir}.
 * All other shell syntax is refused, so that an example has the same meaning here and in a shell.
 *
 * @param words the command and its arguments
 * @param stdin the file after {@code <}
 */
record ShellLine(List<String> words, Optional<Path> stdin) {
    /** The variable for a directory. */
    static final String DIRECTORY = "$dir";

    private static final Pattern TOKEN =
            Pattern.compile("\\G\\s*+(?:(<)|((?:[^\\s'\"<>|;&$*?#~\\\\]|\\$dir\\b|'[^']*'|\"[^\"$`\\\\]*\")++))");
    private static final Pattern QUOTED = Pattern.compile("'(?<single>[^']*)'|\"(?<double>[^\"]*)\"|(?<dir>\\$dir\\b)");

    /** @param directory the value of {@code $dir} */
    static ShellLine parse(String line, Path directory) {
        List<String> words = new ArrayList<>();
        Optional<Path> stdin = Optional.empty();
        boolean redirect = false;
        int end = 0;
        for (Matcher token = TOKEN.matcher(line); token.find(); end = token.end()) {
            if (token.group(1) != null) {
                redirect = true;
                continue;
            }
            String word = QUOTED.matcher(token.group(2))
                    .replaceAll(found -> Matcher.quoteReplacement(expand((Matcher) found, directory)));
            if (redirect) {
                stdin = Optional.of(Path.of(word));
                redirect = false;
            } else {
                words.add(word);
            }
        }
        if (redirect || words.isEmpty() || !line.substring(end).isBlank()) {
            throw new IllegalArgumentException("not a plain command: " + line);
        }
        return new ShellLine(List.copyOf(words), stdin);
    }

    private static String expand(Matcher found, Path directory) {
        if (found.group("dir") != null) {
            return directory.toString();
        }
        return found.group("single") == null ? found.group("double") : found.group("single");
    }
}
