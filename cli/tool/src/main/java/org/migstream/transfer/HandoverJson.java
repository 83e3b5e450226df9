// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;
import org.migstream.vfio.OpenDevice.OpenFile;

/**
 * Writes one line of JSON that describes the files of a {@link Handover}, schema {@code migstream.handover/1}. The
 * files are sent in the order of the devices, and for each device in the order of its {@code files}.
 */
public final class HandoverJson {
    private final OutputStream out;

    /**
     * One device of a handover.
     *
     * @param transfer the report of the device
     * @param files the kinds of the files that are sent for the device
     */
    public record HandoverDevice(DeviceTransfer transfer, List<OpenFile.Kind> files) {
        /** Copies the list. */
        public HandoverDevice {
            files = List.copyOf(files);
        }
    }

    /** @param out receives the document; this class does not close it */
    public HandoverJson(OutputStream out) {
        this.out = out;
    }

    /** Writes the document. */
    public void render(List<HandoverDevice> devices) throws IOException {
        new JsonDocument(out, DocumentSchema.HANDOVER, true).write(json -> {
            json.writeArrayFieldStart("devices");
            for (HandoverDevice device : devices) {
                render(json, device);
            }
            json.writeEndArray();
        });
    }

    private static void render(JsonGenerator json, HandoverDevice device) throws IOException {
        json.writeStartObject();
        json.writeStringField("idstr", device.transfer().idstr());
        json.writeStringField("device", device.transfer().device());
        json.writeStringField("driver", device.transfer().driver());
        json.writeStringField("state", device.transfer().finalState());
        JsonDocument.writeStrings(
                json,
                "files",
                device.files().stream()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .toList());
        json.writeEndObject();
    }
}
