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
    private static ShellLine parse(String line) {
        return ShellLine.parse(line, Path.of("/a b"));
    }

    @Test
    void knownVariable_isExpanded() {
        assertEquals(
                new ShellLine(List.of("migstream", "x@/a b/f", "$dir"), Optional.of(Path.of("/a b"))),
                parse("migstream x@$dir/f '$dir' < $dir"));
    }

    @Test
    void adjacentQuotes_areJoined() {
        assertEquals(
                new ShellLine(List.of("migstream", "a b", "--x=it's", "", "$1"), Optional.empty()),
                parse("migstream 'a b'  --x=\"it's\" '' '$1'"));
    }

    @Test
    void redirection_setsStandardInput() {
        assertEquals(
                new ShellLine(List.of("migstream", "inspect", "-"), Optional.of(Path.of("a b"))),
                parse("migstream inspect - < 'a b'"));
        assertEquals(parse("m - < f"), parse("m <f -"));
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
                "a $directory",
                "a \"$dir\"",
                "a *.zst",
                "a 'b",
                "a <",
                "a \"$x\"",
                "a \\b"
            })
    void shellSyntax_isRejected(String line) {
        assertThrows(IllegalArgumentException.class, () -> parse(line));
    }
}
