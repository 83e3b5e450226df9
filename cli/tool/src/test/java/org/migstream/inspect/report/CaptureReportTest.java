// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.InspectionResult;
import org.migstream.stream.Captures;

/** Compares the text with the JSON of all captures, and checks the formats of numbers in JSON. */
class CaptureReportTest {
    private static final Map<String, String> FORMS = Map.ofEntries(
            Map.entry("vendorId|deviceId|command|status|subsystem(Vendor)?Id", "0x[0-9a-f]{4}"),
            Map.entry("revision|headerType", "0x[0-9a-f]{2}"),
            Map.entry("classCode", "0x[0-9a-f]{6}"),
            Map.entry("address", "0x[0-9a-f]{1,16}"),
            Map.entry("sha256", "[0-9a-f]{64}"),
            Map.entry("severity", "INFO|WARNING|ERROR"),
            Map.entry("code", "[a-z]+\\.[a-z0-9._-]+|[A-Z][A-Z0-9_]+"),
            Map.entry("kind", "main|multifd-channel|return-path|cpr-state|io|mem32|mem64"),
            Map.entry("framing", "self-delimiting|described|scanned"));
    private static final String NUMBERS =
            "offset|length|.*Bytes|bytes|.*Offset|.*Length|.*Pages|instanceId|versionId|idx|devices|parsedBytes|"
                    + "pageSize|msixEntries|index|version|unreadBytes";

    static Stream<String> captures() throws IOException {
        return Captures.names();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void textAndJson_reportSameFacts(String name) throws IOException {
        InspectionResult inspection = InspectionResult.of(InspectionResult.DIGEST, Captures.bytes(name));
        Map<String, Object> json = inspection.json();
        String text = inspection.text();
        List<Map<String, Object>> devices = inspection.list("vfioDevices");
        long told = matches(text, "(?m)^(  (error|warning|note): |main: (DAMAGED|NOT READ TO THE END|INCOMPLETE))")
                .count();
        long inStates = devices.stream()
                .map(device -> device.get("decoder"))
                .filter(Objects::nonNull)
                .flatMap(decoder -> ((List<?>) InspectionResult.object(decoder).get("findings")).stream())
                .filter(finding ->
                        !"INFO".equals(InspectionResult.object(finding).get("severity")))
                .count();
        assertEquals(inspection.codes().size() + inStates, told);
        assertEquals(devices.size(), matches(text, "(?m)^VFIO device ").count());
        for (Map<String, Object> device : devices) {
            String data = (String) InspectionResult.object(device.get("data")).get("sha256");
            assertTrue(text.contains("bytes, sha256 " + data) || text.contains("bytes), sha256 " + data), name);
        }
        if (json.get("header") == null) {
            assertTrue(inspection.list("sections").isEmpty());
            return;
        }
        assertEquals(inspection.list("sections").size(), number(text, "  sections +(\\d+)"));
        assertEquals(
                inspection.list("sections").size(),
                sections(matches(text, "(?m)^  0x[0-9a-f]+ +(\\d+|truncated)  .*$")));
        Map<String, Object> ram = InspectionResult.object(json.get("ram"));
        assertEquals(ram.get("totalBytes"), number(text, "  memory .*\\((\\d+) bytes\\) in"));
        assertEquals(pages(ram, "normalPages") + pages(ram, "xbzrlePages"), number(text, "(\\d+) pages? with content"));
        assertEquals(pages(ram, "zeroPages"), number(text, "with content, (\\d+) zero"));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void jsonValues_matchSchemaFormats(String name) throws IOException {
        InspectRequest all = InspectionResult.request(true, true, false, null);
        check("", "", InspectionResult.of(all, Captures.bytes(name)).json());
    }

    private static void check(String path, String name, Object value) {
        if (path.endsWith(".decoder.facts")) {
            // The plugins choose the names in this object.
            return;
        }
        if (value instanceof Map<?, ?> members) {
            members.forEach((member, inside) -> check(path + "." + member, (String) member, inside));
        } else if (value instanceof List<?> elements) {
            elements.forEach(element -> check(path, name, element));
        } else if (name.matches(NUMBERS) && !path.contains("ields.bytes")) {
            assertTrue(value instanceof Long number && number >= 0, path + " is " + value);
        } else if (!path.startsWith(".fields") && !path.equals(".commands.code")) {
            FORMS.forEach((names, form) -> assertTrue(
                    !name.matches(names) || value instanceof String text && text.matches(form), path + " is " + value));
        }
    }

    /** Returns the number of sections in the table; a line can have several rounds. */
    private static long sections(Stream<MatchResult> rows) {
        return rows.mapToLong(row -> {
                    Matcher rounds = Pattern.compile("\\((\\d+) rounds\\)").matcher(row.group());
                    return rounds.find() ? Long.parseLong(rounds.group(1)) : 1;
                })
                .sum();
    }

    private static long number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return Long.parseLong(matcher.group(1));
    }

    private static long pages(Map<String, Object> ram, String kind) {
        return ((List<?>) ram.get("blocks"))
                .stream()
                        .mapToLong(
                                block -> (long) InspectionResult.object(block).get(kind))
                        .sum();
    }

    private static Stream<MatchResult> matches(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results();
    }
}
