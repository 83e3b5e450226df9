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
 * What an inspection gives, in both languages.
 *
 * @param outcome how far the input was read
 * @param json the document
 * @param text for people, without a terminal
 */
public record InspectionResult(ReadOutcome outcome, Map<String, Object> json, String text) {
    /** Nothing extra. */
    public static final InspectRequest PLAIN = request(false, false, false, null);

    /** With digests. */
    public static final InspectRequest DIGEST = request(true, false, false, null);

    /** A request, with the plugins of this project. */
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

    /** Inspects what comes out of pipes: {@code main} and the channels {@code chan0}, {@code chan1} and so on. */
    public static InspectionResult of(InspectRequest request, byte[] stream, byte[]... channels) throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (byte[] channel : channels) {
            inputs.add(pipe("chan" + inputs.size(), channel));
        }
        return of(request, pipe("main", stream), inputs);
    }

    private static Input pipe(String name, byte[] bytes) throws IOException {
        return Input.ofPipe(name, new ByteArrayInputStream(bytes), Long.MAX_VALUE);
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

    /** An object of the document. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }

    /** A list of objects of the document, by its name. */
    public List<Map<String, Object>> list(String name) {
        return ((List<?>) json.get(name)).stream().map(InspectionResult::object).toList();
    }

    /** The codes of all findings, in their order. */
    public List<String> codes() {
        return list("findings").stream()
                .map(finding -> (String) finding.get("code"))
                .toList();
    }

    /** The only finding with that code. */
    public Map<String, Object> finding(String code) {
        List<Map<String, Object>> found = list("findings").stream()
                .filter(finding -> code.equals(finding.get("code")))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(code + " is not there once: " + json.get("findings"));
        }
        return found.get(0);
    }

    /** The first line for people: the verdict. */
    public String verdict() {
        return text.lines().findFirst().orElse("");
    }

    /** The document without these members. */
    public Map<String, Object> without(String... members) {
        Map<String, Object> rest = new LinkedHashMap<>(json);
        Arrays.asList(members).forEach(rest::remove);
        return rest;
    }
}
