// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.migstream.inspect.InspectionResult;
import org.migstream.json.JsonWriter;
import org.migstream.report.JsonTree;

/** A headless Chromium that shows one page, driven by its DevTools protocol. */
final class Chromium implements Closeable {
    private static final String PROGRAM = "/usr/bin/chromium";
    private static final long TIMEOUT_SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private String session = "";
    private int lastId;

    /** @param directory for the profile of the browser */
    Chromium(Path directory) throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        PROGRAM,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + directory,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("browser.log").toFile())
                .start();
        Path port = directory.resolve("DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
            if (System.nanoTime() > end || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException(
                        "Chromium has not started: " + Files.readString(directory.resolve("browser.log")));
            }
            Thread.sleep(50);
        }
        List<String> address = Files.readAllLines(port);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + address.get(0) + address.get(1)), new Receiver())
                .join();
        Map<String, Object> target = call("Target.createTarget", Map.of("url", "about:blank"));
        Map<String, Object> attached = call(
                "Target.attachToTarget",
                Map.of("targetId", Objects.requireNonNull(target.get("targetId")), "flatten", true));
        session = (String) Objects.requireNonNull(attached.get("sessionId"));
        call("Page.enable", Map.of());
    }

    static boolean isInstalled() {
        return new File(PROGRAM).canExecute();
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    /** Calls a method of the protocol and waits for its result. */
    Map<String, Object> call(String method, Map<String, Object> parameters) throws IOException {
        int id = ++lastId;
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        JsonWriter.write(message, JsonWriter.Layout.COMPACT, json -> {
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeStringField("method", method);
            if (!session.isEmpty()) {
                json.writeStringField("sessionId", session);
            }
            json.writeFieldName("params");
            write(json, parameters);
            json.writeEndObject();
        });
        socket.sendText(message.toString(StandardCharsets.UTF_8), true).join();
        while (true) {
            Map<String, Object> answer = nextMessage(method);
            Object answered = answer.get("id");
            if (answered == null || ((Number) answered).intValue() != id) {
                continue;
            }
            if (answer.get("error") != null) {
                throw new IOException(method + ": " + answer.get("error"));
            }
            return InspectionResult.object(answer.get("result"));
        }
    }

    private Map<String, Object> nextMessage(String awaited) throws IOException {
        try {
            String message = messages.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new IOException("no answer to " + awaited);
            }
            return InspectionResult.object(JsonTree.parse(message));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeFieldName((String) member.getKey());
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else {
            json.writeString((String) value);
        }
    }

    /** Shows a page without scripts. */
    void open(Path page, int width, int height, boolean dark) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        while (!"complete".equals(evaluate("document.readyState"))
                || !page.toUri().toString().equals(evaluate("location.href.split('#')[0]"))) {
            Thread.onSpinWait();
        }
    }

    /** Returns the value of an expression in the page: text, a number or a truth value. */
    Object evaluate(String expression) throws IOException {
        Map<String, Object> result = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (result.get("exceptionDetails") != null) {
            throw new IOException(expression + ": " + result.get("exceptionDetails"));
        }
        return Objects.requireNonNullElse(
                InspectionResult.object(result.get("result")).get("value"), "");
    }

    /** Clicks with the mouse into an element, which is scrolled into view. */
    void click(String selector) throws IOException {
        String place = (String) evaluate("(() => { const e = document.querySelector(" + quote(selector) + ");"
                + " e.scrollIntoView({block: 'center'}); const b = e.getClientRects()[0];"
                + " return (b.left + Math.min(b.width / 2, 20)) + ' ' + (b.top + b.height / 2); })()");
        double x = Double.parseDouble(place.substring(0, place.indexOf(' ')));
        double y = Double.parseDouble(place.substring(place.indexOf(' ') + 1));
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call("Input.dispatchMouseEvent", Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
        }
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Stores a picture of the whole page. */
    void screenshot(Path file) throws IOException {
        write(file, call("Page.captureScreenshot", Map.of("captureBeyondViewport", true)));
    }

    /** Stores the page as it is printed on A4. */
    byte[] print(Path file) throws IOException {
        return write(file, call("Page.printToPDF", Map.of("preferCSSPageSize", true, "printBackground", true)));
    }

    private static byte[] write(Path file, Map<String, Object> result) throws IOException {
        byte[] bytes = Base64.getDecoder().decode((String) result.get("data"));
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        session = "";
        try {
            call("Browser.close", Map.of());
            process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
