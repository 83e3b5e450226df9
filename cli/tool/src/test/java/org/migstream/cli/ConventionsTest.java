// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of conventions in {@code CONTRIBUTING.md} names tests and scripts that exist. */
class ConventionsTest {
    private static final Path PAGE = Path.of(".github/CONTRIBUTING.md");
    private static final String HEADING = "| convention | held by |";
    private static final int CONVENTIONS = 20;
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    @Test
    void eachConvention_isHeldByATest() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int start = lines.indexOf(HEADING) + 2;
        TestSources sources = TestSources.find();
        List<String> rows = lines.subList(start, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertEquals(CONVENTIONS, rows.size());
        for (String row : rows) {
            List<String> holders = CODE.matcher(row.substring(row.indexOf('|', 1)))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertFalse(holders.isEmpty(), row);
            for (String holder : holders) {
                assertTrue(holder.contains("/") ? Files.exists(Path.of(holder)) : sources.hasTest(holder), holder);
            }
        }
    }
}
