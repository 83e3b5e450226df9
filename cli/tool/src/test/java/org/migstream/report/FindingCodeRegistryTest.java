// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Tests that all codes are declared, and that the categories support the decisions that depend on them. */
class FindingCodeRegistryTest {
    private static final FindingCodeRegistry REGISTRY = FindingCodeRegistry.WITHOUT_PLUGINS;

    /** The families of codes; other dotted words in the sources are file names, properties and fields. */
    private static final Pattern CODE = Pattern.compile(
            "\"((?:block|convert|dirty-bitmap|input|inspect|multifd|pci|plugin|ram|report|return-path|s390"
                    + "|stream|vfio|vmdesc|vmstate)\\.[a-z0-9-]*[a-z0-9])\"");

    private static final Pattern CONSTANT = Pattern.compile("FindingCode ([A-Z0-9_]+) =\\s*declare");

    private static final Pattern SENTENCE = Pattern.compile("[^\\p{Lu}\\p{Cc}][^\\p{Cc}]{0,298}[^.\\p{Cc}]");

    /** QEMU, MSI and the like start a sentence in upper case. */
    private static final Pattern ACRONYM = Pattern.compile("[A-Z][A-Z-]+\\b.*");

    @Test
    void sources_haveNoCodeLiterals() throws IOException {
        Set<String> literals = new TreeSet<>();
        for (Path file : mainSources()) {
            Matcher code = CODE.matcher(Files.readString(file));
            while (code.find() && !file.toString().endsWith("FindingCodes.java")) {
                literals.add(file + " has " + code.group(1));
            }
        }
        assertEquals(Set.of(), literals);
    }

    @Test
    void everyDeclaredConstant_isUsed() throws IOException {
        Set<String> unused = new TreeSet<>();
        StringBuilder sources = new StringBuilder();
        for (Path file : mainSources()) {
            String text = Files.readString(file);
            sources.append(text);
            CONSTANT.matcher(text).results().forEach(constant -> unused.add(constant.group(1)));
        }
        unused.removeIf(name ->
                Pattern.compile("\\b" + name + "\\b").matcher(sources).results().count() > 1);
        assertEquals(Set.of(), unused);
    }

    private static List<Path> mainSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("format", "vfio", "tool")) {
            try (Stream<Path> files = Files.walk(Path.of("cli", module, "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    @Test
    void declarations_areUniqueSentences() {
        Set<List<Object>> keys = new HashSet<>();
        for (FindingCode code : REGISTRY.all()) {
            assertTrue(keys.add(List.of(code.code(), code.category())), () -> code + " is declared twice");
            assertSentence(code.meaning());
            code.action().ifPresent(FindingCodeRegistryTest::assertSentence);
        }
    }

    private static void assertSentence(String text) {
        assertTrue(SENTENCE.matcher(text).matches() || ACRONYM.matcher(text).matches(), text);
    }

    @ParameterizedTest
    @CsvSource({
        "plugin.mtty.failed, PLUGIN",
        "plugin.hisi-acc.failed, PLUGIN",
        "input.gzip, FRAMING",
        "input.qcow2-corrupt, FRAMING",
        "input.layers, LIMIT",
        "UNKNOWN_FORMAT, UNSUPPORTED",
        "TRUNCATED, TRUNCATION"
    })
    void code_isFound(String code, FindingCategory category) {
        assertEquals(
                List.of(category),
                REGISTRY.find(code).stream().map(FindingCode::category).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plugin..failed", "plugin.a.b.failed", "PLUGIN", "input.", "NO_SUCH_CODE"})
    void unknownCode_isNotFound(String code) {
        assertEquals(List.of(), REGISTRY.find(code));
    }

    @Test
    void pluginCode_isFoundBesideOthers() {
        FindingCode own =
                FindingCode.of("WRONG_DEVICE_ID", Severity.ERROR, FindingCategory.WRONG_DEVICE, "another model");
        List<FindingCode> found = new FindingCodeRegistry(List.of(own)).find("WRONG_DEVICE_ID");
        assertEquals(2, found.size());
        assertEquals(own, found.get(1));
    }

    @Test
    void category_isTested() {
        Finding finding = Finding.of(Severity.WARNING, "stream.scanned", "a message");
        assertTrue(REGISTRY.hasCategory(finding, Set.of(FindingCategory.READING, FindingCategory.LIMIT)));
        assertEquals(false, REGISTRY.hasCategory(finding, Set.of(FindingCategory.LIMIT)));
    }

    /** The conversion ignores these findings when it compares its result with the input. */
    @Test
    void reading_hasTheCodesThatDependOnTheReader() {
        assertEquals(Set.of("stream.scanned", "plugin.not-kept"), codes(FindingCategory.READING));
    }

    /** A restore of the same device is refused for lack of data only with this code. */
    @Test
    void emptyState_hasOnlyTheCodeForDevicesWithoutData() {
        assertEquals(Set.of("vfio.no-data"), codes(FindingCategory.EMPTY_STATE));
    }

    /** Errors of these families cannot be overridden when a device is restored; those of others can. */
    @Test
    void framingErrors_haveCategoriesOfTheirOwn() {
        Set<FindingCategory> framing = Set.of(
                FindingCategory.FRAMING,
                FindingCategory.MISSING_DATA,
                FindingCategory.UNSUPPORTED,
                FindingCategory.LIMIT,
                FindingCategory.LOADABILITY);
        // Neither concerns a device of the stream.
        Set<String> requests = Set.of("vfio.no-such-device", "vfio.several-devices", "input.offset");
        Pattern families = Pattern.compile("(stream|vfio|multifd|input)\\..*");
        Pattern ofDevices = Pattern.compile("(pci|plugin|vmdesc)\\..*|[A-Z_]+");
        for (FindingCode code : REGISTRY.all()) {
            boolean error = code.severity() == Severity.ERROR && !requests.contains(code.code());
            if (error && families.matcher(code.code()).matches()) {
                assertTrue(framing.contains(code.category()), code::toString);
            } else if (error
                    && ofDevices.matcher(code.code()).matches()
                    && !code.code().equals("UNKNOWN_FORMAT")) {
                assertTrue(!framing.contains(code.category()), code::toString);
            }
        }
    }

    private static Set<String> codes(FindingCategory category) {
        return REGISTRY.all().stream()
                .filter(code -> code.category() == category)
                .map(FindingCode::code)
                .collect(Collectors.toSet());
    }
}
