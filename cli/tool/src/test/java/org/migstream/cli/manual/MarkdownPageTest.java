// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownPageTest {
    private static String convert(String markdown) {
        String page = MarkdownPage.convert(
                "say", ("# Words to say\n" + markdown).lines().toList(), "2026-01-01", "say 1");
        String start = ".SH \"DESCRIPTION\"\n";
        return page.substring(page.indexOf(start) + start.length(), page.indexOf(".SH \"SEE ALSO\""));
    }

    @Test
    void page_hasTitleFromTheHeading() {
        String page = MarkdownPage.convert("say", "# Words to say\n".lines().toList(), "2026-01-01", "say 1");
        assertEquals("""
                .TH "say" 7 "2026-01-01" "say 1"
                .nh
                .ad l
                .SH "NAME"
                say \\- Words to say
                """, page.substring(0, page.indexOf(".SH \"DESCRIPTION\"")));
    }

    @Test
    void headingsParagraphsAndCode() {
        assertEquals("""
                One two.
                .SH "NEXT \\-\\- PART"
                .SS "Small"
                .nf
                $ say \\-x

                .fi
                .PP
                .nf
                code
                .fi
                """, convert("""
                One
                two.

                ## Next -- part

                <!-- a comment -->
                ### Small

                ```console
                $ say -x

                ```

                    code
                """));
    }

    @Test
    void itemWithSeveralBlocks_isIndented() {
        assertEquals("""
                .IP \\(bu 2
                first line
                .RS
                more
                .PP
                .nf
                code
                .fi
                .RE
                .IP \\(bu 2
                second
                .PP
                end
                """, convert("""
                * first
                  line

                  more

                  ```
                  code
                  ```
                * second

                end
                """));
    }

    @Test
    void rowOfTable_isEntryOfList() {
        assertEquals("""
                .TP
                \\fBa|b\\fR
                string: The a|b.
                .TP
                \\fBc\\fR
                only
                """, convert("""
                | member | type | meaning |
                |---|---|---|
                | `a\\|b` | string | The a\\|b. |
                | `c` | [only](#only) |  |
                """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a `b-c` d                | a \\fBb\\-c\\fR d
            **very** *fine*          | \\fBvery\\fR \\fIfine\\fR
            2 * 3 * 4                | 2 * 3 * 4
            \\*.md &lt;x>            | *.md <x>
            [a `b`](x.md) [c](#c)    | a \\fBb\\fR c
            [q](https://e.org/)      | q (https://e.org/)
            x[i] `open               | x[i] \\(gaopen
            """)
    void marksInsideALine(String markdown, String roff) {
        assertEquals(roff, InlineMarkdown.toRoff(markdown));
    }
}
