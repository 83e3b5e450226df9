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
import org.migstream.schema.DocumentValidator;
import org.migstream.stream.Captures;
import tools.jackson.databind.JsonNode;

/** Compares the text with the JSON of all captures, and validates the JSON. */
class CaptureReportTest {
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
        long told = matches(text, "(?m)^(  (error|warning|note): |main: (DAMAGED:|NOT READ TO THE END|INCOMPLETE))")
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
    void json_withAllMembers_isValid(String name) throws IOException {
        InspectRequest all = InspectionResult.request(true, true, false, null);
        JsonNode document = DocumentValidator.JSON.valueToTree(
                InspectionResult.of(all, Captures.bytes(name)).json());
        assertEquals(List.of(), DocumentValidator.errors(document));
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
