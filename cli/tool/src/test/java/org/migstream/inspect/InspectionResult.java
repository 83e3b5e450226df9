// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.report.InspectJson;
import org.migstream.inspect.report.InspectText;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.report.JsonTree;
import org.migstream.report.ReadOutcome;

/**
 * The result of an inspection as JSON and text.
 *
 * @param outcome of the input
 * @param json the parsed document
 * @param text the report as text, as it is written to a file
 */
public record InspectionResult(ReadOutcome outcome, Map<String, Object> json, String text) {
    /** A request without options. */
    public static final InspectRequest PLAIN = request(false, false, false, null);

    /** A request with digests. */
    public static final InspectRequest DIGEST = request(true, false, false, null);

    /** Returns a request with the plugins of this project. */
    public static InspectRequest request(boolean digest, boolean fields, boolean strict, String device) {
        Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);
        return new InspectRequest(
                digest,
                fields,
                strict,
                device,
                new DecoderChoice(plugins, null, Map.of()),
                DeviceDataStore.DEFAULT_LIMIT);
    }

    /** Inspects the pipe {@code main} with the channels {@code chan0}, {@code chan1} and so on. */
    public static InspectionResult of(InspectRequest request, byte[] stream, byte[]... channels) throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (byte[] channel : channels) {
            inputs.add(pipe("chan" + inputs.size(), channel));
        }
        return of(request, pipe("main", stream), inputs);
    }

    private static Input pipe(String name, byte[] bytes) throws IOException {
        return Input.ofPipe(name, new ByteArrayInputStream(bytes), OutputLimit.NONE);
    }

    /** Inspects and closes inputs. */
    public static InspectionResult of(InspectRequest request, Input input, List<Input> channels) throws IOException {
        try (input;
                StreamReport report = StreamInspector.inspect(input, channels, request)) {
            ByteArrayOutputStream document = new ByteArrayOutputStream();
            new InspectJson(document, true, false).render(report);
            StringWriter text = new StringWriter();
            new InspectText(text, false, 0).render(report);
            Object json = JsonTree.parse(document.toString(StandardCharsets.US_ASCII));
            return new InspectionResult(report.outcome(), object(json), text.toString());
        }
    }

    /** Casts a value of the document to an object. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }

    /** Returns the array of objects {@code name} of the document. */
    public List<Map<String, Object>> list(String name) {
        return ((List<?>) json.get(name)).stream().map(InspectionResult::object).toList();
    }

    /** Returns the codes of all findings in order. */
    public List<String> codes() {
        return list("findings").stream()
                .map(finding -> (String) finding.get("code"))
                .toList();
    }

    /** Returns the only finding with {@code code}. */
    public Map<String, Object> finding(String code) {
        List<Map<String, Object>> found = list("findings").stream()
                .filter(finding -> code.equals(finding.get("code")))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one finding " + code + ": " + json.get("findings"));
        }
        return found.get(0);
    }

    /** Returns the first line of the text, with the verdict. */
    public String verdict() {
        return text.lines().findFirst().orElse("");
    }

    /** Returns the document without {@code members}. */
    public Map<String, Object> without(String... members) {
        Map<String, Object> rest = new LinkedHashMap<>(json);
        Arrays.asList(members).forEach(rest::remove);
        return rest;
    }
}
