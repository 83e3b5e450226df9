// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.report.JsonTree;
import org.migstream.report.PrintableText;

/** Tests that text never becomes markup. */
class HtmlWriterTest {
    private static final List<String> FRAGMENTS = List.of(
            "<",
            ">",
            "\"",
            "'",
            "&",
            "&lt;",
            "</",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "]]>",
            "<img src=x onerror=alert(1)>",
            " onload=",
            "javascript:",
            "\u0000",
            "\n",
            "\u202e",
            "\u2028",
            "\ud800",
            "\ud83d\ude00",
            "\u00e9",
            "a",
            "=",
            "/",
            "`");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final HtmlWriter out = new HtmlWriter(bytes);

    @Test
    void textAndAttributes_areReadBackAsTheyWere() throws IOException {
        Random random = new Random(17);
        for (int i = 0; i < 2000; i++) {
            bytes.reset();
            String text = randomText(random);
            out.open("p", "class", text).text(text).close();
            assertEquals(bytes.size(), bytes.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8).length);
            Document page = Jsoup.parseBodyFragment(bytes.toString(StandardCharsets.UTF_8));
            assertEquals(1, page.body().children().size(), text);
            Element paragraph = page.body().child(0);
            assertEquals(0, paragraph.children().size(), text);
            assertEquals(PrintableText.escapeControls(text), paragraph.wholeText());
            assertEquals(PrintableText.escapeControls(text), paragraph.attr("class"));
            assertEquals(1, paragraph.attributes().size());
        }
    }

    @Test
    void data_areReadBackAsTheyWere() throws IOException {
        Random random = new Random(18);
        for (int i = 0; i < 500; i++) {
            bytes.reset();
            String text = randomText(random).replaceAll("[^ -~]|[\"\\\\]", "");
            out.data("x", ("[\"" + text + "\"]").getBytes(StandardCharsets.US_ASCII));
            Document page = Jsoup.parse(bytes.toString(StandardCharsets.UTF_8));
            assertEquals(1, page.select("script").size(), text);
            assertEquals("", page.text());
            assertEquals(
                    List.of(text), JsonTree.parse(page.select("script").first().data()));
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({"script, id, x", "iframe, id, x", "p, onclick, x", "p, style, x", "a, href, https://x", "img, src, x"})
    void otherElementsAttributesAndAddresses_areRefused(String element, String attribute, String value) {
        assertThrows(IllegalArgumentException.class, () -> out.open(element, attribute, value));
    }
}
