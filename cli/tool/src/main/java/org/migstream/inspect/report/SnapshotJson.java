// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.io.OutputStream;
import org.migstream.report.FindingJson;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;

/**
 * Writes the snapshots of an image in the schema {@code migstream.inspect/1}, with the members {@code input} (of kind
 * {@code qcow2}), {@code snapshots} and {@code findings}.
 */
public final class SnapshotJson {
    private final OutputStream out;
    private final boolean onePerLine;

    /**
     * @param out receives the documents; this class does not close it
     * @param onePerLine true to write each document in one line; false to indent it
     */
    public SnapshotJson(OutputStream out, boolean onePerLine) {
        this.out = out;
        this.onePerLine = onePerLine;
    }

    /** Writes one document. */
    public void render(SnapshotReport report) throws IOException {
        new JsonDocument(out, DocumentSchema.INSPECT, onePerLine).write(json -> {
            FindingJson.writeInput(json, report.input());
            json.writeArrayFieldStart("snapshots");
            report.snapshots().forEach(snapshot -> {
                json.writeStartObject();
                json.writeStringField("id", snapshot.id());
                json.writeStringField("name", snapshot.name());
                if (report.selectors().isNameAmbiguous(snapshot)) {
                    json.writeBooleanField("nameAmbiguous", true);
                }
                json.writeStringField("date", snapshot.date().toString());
                json.writeNumberField("vmClockNanoseconds", snapshot.vmClock());
                json.writeNumberField("vmStateBytes", snapshot.vmStateSize());
                json.writeNumberField("diskBytes", snapshot.diskSize());
                json.writeEndObject();
            });
            json.writeEndArray();
            FindingJson.writeFindings(json, report.findings().all());
        });
    }
}
