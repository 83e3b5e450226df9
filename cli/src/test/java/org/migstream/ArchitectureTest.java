// SPDX-License-Identifier: Apache-2.0
package org.migstream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The engine stays a library in layers, and files stay small enough to be read at one go. */
class ArchitectureTest {
    /** Data flows from left to right; each package may use only what stands left of it (and the SPI). */
    private static final List<String> ORDER = List.of(
            "io",
            "compress",
            "pci",
            "stream",
            "vmdesc",
            "device",
            "plugin",
            "profile",
            "vfio",
            "vfio.sim",
            "vfio.sysfs",
            "vfio.jna",
            "report",
            "inspect",
            "check",
            "transfer",
            "host",
            "explain",
            "cli");

    private static final int LONGEST_FILE = 500;
    private static final JavaClasses ENGINE = new ClassFileImporter().importPath(Path.of("cli/target/classes"));

    @ParameterizedTest
    @FieldSource("ORDER")
    void packagesUseOnlyWhatStandsLeft(String name) {
        String[] right = packages(ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size()));
        noClasses()
                .that()
                .resideInAPackage(within(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(right)
                .allowEmptyShould(true)
                .check(ENGINE);
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        classes().should().resideInAnyPackage(packages(ORDER)).check(ENGINE);
    }

    @Test
    void noCycles() {
        slices().matching("org.migstream.(**)").should().beFreeOfCycles().check(ENGINE);
    }

    @Test
    void onlyTheCommandLineKnowsPicocliAndPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(within("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .orShould(ACCESS_STANDARD_STREAMS)
                .allowEmptyShould(true)
                .check(ENGINE);
    }

    @Test
    void onlyReportVmdescAndProfileKnowJackson() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages(List.of("report", "vmdesc", "profile")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(ENGINE);
    }

    @Test
    void classesAreNamedForWhatTheyAre() throws IOException {
        assertEquals(List.of(), sources(file -> name(file).matches(".*(Utils?|Helper|Manager)\\.java")));
    }

    @Test
    void everyPackageExplainsItself() throws IOException {
        assertEquals(
                List.of(),
                sources(file -> !name(file).equals("module-info.java")
                        && !Files.exists(file.resolveSibling("package-info.java"))));
    }

    @Test
    void filesAreShort() throws IOException {
        assertEquals(List.of(), sources(file -> lines(file) > LONGEST_FILE));
    }

    private static String within(String name) {
        return "org.migstream." + name;
    }

    private static String[] packages(List<String> names) {
        return names.stream().map(ArchitectureTest::within).toArray(String[]::new);
    }

    /** Main sources of all modules for which {@code offends} holds. */
    private static List<Path> sources(Predicate<Path> offends) throws IOException {
        try (Stream<Path> files = Files.find(
                Path.of(""), 32, (file, attributes) -> file.toString().matches(".*src/main/java/.*\\.java"))) {
            return files.filter(offends).sorted().toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
