// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the colours of the page in both schemes and in print. */
class StyleSheetTest {
    /** The least contrast of text that WCAG 2 accepts at level AA. */
    private static final double MIN_CONTRAST = 4.5;

    private static final Pattern SCHEME = Pattern.compile(":root \\{([^}]*)\\}");
    private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");

    /** Colours of text, each followed by the colours that can be under it. */
    private static final Map<String, List<String>> TEXT_ON = Map.of(
            "text", List.of("page", "panel", "broken-back", "unknown-back", "sound-back"),
            "quiet", List.of("page", "panel"),
            "link", List.of("page", "panel"),
            "broken", List.of("page", "broken-back"),
            "unknown", List.of("page", "unknown-back"),
            "sound", List.of("page", "sound-back"),
            "mark", List.of("mark-back"),
            "vfio-text", List.of("vfio"));

    @Test
    void text_hasContrastInEveryScheme() throws IOException {
        List<Map<String, String>> schemes = SCHEME.matcher(PageHead.styleSheet())
                .results()
                .map(StyleSheetTest::colours)
                .toList();
        assertEquals(3, schemes.size(), "light, dark and print");
        for (Map<String, String> scheme : schemes) {
            assertEquals(schemes.get(0).keySet(), scheme.keySet());
            TEXT_ON.forEach((text, backs) -> backs.forEach(back -> {
                double contrast = contrast(scheme.get(text), scheme.get(back));
                assertTrue(contrast >= MIN_CONTRAST, text + " on " + back + ": " + contrast);
            }));
        }
    }

    @Test
    void styleSheet_loadsNothing() throws IOException {
        String css = PageHead.styleSheet();
        assertFalse(css.contains("@import") || css.contains("http") || css.contains("<"), css);
        assertTrue(Stream.of(css.split("url\\(")).skip(1).allMatch(address -> address.startsWith("#")), css);
    }

    private static Map<String, String> colours(MatchResult scheme) {
        Map<String, String> colours = new HashMap<>();
        COLOUR.matcher(scheme.group(1)).results().forEach(colour -> colours.put(colour.group(1), colour.group(2)));
        return colours;
    }

    private static double contrast(String one, String other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(String colour) {
        double[] parts = new double[3];
        for (int i = 0; i < parts.length; i++) {
            double part = Integer.parseInt(colour.substring(2 * i, 2 * i + 2), 16) / 255.0;
            parts[i] = part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }
}
