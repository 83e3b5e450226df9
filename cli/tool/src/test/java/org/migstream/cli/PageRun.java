// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes pages for tests. */
public final class PageRun {
    private PageRun() {}

    /**
     * Runs {@code inspect --html}.
     *
     * @param arguments the options and the input
     */
    public static void write(Path page, String... arguments) {
        List<String> words = new ArrayList<>(List.of("inspect", "--html", "-o", page.toString()));
        words.addAll(List.of(arguments));
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), words.toArray(String[]::new));
        assertTrue(run.exit() <= 3 && run.exit() != 2, run.stderr());
    }
}
