// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.walk.VmDescLocator;
import org.migstream.io.ByteSource;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Mutant;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;

/** A conversion does not hide damage: its result has each finding of the input about what the conversion does not change. */
class KeptFindingsTest {
    static final List<String> CAPTURES =
            List.of("q35-two-uarts.qevm", "options/q35-bare.qevm", "targets/arm-stellaris.qevm");

    @TempDir
    private Path directory;

    private static final String MISSING = "vmdesc.section-missing";

    @ParameterizedTest
    @FieldSource("CAPTURES")
    void missingSection_staysFound(String capture) throws IOException {
        byte[] stream = TestConversions.convertPipe(TestConversions.strip(false), Captures.bytes(capture));
        Map<SectionKey, long[]> sections = fullSections(stream);
        SectionKey last =
                sections.keySet().stream().reduce((first, second) -> second).orElseThrow();
        for (Map.Entry<SectionKey, long[]> section : sections.entrySet()) {
            byte[] damaged = cut(stream, section.getValue()[0], section.getValue()[1]);
            if (!missing(damaged).contains(section.getKey())) {
                continue;
            }
            for (ConvertRequest request : List.of(
                    TestConversions.strip(false),
                    TestConversions.machine("pc"),
                    TestConversions.redact(),
                    TestConversions.drop("ram"))) {
                assertEquals(missing(damaged), missing(TestConversions.convertPipe(request, damaged)));
            }
            if (!section.getKey().equals(last)) {
                byte[] dropped = TestConversions.convertPipe(TestConversions.drop(last.idstr()), damaged);
                assertTrue(
                        missing(dropped).contains(section.getKey()),
                        section.getKey().idstr());
            }
        }
    }

    /** Returns the start and the end of each section that comes once. */
    private Map<SectionKey, long[]> fullSections(byte[] stream) throws IOException {
        Map<SectionKey, long[]> sections = new LinkedHashMap<>();
        try (FileChannel file = FileChannel.open(Files.write(directory.resolve("stream"), stream))) {
            ByteSource source = ByteSource.of(file);
            MigrationReader reader = MigrationReader.of(source, VmDescLocator.locate(source));
            Section section = null;
            for (Element element; (element = reader.next()) != null; ) {
                if (element instanceof Section head) {
                    section = head;
                } else if (element instanceof SectionFooter footer && section.kind() == Section.Kind.FULL) {
                    sections.put(section.key(), new long[] {section.offset(), footer.offset() + footer.headLength()});
                }
            }
        }
        return sections;
    }

    private static byte[] cut(byte[] stream, long from, long to) {
        byte[] rest = Arrays.copyOf(stream, (int) (stream.length - (to - from)));
        System.arraycopy(stream, (int) to, rest, (int) from, (int) (stream.length - to));
        return rest;
    }

    /** The codes of the findings are compared with their sections; findings about memory are left out, as it is removed. */
    @Test
    void mutants_keepFindings() throws IOException {
        byte[] stream = TestConversions.convertPipe(TestConversions.strip(false), Captures.bytes(CAPTURES.get(0)));
        int found = 0;
        for (int seed = 0; seed < 300; seed++) {
            byte[] mutant = Mutant.of(stream, new Random(seed));
            FindingBaseline before = inspect(mutant);
            if (before.outcome() != ReadOutcome.COMPLETE || before.findings().isEmpty()) {
                continue;
            }
            for (ConvertRequest request : List.of(TestConversions.strip(false), TestConversions.drop("timer"))) {
                Optional<byte[]> result = convert(request, mutant);
                if (result.isPresent()) {
                    found++;
                    assertKept(seed, before, inspect(result.get()));
                }
            }
        }
        assertTrue(found > 20, "only " + found + " results");
    }

    private static void assertKept(int seed, FindingBaseline before, FindingBaseline after) {
        for (LocatedFinding located : before.findings()) {
            if (after.findings().stream().noneMatch(kept -> isSame(located, kept))) {
                fail("seed " + seed + ": lost: " + located);
            }
        }
    }

    private static boolean isSame(LocatedFinding first, LocatedFinding second) {
        return first.finding().code().equals(second.finding().code())
                && Objects.equals(first.section(), second.section());
    }

    private static Optional<byte[]> convert(ConvertRequest request, byte[] stream) throws IOException {
        try {
            return Optional.of(TestConversions.convertPipe(request, stream));
        } catch (ConversionException refused) {
            return Optional.empty();
        }
    }

    private static List<SectionKey> missing(byte[] stream) throws IOException {
        return inspect(stream).findings().stream()
                .filter(located -> located.finding().code().equals(MISSING))
                .map(LocatedFinding::section)
                .toList();
    }

    private static FindingBaseline inspect(byte[] stream) throws IOException {
        try (Input input = Input.ofPipe("-", new ByteArrayInputStream(stream), OutputLimit.NONE)) {
            return FindingBaseline.inspect(input, List.of());
        }
    }
}
