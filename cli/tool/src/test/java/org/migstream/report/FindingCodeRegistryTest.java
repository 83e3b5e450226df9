// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
            "\"((?:block|convert|dirty-bitmap|input|inspect|multifd|pbs-state|pci|plugin|ram|report|return-path|s390"
                    + "|stream|vfio|vmdesc|vmstate)\\.[a-z0-9-]*[a-z0-9])\"");

    /**
     * The codes that no test reaches: limits that need very large inputs, the last check of a conversion, which finds
     * mistakes of migstream, pages whose size a pipe shows too late, and a code that only the rule of a plugin reports.
     */
    private static final Set<String> WITHOUT_TEST = Set.of(
            "multifd.too-many-packets", "ram.too-large", "convert.unsound", "ram.unknown-page", "DEVICE_ID_UNKNOWN");

    /** Names of files look like codes. */
    private static final Pattern FILE_NAME = Pattern.compile("\\w+\\.(css|html|json|txt)");

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");
    private static final Pattern IDENTIFIER = Pattern.compile("\\w+");

    private static final Pattern CONSTANT = Pattern.compile("FindingCode ([A-Z0-9_]+) =\\s*CODES\\.declare");

    private static final Pattern SENTENCE = Pattern.compile("[^\\p{Lu}\\p{Cc}][^\\p{Cc}]{0,298}[^.\\p{Cc}]");

    /** QEMU, MSI and the like start a sentence in upper case. */
    private static final Pattern ACRONYM = Pattern.compile("[A-Z][A-Z-]+\\b.*");

    @Test
    void sources_haveNoCodeLiterals() throws IOException {
        Set<String> literals = new TreeSet<>();
        for (Path file : mainSources()) {
            Matcher code = CODE.matcher(Files.readString(file));
            while (code.find() && !file.toString().endsWith("FindingCodes.java")) {
                if (!FILE_NAME.matcher(code.group(1)).matches()) {
                    literals.add(file + " has " + code.group(1));
                }
            }
        }
        assertEquals(Set.of(), literals);
    }

    @Test
    void everyDeclaredConstant_isUsed() throws IOException {
        Set<String> unused = new TreeSet<>();
        Map<String, Integer> uses = new HashMap<>();
        for (Path file : mainSources()) {
            String text = Files.readString(file);
            CONSTANT.matcher(text).results().forEach(constant -> unused.add(constant.group(1)));
            IDENTIFIER.matcher(text).results().forEach(word -> uses.merge(word.group(), 1, Integer::sum));
        }
        unused.removeIf(name -> uses.get(name) > 1);
        assertEquals(Set.of(), unused);
    }

    @Test
    void everyCode_isInATestOrTranscript() throws IOException {
        Set<String> words = new HashSet<>();
        for (Path file : sources("test")) {
            if (!file.endsWith("FindingCodeRegistryTest.java") && !file.endsWith("explain-codes.txt")) {
                WORD.matcher(Files.readString(file)).results().forEach(word -> words.add(word.group()));
            }
        }
        Set<FindingCode> found = new HashSet<>();
        words.forEach(word -> found.addAll(REGISTRY.find(word)));
        Set<String> missing = new TreeSet<>();
        for (FindingCode code : REGISTRY.all()) {
            String constant = code.code().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
            if (!FindingCode.COMMON.contains(code) && !found.contains(code) && !words.contains(constant)) {
                missing.add(code.code());
            }
        }
        assertEquals(WITHOUT_TEST, missing);
    }

    private static List<Path> mainSources() throws IOException {
        return sources("main").stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    private static List<Path> sources(String tree) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("format", "vfio", "tool")) {
            try (Stream<Path> files = Files.walk(Path.of("cli", module, "src", tree))) {
                files.filter(file -> file.toString().matches(".*\\.(java|txt)")).forEach(sources::add);
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
        assertEquals(
                Set.of("stream.scanned", "plugin.not-kept", "input.qcow2-ambiguous"), codes(FindingCategory.READING));
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
        // The first three do not concern a device of the stream. With the last, the user may restore an empty state.
        Set<String> exceptions = Set.of("vfio.no-such-device", "vfio.several-devices", "input.offset", "vfio.no-data");
        Pattern families = Pattern.compile("(stream|vfio|multifd|input)\\..*");
        Pattern ofDevices = Pattern.compile("(pci|plugin|vmdesc)\\..*|[A-Z_]+");
        for (FindingCode code : REGISTRY.all()) {
            boolean error = code.severity() == Severity.ERROR && !exceptions.contains(code.code());
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
