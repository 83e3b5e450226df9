// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Java sources of all modules, for tables that name classes and tests.
 *
 * @param files the files by the names of their classes
 */
record TestSources(Map<String, Path> files) {
    static TestSources find() throws IOException {
        try (Stream<Path> files = Stream.of("cli", "spi", "plugins").flatMap(TestSources::findFiles)) {
            return new TestSources(files.collect(Collectors.toMap(
                    file -> file.getFileName().toString().replace(".java", ""),
                    Function.identity(),
                    (one, two) -> one)));
        }
    }

    private static Stream<Path> findFiles(String tree) {
        try {
            return Files.find(
                    Path.of(tree), 32, (file, attributes) -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a class exists outside the tests. */
    boolean hasClass(String name) {
        return isIn("main", name);
    }

    /** Returns whether a test exists, which is named {@code Class#method}. */
    boolean hasTest(String name) throws IOException {
        String[] parts = name.split("#", -1);
        return parts.length == 2
                && isIn("test", parts[0])
                && Pattern.compile("(?m)^    (?:<.*> )?void " + parts[1] + "\\(")
                        .matcher(Files.readString(files.get(parts[0])))
                        .find();
    }

    private boolean isIn(String kind, String name) {
        Path source = files.get(name);
        return source != null && source.toString().contains("/src/" + kind + "/java/");
    }
}
