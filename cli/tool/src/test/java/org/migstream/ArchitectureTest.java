// SPDX-License-Identifier: Apache-2.0
package org.migstream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;

/** The engine stays a library in layers, and files stay small enough to be read at one go. */
class ArchitectureTest {
    /**
     * Data flows from left to right; a package may use only packages before it (and the SPI). The compiler keeps the
     * modules apart: {@code cli/format} ends with {@code device}, {@code cli/vfio} with {@code vfio.kernel}.
     */
    private static final List<String> PACKAGE_ORDER = List.of(
            "io",
            "container.qcow2",
            "container",
            "pci",
            "pci.lspci",
            "stream",
            "ram",
            "json",
            "vmstate",
            "device",
            "vfio",
            "vfio.simulated",
            "vfio.host",
            "vfio.kernel",
            "schema",
            "report",
            "plugin",
            "profile",
            "states",
            "inspect.report",
            "inspect.overview",
            "inspect.checks",
            "inspect.decoding",
            "inspect.walk",
            "inspect",
            "check",
            "diff",
            "convert",
            "qemu.monitor",
            "guest",
            "transfer",
            "devices",
            "explain",
            "html",
            "bundle",
            "cli.options",
            "cli.manual",
            "cli");

    private static final int MAX_FILE_LINES = 400;
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-z0-9]+[A-Za-z0-9]*)`");
    private static final Pattern NESTED_TYPE =
            Pattern.compile("(?:class|interface|enum|record) ([A-Z][a-z0-9]+[A-Za-z0-9]*)");
    private static final JavaClasses MAIN_CLASSES = new ClassFileImporter()
            .importPaths(
                    Path.of("cli/format/target/classes"),
                    Path.of("cli/vfio/target/classes"),
                    Path.of("cli/tool/target/classes"));

    @ParameterizedTest
    @FieldSource("PACKAGE_ORDER")
    void packages_useOnlyEarlierPackagesInOrder(String name) {
        String[] right = packageNames(PACKAGE_ORDER.subList(PACKAGE_ORDER.indexOf(name) + 1, PACKAGE_ORDER.size()));
        noClasses()
                .that()
                .resideInAPackage(packageName(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(right)
                .allowEmptyShould(true)
                .check(MAIN_CLASSES);
    }

    @Test
    void packages_areListedInOrder() {
        classes().should().resideInAnyPackage(packageNames(PACKAGE_ORDER)).check(MAIN_CLASSES);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("org.migstream.(**)").should().beFreeOfCycles().check(MAIN_CLASSES);
    }

    @Test
    void onlyCli_usesStandardStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packageName("cli"))
                .should(ACCESS_STANDARD_STREAMS)
                .allowEmptyShould(true)
                .check(MAIN_CLASSES);
    }

    @Test
    void onlyOptions_usePicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packageName("cli.options"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(MAIN_CLASSES);
    }

    /** Reading annotations would take longer than most commands run. */
    @Test
    void noClass_usesAnnotationsOfPicocli() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("picocli..")
                        .and(describe("are annotations", JavaClass::isAnnotation))
                        .or(type(CommandLine.HelpCommand.class)))
                .check(MAIN_CLASSES);
    }

    @Test
    void onlyJsonClasses_useJackson() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packageNames(List.of("json", "vmstate", "profile")))
                .and()
                .haveNameNotMatching(".*Json[A-Za-z]*([$].*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(MAIN_CLASSES);
    }

    @Test
    void classNames_haveNoUtilHelperOrManagerSuffix() throws IOException {
        assertEquals(List.of(), findMainSources(file -> fileName(file).matches(".*(Utils?|Helper|Manager)\\.java")));
    }

    @Test
    void simpleNames_areUniqueInTheProject() throws IOException {
        Map<String, Long> counts = findSources("src/(?:main|test)/java").stream()
                .map(ArchitectureTest::fileName)
                .filter(name -> !name.contains("-info."))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        counts.values().removeIf(count -> count == 1);
        assertEquals(Map.of(), counts);
    }

    /** Every class and package that the contributors' page names exists. */
    @Test
    void contributorsPage_namesExistingClassesAndPackages() throws IOException {
        Set<String> names = new HashSet<>();
        for (Path file : findSources("src/(?:main|test)/java")) {
            names.add(fileName(file).replace(".java", ""));
            Matcher nested = NESTED_TYPE.matcher(Files.readString(file));
            while (nested.find()) {
                names.add(nested.group(1));
            }
        }
        String page = Files.readString(Path.of(".github/CONTRIBUTING.md"));
        assertEquals(
                List.of(),
                CLASS_NAME
                        .matcher(page)
                        .results()
                        .map(name -> name.group(1))
                        .filter(name -> !names.contains(name))
                        .toList());
        assertEquals(
                List.of(),
                PACKAGE_ORDER.stream()
                        .filter(name -> !page.contains("`" + name + "`") && !name.startsWith("inspect."))
                        .toList());
    }

    @Test
    void packages_havePackageInfo() throws IOException {
        assertEquals(
                List.of(),
                findMainSources(file -> !fileName(file).equals("module-info.java")
                        && !Files.exists(file.resolveSibling("package-info.java"))));
    }

    @Test
    void sourceFiles_areWithinLineLimit() throws IOException {
        assertEquals(List.of(), findMainSources(file -> countLines(file) > MAX_FILE_LINES));
    }

    private static String packageName(String name) {
        return "org.migstream." + name;
    }

    private static String[] packageNames(List<String> names) {
        return names.stream().map(ArchitectureTest::packageName).toArray(String[]::new);
    }

    private static List<Path> findSources(String tree) throws IOException {
        try (Stream<Path> files = Files.find(
                Path.of(""),
                32,
                (file, attributes) -> file.toString().matches("(?:.*/)?" + tree + "/.*\\.java")
                        && !file.toString().contains("/target/"))) {
            return files.sorted().toList();
        }
    }

    /** Main sources of all modules for which {@code offends} holds. */
    private static List<Path> findMainSources(Predicate<Path> offends) throws IOException {
        try (Stream<Path> files = Files.find(
                Path.of(""), 32, (file, attributes) -> file.toString().matches(".*src/main/java/.*\\.java"))) {
            return files.filter(offends).sorted().toList();
        }
    }

    private static String fileName(Path file) {
        return file.getFileName().toString();
    }

    private static long countLines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
