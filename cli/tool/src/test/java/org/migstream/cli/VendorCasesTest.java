// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.report.JsonTree;

/**
 * Runs {@code inspect} and {@code check} on every state in {@code samples/vendor-cases}, and compares with the
 * manifest.
 */
class VendorCasesTest {
    private static final Path CASES = Path.of("samples/vendor-cases");
    private static final String UNKNOWN = "unknown";
    /** The vendors whose formats do not prove that a state is complete. */
    private static final Set<String> UNPROVEN = Set.of("mlx5", "virtio", "pds");

    private static final Map<String, String> VERDICTS =
            Map.of("ok", "compatible", "warning", "unknown", "error", "incompatible");

    @TempDir
    private Path folder;

    private static List<Map<String, Object>> cases() throws IOException {
        return list(map(JsonTree.parse(Files.readString(CASES.resolve("manifest.json"))))
                .get("cases"));
    }

    static Stream<Arguments> states() throws IOException {
        return cases().stream().map(state -> Arguments.of(state.get("id"), state));
    }

    static Stream<Arguments> targets() throws IOException {
        return cases().stream().flatMap(state -> list(state.getOrDefault("compat", List.of())).stream()
                .map(target -> Arguments.of(state.get("id"), target.get("target"), target.get("verdict"), state)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("states")
    void vendorState_hasExpectedVerdict(String id, Map<String, Object> state) throws IOException {
        List<String> words = new ArrayList<>(List.of("inspect", "--json", CASES + "/" + state.get("file")));
        boolean withoutDecoder = state.get("vendor").equals(UNKNOWN);
        if (!withoutDecoder) {
            words.add("--decoder=" + state.get("vendor"));
        }
        Map<String, Object> report = run(words);
        Map<String, Object> decoder = withoutDecoder
                ? report
                : map(list(report.get("vfioDevices")).get(0).get("decoder"));
        Map<String, Object> verdict = map(state.get("verdict"));
        if (!withoutDecoder) {
            assertEquals(verdict.get("level"), decoder.get("verdict"), id);
        }
        assertFound(verdict.get("code"), decoder);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("targets")
    void vendorState_loadsOnlyIntoExpectedTargets(
            String id, Map<String, Object> target, Map<String, Object> verdict, Map<String, Object> state)
            throws IOException {
        Path profile = folder.resolve("target.json");
        Files.writeString(profile, profile(target));
        Map<String, Object> report =
                run(List.of("check", "--json", "--target=" + profile, CASES + "/" + state.get("file")));
        Map<String, Object> device = list(report.get("devices")).get(0);
        String expected = VERDICTS.get(verdict.get("level"));
        // Of raw device data, nothing but the format can prove that they are complete.
        boolean proven = !UNPROVEN.contains(state.get("vendor"));
        assertEquals(expected.equals("compatible") && !proven ? UNKNOWN : expected, report.get("verdict"), id);
        assertFound(verdict.get("code"), device);
    }

    private static Map<String, Object> run(List<String> words) throws IOException {
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), words.toArray(String[]::new));
        return map(JsonTree.parse(run.stdout()));
    }

    private static void assertFound(Object code, Map<String, Object> report) {
        List<Object> codes =
                list(report.get("findings")).stream().map(f -> f.get("code")).toList();
        assertTrue(codes.contains(code), () -> code + " is not among " + codes);
    }

    /** Returns a target of the manifest as the JSON of a profile. */
    private static String profile(Map<String, Object> target) throws IOException {
        Map<String, Object> facts = new TreeMap<>(target);
        Map<String, Object> profile = new TreeMap<>();
        profile.put("schema", "migstream.profile/1");
        profile.put("driver", facts.remove("device"));
        for (String member : List.of("pci", "kernel")) {
            profile.put(member, facts.remove(member));
        }
        profile.put("facts", facts);
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            write(json, profile);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeFieldName(member.getKey().toString());
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Number number) {
            json.writeNumber(number.toString());
        } else {
            json.writeString((String) value);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
