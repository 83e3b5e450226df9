// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests that the links of the README, of the documents and of the page for contributors lead to a file and its heading. */
class DocumentLinksTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");

    @Test
    void links_leadToFilesAndHeadings() throws IOException {
        List<Path> documents = new ArrayList<>(ReadmeTest.documents());
        documents.add(Path.of(".github/CONTRIBUTING.md"));
        List<String> broken = new ArrayList<>();
        for (Path document : documents) {
            LINK.matcher(Files.readString(document))
                    .results()
                    .filter(link -> !link.group(1).startsWith("https://"))
                    .filter(link -> !exists(target(document, link.group(1)), link.group(2)))
                    .forEach(link -> broken.add(document + ": " + link.group()));
        }
        assertEquals(List.of(), broken);
    }

    private static Path target(Path document, String path) {
        return path.isEmpty() ? document : document.resolveSibling(path).normalize();
    }

    private static boolean exists(Path file, String anchor) {
        try {
            return Files.exists(file)
                    && (anchor == null
                            || Files.readAllLines(file).stream()
                                    .filter(line -> line.startsWith("#"))
                                    .anyMatch(line -> anchor(line).equals(anchor)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the anchor that GitHub gives to a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w -]", "")
                .replace(' ', '-');
    }
}
