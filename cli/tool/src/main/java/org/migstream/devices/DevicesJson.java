// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import org.migstream.report.JsonDocument;

/** The schema {@code migstream.devices/1}. Names in it change only with its number; members may be added. */
public final class DevicesJson {
    private static final String SCHEMA = "migstream.devices/1";

    private final OutputStream out;

    /** @param out where the document goes; is not closed */
    public DevicesJson(OutputStream out) {
        this.out = out;
    }

    /** Writes the document. */
    public void render(HostReport report) throws IOException {
        new JsonDocument(out, SCHEMA, false).write(json -> {
            json.writeStringField("kernel", report.kernel());
            json.writeArrayFieldStart("devices");
            for (HostReport.Entry device : report.devices()) {
                write(json, device);
            }
            json.writeEndArray();
            JsonDocument.strings(json, "obstacles", report.obstacles());
        });
    }

    private static void write(JsonGenerator json, HostReport.Entry device) throws IOException {
        json.writeStartObject();
        json.writeStringField("device", device.device());
        json.writeStringField("address", device.address());
        json.writeStringField("bus", device.bus());
        json.writeStringField("driver", device.driver());
        json.writeStringField("decoder", device.decoder());
        json.writeStringField("pci", device.pci() == null ? null : device.pci().toString());
        json.writeStringField("group", device.group());
        json.writeStringField("cdev", device.cdev());
        if (device.user() == null) {
            json.writeNullField("user");
        } else {
            json.writeObjectFieldStart("user");
            json.writeNumberField("pid", device.user().process());
            json.writeStringField("command", device.user().command());
            json.writeEndObject();
        }
        migration(json, device.migration());
        json.writeStringField("error", device.error());
        json.writeEndObject();
    }

    private static void migration(JsonGenerator json, HostReport.Migration migration) throws IOException {
        if (migration == null) {
            json.writeNullField("migration");
            return;
        }
        json.writeObjectFieldStart("migration");
        json.writeStringField("uapi", migration.uapi());
        JsonDocument.strings(json, "features", migration.features());
        json.writeStringField("state", migration.state());
        if (migration.stopCopyBytes() == null) {
            json.writeNullField("stopCopyBytes");
        } else {
            json.writeNumberField("stopCopyBytes", migration.stopCopyBytes());
        }
        json.writeEndObject();
    }
}
