// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.plugin.Plugins;

class SearchedTextTest {
    private static final String FAILURE = "qemu: Unknown savevm section or instance 'hpet' 0. Make sure";

    private static SearchedText read(String text) throws IOException {
        return SearchedText.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A log ends with the failure, however long it is. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5_000, 8_191, 8_192, 8_193, 20_000, 50_000})
    void messageAtEnd_isFound(int lines) throws IOException {
        String log = "0123456789 0123456789 0123456789\n".repeat(lines) + FAILURE;
        for (SearchedText text : List.of(read(log), SearchedText.of(log))) {
            assertTrue(text.text().length() <= SearchedText.MAX_LENGTH);
            assertTrue(log.endsWith(text.text()));
            assertEquals(text.text().length() < log.length(), text.isTruncated());
            assertEquals(
                    "unknown-section",
                    new Explainer(Plugins.none())
                            .explain(text)
                            .diagnoses()
                            .get(0)
                            .id());
        }
    }

    @Test
    void shortText_isWhole() throws IOException {
        assertEquals(new SearchedText("a\nb", false, 0), read("a\nb"));
        assertFalse(read("").isTruncated());
    }

    /** A line that is longer than the limit has no start. */
    @Test
    void longLine_isCut() {
        String line = "x".repeat(SearchedText.MAX_LENGTH + 1);
        assertEquals(SearchedText.MAX_LENGTH, SearchedText.of(line).text().length());
    }

    /** A stream ends with the text of its vmdescription, which can be longer than the part that is searched. */
    @Test
    void streamWithLongTextAtItsEnd_isNotALog() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(new byte[] {'Q', 'E', 'V', 'M', 0, 0, 0, 3});
        stream.write("{\"devices\": []}\n".repeat(SearchedText.MAX_LENGTH / 4).getBytes(StandardCharsets.UTF_8));
        assertEquals(Optional.empty(), SearchedText.readLog(new ByteArrayInputStream(stream.toByteArray())));
        assertEquals(
                "",
                SearchedText.readLog(new ByteArrayInputStream(new byte[0]))
                        .orElseThrow()
                        .text());
    }
}
