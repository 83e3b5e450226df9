// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.JsonTree;

/** Tests that each device of the lab's captures has the expected decoder, without {@code --decoder}, and verdict. */
class LabDecodersTest {
    private static final Path LAB = Path.of("samples/streams/lab");
    private static final Path CASES = Path.of("samples/vendor-cases/manifest.json");

    static List<Map<String, Object>> captures() throws IOException {
        return list(
                InspectionResult.object(JsonTree.parse(Files.readString(LAB.resolve("manifest.json")))), "captures");
    }

    @ParameterizedTest
    @MethodSource("captures")
    void labDecoder_decodesCaptureAsExpected(Map<String, Object> capture) throws IOException {
        List<String> words = new ArrayList<>(List.of("inspect", "--json", "--digest"));
        for (Object file : (List<?>) capture.get("files")) {
            words.add((words.size() == 3 ? "" : "--channel=") + LAB.resolve((String) file));
        }
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), words.toArray(String[]::new));
        Map<String, Map<String, Object>> found = new HashMap<>();
        list(InspectionResult.object(JsonTree.parse(run.stdout())), "vfioDevices")
                .forEach(device -> found.put((String) device.get("idstr"), device));
        Map<Object, Map<String, Object>> verdicts = verdicts();
        boolean hasErrors = false;
        for (Map<String, Object> device : list(capture, "devices")) {
            Map<String, Object> actual = found.get(device.get("idstr"));
            Map<String, Object> decoder = InspectionResult.object(actual.get("decoder"));
            assertEquals(device.get("driver_format"), decoder.get("name"));
            Map<String, Object> verdict =
                    verdicts.getOrDefault(device.get("blob"), Map.of("level", "ok", "code", "OK"));
            assertEquals(verdict.get("level"), decoder.get("verdict"), device::toString);
            Set<Object> codes =
                    list(decoder, "findings").stream().map(f -> f.get("code")).collect(Collectors.toSet());
            assertTrue(codes.contains(verdict.get("code")), () -> device + " has " + codes);
            if (device.get("blob") != null) {
                assertEquals(
                        device.get("blob_sha256"),
                        InspectionResult.object(actual.get("data")).get("sha256"));
            }
            hasErrors |= verdict.get("level").equals("error");
        }
        assertEquals(hasErrors ? 1 : 0, run.exit());
    }

    private static Map<Object, Map<String, Object>> verdicts() throws IOException {
        Map<Object, Map<String, Object>> verdicts = new HashMap<>();
        list(InspectionResult.object(JsonTree.parse(Files.readString(CASES))), "cases")
                .forEach(entry -> verdicts.put(entry.get("file"), InspectionResult.object(entry.get("verdict"))));
        return verdicts;
    }

    private static List<Map<String, Object>> list(Map<String, Object> object, String name) {
        return ((List<?>) object.get(name))
                .stream().map(InspectionResult::object).toList();
    }
}
