// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellLineTest {
    @Test
    void quotesJoinWhatTheyTouch() {
        assertEquals(
                new ShellLine(List.of("migstream", "a b", "--x=it's", "", "$1"), Optional.empty()),
                ShellLine.parse("migstream 'a b'  --x=\"it's\" '' '$1'"));
    }

    @Test
    void redirectionNamesStandardInput() {
        assertEquals(
                new ShellLine(List.of("migstream", "inspect", "-"), Optional.of(Path.of("a b"))),
                ShellLine.parse("migstream inspect - < 'a b'"));
        assertEquals(ShellLine.parse("m - < f"), ShellLine.parse("m <f -"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "a | b",
                "a > f",
                "a; b",
                "a &",
                "a $HOME",
                "a *.zst",
                "a 'b",
                "a <",
                "a \"$x\"",
                "a \\b"
            })
    void whatNeedsAShellIsRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> ShellLine.parse(line));
    }
}
