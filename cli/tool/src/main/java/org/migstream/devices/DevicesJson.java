// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;
import org.migstream.spi.PciId;

/**
 * Writes the devices of a host as JSON, schema {@code migstream.devices/1}. Members may be added. A changed name
 * requires a new schema number.
 */
public final class DevicesJson {
    private final OutputStream out;

    /** @param out receives the document; this class does not close it */
    public DevicesJson(OutputStream out) {
        this.out = out;
    }

    /** Writes the document. */
    public void render(DevicesReport report) throws IOException {
        new JsonDocument(out, DocumentSchema.DEVICES, false).write(json -> {
            json.writeStringField("kernel", report.kernel());
            json.writeArrayFieldStart("devices");
            for (DevicesReport.DeviceEntry device : report.devices()) {
                writeDevice(json, device);
            }
            json.writeEndArray();
            JsonDocument.writeStrings(json, "obstacles", report.missingPrerequisites());
        });
    }

    private static void writeDevice(JsonGenerator json, DevicesReport.DeviceEntry device) throws IOException {
        json.writeStartObject();
        json.writeStringField("device", device.device());
        json.writeStringField("address", device.address());
        json.writeStringField("bus", device.bus());
        json.writeStringField("driver", device.driver());
        json.writeStringField("decoder", device.decoder());
        PciId pci = device.pci();
        json.writeStringField("pci", pci == null ? null : pci.toString());
        json.writeStringField("group", device.group());
        json.writeStringField("cdev", device.cdev());
        DevicesReport.UserProcess user = device.user();
        if (user == null) {
            json.writeNullField("user");
        } else {
            json.writeObjectFieldStart("user");
            json.writeNumberField("pid", user.pid());
            json.writeStringField("command", user.command());
            json.writeEndObject();
        }
        json.writeStringField(
                "query", device.query().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        writeMigration(json, device.migration());
        json.writeStringField("error", device.error());
        json.writeEndObject();
    }

    private static void writeMigration(JsonGenerator json, DevicesReport.@Nullable MigrationSupport migration)
            throws IOException {
        if (migration == null) {
            json.writeNullField("migration");
            return;
        }
        json.writeObjectFieldStart("migration");
        json.writeStringField("uapi", migration.uapi());
        JsonDocument.writeStrings(json, "features", migration.features());
        json.writeStringField("state", migration.state());
        Long stopCopyBytes = migration.stopCopyBytes();
        if (stopCopyBytes == null) {
            json.writeNullField("stopCopyBytes");
        } else {
            json.writeNumberField("stopCopyBytes", stopCopyBytes);
        }
        json.writeEndObject();
    }
}
