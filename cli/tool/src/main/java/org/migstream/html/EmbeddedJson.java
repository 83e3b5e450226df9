// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.migstream.inspect.overview.DeviceRow;
import org.migstream.inspect.overview.Overview;
import org.migstream.inspect.overview.Overview.FindingRow;
import org.migstream.inspect.report.InspectJson;
import org.migstream.json.JsonWriter;
import org.migstream.report.FindingText;
import org.migstream.report.ToolVersion;
import org.migstream.schema.DocumentSchema;

/** Writes the document of {@code inspect --json} into the page, or a summary of a large one, so that programs can read it. */
final class EmbeddedJson {
    private static final String ID = "migstream-inspect";

    /** The element and the sentence before it. */
    private static final int FRAME_BYTES = 400;

    /** The numbers of devices and findings in a summary; the first one that fits is used. */
    private static final int[] SUMMARY_ROWS = {40, 5, 0};

    private final HtmlWriter out;
    private final PageContent content;

    EmbeddedJson(HtmlWriter out, PageContent content) {
        this.out = out;
        this.content = content;
    }

    /** Takes at most a number of bytes. */
    private static final class LimitedOutput extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final long limit;
        private long written;

        LimitedOutput(long limit) {
            this.limit = limit;
        }

        @Override
        public void write(int value) throws FullException {
            // The writer of the page needs more bytes for this character.
            written += value == '<' ? 6 : 1;
            if (written > limit) {
                throw new FullException();
            }
            bytes.write(value);
        }

        @Override
        public void write(byte[] from, int start, int length) throws FullException {
            for (int i = start; i < start + length; i++) {
                write(from[i]);
            }
        }
    }

    /** Thrown for the first byte that does not fit. */
    private static final class FullException extends IOException {
        private static final long serialVersionUID = 1;
    }

    void write(long maxBytes) throws IOException {
        long limit = maxBytes - FRAME_BYTES;
        Optional<byte[]> whole =
                writeLimited(limit, json -> new InspectJson(json, true, false).render(content.report()));
        if (whole.isPresent()) {
            write("This page contains the document of migstream inspect --json", whole.get());
            return;
        }
        for (int rows : SUMMARY_ROWS) {
            Optional<byte[]> summary =
                    writeLimited(limit, json -> JsonWriter.write(json, JsonWriter.Layout.COMPACT, new Summary(rows)));
            if (summary.isPresent()) {
                write(
                        "The document of migstream inspect --json is too large for this page, which contains a summary"
                                + " of it",
                        summary.get());
                return;
            }
        }
    }

    private void write(String sentence, byte[] json) throws IOException {
        out.open("footer")
                .element("p", sentence + ", in the element #" + ID + ".")
                .closeLine();
        out.data(ID, json);
    }

    /** Writes a document. */
    @FunctionalInterface
    private interface Document {
        void write(OutputStream json) throws IOException;
    }

    /** Returns a document; empty if it is too large. */
    private static Optional<byte[]> writeLimited(long limit, Document document) throws IOException {
        LimitedOutput json = new LimitedOutput(limit);
        try {
            document.write(json);
            return Optional.of(json.bytes.toByteArray());
        } catch (FullException e) {
            return Optional.empty();
        }
    }

    /** The verdict, the first devices and the worst findings. It is not a document of another command. */
    private final class Summary implements JsonWriter.Content {
        private final int rows;

        Summary(int rows) {
            this.rows = rows;
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            Overview overview = content.overview();
            json.writeStartObject();
            json.writeStringField("summaryOf", DocumentSchema.INSPECT.id());
            json.writeStringField("version", ToolVersion.version());
            json.writeStringField("file", Shortened.name(content.origin().fileName()));
            json.writeStringField("sha256", content.origin().sha256().orElse(null));
            json.writeStringField("verdict", Shortened.name(overview.verdict().headline()));
            json.writeNumberField("deviceCount", overview.devices().size());
            json.writeNumberField("findingCount", overview.findings().size() + overview.unlistedFindings());
            json.writeArrayFieldStart("devices");
            for (DeviceRow device : first(overview.devices())) {
                json.writeStartObject();
                json.writeStringField("name", Shortened.name(device.name()));
                json.writeStringField("decoder", device.decoder());
                json.writeNumberField("bytes", device.totalBytes());
                json.writeStringField("verdict", device.verdict().words());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("findings");
            for (FindingRow finding : first(overview.findings())) {
                json.writeStartObject();
                json.writeStringField("severity", FindingText.severityLabel(finding.severity()));
                json.writeStringField("code", Shortened.name(finding.code()));
                json.writeStringField("device", Shortened.name(finding.device()));
                json.writeStringField("message", Shortened.name(finding.message()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        private <T> List<T> first(List<T> all) {
            return all.subList(0, Math.min(rows, all.size()));
        }
    }
}
