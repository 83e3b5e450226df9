// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.JsonTree;
import org.migstream.stream.Configuration;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Tests that control characters in the names of a hostile stream never reach a terminal or a JSON document
 * unescaped.
 */
class HostileNamesTest {
    private static final String DESCRIPTION = """
            {"page_size": 4096, "devices": [{"name": "e", "instance_id": 0, "vmsd_name": "v", "version": 1,
              "fields": [{"name": "\\u001b[31m\\u009b", "type": "uint32", "size": 4}]}]}""";

    /** Returns names with every byte, and with control sequences of terminals. */
    static Stream<String> names() {
        StringBuilder every = new StringBuilder();
        IntStream.range(0, 128).forEach(c -> every.append((char) c));
        StringBuilder high = new StringBuilder();
        IntStream.range(128, 256).forEach(c -> high.append((char) c));
        return Stream.of(
                every.toString(),
                high.toString(),
                "\u001b[2J\u001b]0;title\u0007",
                "\"quoted\\",
                "a\r\nmigstream: b",
                "");
    }

    @ParameterizedTest
    @MethodSource("names")
    void controlCharacters_areEscapedInText(String name) throws IOException {
        byte[] whole = stream(name).endOfStream().vmdesc(DESCRIPTION).bytes();
        byte[] truncated = stream(name)
                .named(Kind.FULL, 11, new SectionKey(idstr(name) + "/vfio", 0))
                .bytes();
        for (byte[] bytes : List.of(whole, truncated)) {
            for (String options : List.of("", " --json", " --ndjson", " --hex", " --fields", " --fields --json")) {
                String command = "inspect --digest --device " + "x" + options + " -";
                assertNoControlCharacters(run(bytes, command.split(" ")), command);
                command = "inspect --strict" + options + " -";
                assertNoControlCharacters(run(bytes, command.split(" ")), command);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void names_areUnchangedInParsedJson(String name) throws IOException {
        byte[] bytes = stream(name).endOfStream().vmdesc(DESCRIPTION).bytes();
        CommandRun run = run(bytes, "inspect", "--ndjson", "--fields", "-");
        Map<String, Object> json = InspectionResult.object(JsonTree.parse(run.stdout()));
        Map<String, Object> configuration = InspectionResult.object(json.get("configuration"));
        assertEquals(name, configuration.get("machine"));
        assertEquals(List.of(name), configuration.get("capabilities"));
        assertEquals(idstr(name) + "/vfio", first(json.get("vfioDevices")).get("idstr"));
        Map<String, Object> block =
                first(InspectionResult.object(json.get("ram")).get("blocks"));
        assertEquals(name + ".ram", block.get("name"));
        List<?> sections = (List<?>) json.get("sections");
        assertEquals(List.of(idstr(name) + "d"), idstrs(sections.subList(4, 5)));
        Map<String, Object> fields = first(json.get("fields"));
        assertEquals("v", fields.get("vmsd"));
        assertEquals("\u001b[31m" + "\u009b", first(fields.get("fields")).get("name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json"})
    void controlCharacters_areEscapedInErrorMessage(String option) {
        byte[] page = new StreamBuilder()
                .header()
                .configuration()
                .start(1, "ram")
                .ramSize(4096)
                .ramBlock("\u001b[2J", 4096)
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.PART, 1)
                .put(at -> new RamPage(at, RamPage.Encoding.NORMAL, false, "\u001b[2J", 0, 4096), new byte[4096])
                .bytes();
        byte[] truncated = Arrays.copyOf(page, page.length - 1);
        String[] args = option.isEmpty() ? new String[] {"inspect", "-"} : new String[] {"inspect", option, "-"};
        CommandRun run = run(truncated, args);
        assertEquals(3, run.exit());
        assertTrue(run.stderr().contains("RAM block \"\\x1b[2J\""), run.stderr());
    }

    /** Uses control characters in the name of a file. */
    @Test
    void controlCharacters_areEscapedInFileName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("\u001b[2J\nmigstream: no errors");
        Files.write(file, new byte[] {1, 2, 3});
        CommandRun run = run(new byte[0], "inspect", file.toString(), file + "\u001b[0m");
        assertNoControlCharacters(run, "file");
        assertEquals(2, run.stderr().lines().count(), run.stderr());
    }

    private static StreamBuilder stream(String name) {
        return new StreamBuilder()
                .header()
                .configuration(name, new Configuration.Capabilities(List.of(name)))
                .start(1, "ram")
                .ramSize(4096)
                .ramBlock(name + ".ram", 4096)
                .ramFlag(Flag.EOS)
                .footer()
                .vfioSetup(7, idstr(name) + "/vfio")
                .continued(Kind.END, 7)
                .vfioData(new byte[5])
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .full(7, idstr(name) + "/vfio")
                .vfioConfig(VfioConfigSamples.layout(256, 0, false), VfioConfigSamples.body(256, 0, false))
                .footer()
                .full(9, idstr(name) + "d")
                .opaqueBytes(new byte[4])
                .footer()
                .full(10, "e")
                .opaqueBytes(new byte[4])
                .footer();
    }

    /** Returns the printable part of a name: the reader accepts no other names of sections. */
    private static String idstr(String name) {
        return name.replaceAll("[^ -~]", "");
    }

    private static Map<String, Object> first(Object list) {
        return InspectionResult.object(((List<?>) list).get(0));
    }

    private static List<Object> idstrs(List<?> sections) {
        return sections.stream()
                .map(section -> InspectionResult.object(section).get("idstr"))
                .toList();
    }

    private static CommandRun run(byte[] stdin, String... args) {
        return CommandRun.of(new ByteArrayInputStream(stdin), args);
    }

    private static void assertNoControlCharacters(CommandRun run, String command) {
        for (String text : List.of(run.stdout(), run.stderr())) {
            // DEL is allowed in JSON: terminals ignore it.
            int highest = text.startsWith("{") ? 0x7f : 0x7e;
            text.chars()
                    .filter(c -> c != '\n' && c != '\t' && (c < 0x20 || c > highest))
                    .findFirst()
                    .ifPresent(c -> {
                        throw new AssertionError("0x%x in the output of %s: %s".formatted(c, command, text));
                    });
        }
        assertTrue(run.stderr().lines().allMatch(line -> line.startsWith("migstream: ")), run.stderr());
    }
}
