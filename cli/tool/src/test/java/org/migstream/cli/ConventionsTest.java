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

/** The table of conventions in {@code CONTRIBUTING.md} and that of promises in {@code security.md} name tests that exist. */
class ConventionsTest {
    private static final int CONVENTIONS = 20;
    private static final int PROMISES = 26;
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    @Test
    void eachConvention_isHeldByATest() throws IOException {
        assertEquals(CONVENTIONS, heldRows(".github/CONTRIBUTING.md", "| convention | held by |"));
    }

    @Test
    void eachPromiseOfSecurity_isHeldByATest() throws IOException {
        assertEquals(PROMISES, heldRows("cli/docs/security.md", "| promise | held by |"));
    }

    /** Checks the last column of a table; returns the number of its rows. */
    private static int heldRows(String page, String heading) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(page));
        int start = lines.indexOf(heading) + 2;
        TestSources sources = TestSources.find();
        List<String> rows = lines.subList(start, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        for (String row : rows) {
            List<String> holders = CODE.matcher(row.substring(row.lastIndexOf('|', row.length() - 2)))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertFalse(holders.isEmpty(), row);
            for (String holder : holders) {
                assertTrue(holder.contains("/") ? Files.exists(Path.of(holder)) : sources.hasTest(holder), holder);
            }
        }
        return rows.size();
    }
}
