// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that the packages have the samples of all examples, in the help and in the documents. */
class PackagedSamplesTest {
    private static final Path SAMPLES = Path.of("samples");
    private static final Path LIST = Path.of("cli/dist/src/samples.txt");
    private static final Pattern SAMPLE = Pattern.compile("\\bsamples/([\\w./-]+)");

    private static Set<String> samplesOf(Stream<String> lines) {
        return lines.flatMap(line -> SAMPLE.matcher(line).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void packages_haveSamplesOfHelp() throws IOException {
        Set<String> used = samplesOf(HelpExamplesTest.examples().flatMap(each -> each.getValue().stream()));
        used.removeAll(Files.readAllLines(LIST));
        assertEquals(Set.of(), used);
    }

    @Test
    void packages_haveSamplesOfDocuments() throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path document : ReadmeTest.documents()) {
            Files.readAllLines(document).stream()
                    .filter(line -> line.startsWith("$ migstream "))
                    .forEach(commands::add);
        }
        Set<String> used = samplesOf(commands.stream());
        used.removeAll(Files.readAllLines(LIST));
        assertEquals(Set.of(), used);
    }

    @Test
    void list_hasFilesThatExist() throws IOException {
        for (String sample : Files.readAllLines(LIST)) {
            Path path = SAMPLES.resolve(sample.replace("/**", ""));
            assertTrue(sample.endsWith("/**") ? Files.isDirectory(path) : Files.isRegularFile(path), sample);
        }
    }
}
