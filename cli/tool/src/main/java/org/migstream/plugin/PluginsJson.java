// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;
import org.migstream.spi.PciId;
import org.migstream.spi.VendorPlugin;

/**
 * Writes the plugins as JSON of the schema {@code migstream.plugins/1}. Later versions may add members; existing
 * members keep their names.
 */
public final class PluginsJson {
    private final OutputStream out;

    /** @param out receives the document; this class does not close it */
    public PluginsJson(OutputStream out) {
        this.out = out;
    }

    /** Writes the document. */
    public void render(List<LoadedPlugin> loaded, List<RefusedPlugin> refused) throws IOException {
        new JsonDocument(out, DocumentSchema.PLUGINS, false).write(json -> {
            json.writeStringField("spi", VendorPlugin.SPI_VERSION);
            json.writeArrayFieldStart("plugins");
            for (LoadedPlugin plugin : loaded) {
                writePlugin(json, plugin);
            }
            json.writeEndArray();
            writeUnused(json, "refused", refused, false);
            writeUnused(json, "superseded", refused, true);
        });
    }

    private static void writeUnused(JsonGenerator json, String name, List<RefusedPlugin> all, boolean superseded)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (RefusedPlugin plugin : all) {
            if (plugin.isSuperseded() == superseded) {
                json.writeStartObject();
                json.writeStringField("origin", plugin.origin());
                json.writeStringField("reason", plugin.reason());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void writePlugin(JsonGenerator json, LoadedPlugin plugin) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", plugin.name());
        json.writeStringField("version", plugin.version());
        json.writeStringField("spi", plugin.spiVersion());
        json.writeStringField("origin", plugin.origin());
        json.writeStringField("description", plugin.description());
        JsonDocument.writeStrings(json, "decoders", plugin.decoderNames());
        JsonDocument.writeStrings(
                json, "devices", plugin.devices().stream().map(PciId::toString).toList());
        json.writeEndObject();
    }
}
