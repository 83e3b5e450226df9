// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line as people type it: words, both kinds of quotes, {@code < FILE}, and one variable, {@code $dir}.
 * Whatever else a shell would do is refused, so that an example never means less here than in a shell.
 *
 * @param words the command and its arguments
 * @param stdin the file behind {@code <}
 */
record ShellLine(List<String> words, Optional<Path> stdin) {
    /** Stands for a directory of the reader's. */
    static final String DIRECTORY = "$dir";

    private static final Pattern TOKEN =
            Pattern.compile("\\G\\s*+(?:(<)|((?:[^\\s'\"<>|;&$*?#~\\\\]|\\$dir\\b|'[^']*'|\"[^\"$`\\\\]*\")++))");
    private static final Pattern QUOTED = Pattern.compile("'(?<single>[^']*)'|\"(?<double>[^\"]*)\"|(?<dir>\\$dir\\b)");

    /** @param directory what {@code $dir} is */
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
