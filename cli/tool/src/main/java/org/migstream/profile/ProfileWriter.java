// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.json.JsonWriter;
import org.migstream.json.JsonWriter.Layout;
import org.migstream.pci.HostFunction;
import org.migstream.pci.RegionSizes;
import org.migstream.pci.lspci.LspciHex;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;

/** Writes profiles in the format of {@link ProfileReader}. */
public final class ProfileWriter {
    /** A number that has the same digits after it was read and written again. */
    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9]\\d{0,17}");

    private ProfileWriter() {}

    /** Writes a profile in ASCII, indented and with a newline at the end. */
    public static void write(Profile profile, OutputStream out) throws IOException {
        new JsonDocument(out, DocumentSchema.PROFILE, false).write(json -> writeMembers(json, profile));
    }

    /** Returns the profiles as one line of JSON, in ASCII. */
    static byte[] toJson(SavedProfiles saved) {
        return JsonWriter.toBytes(Layout.COMPACT, json -> {
            json.writeStartObject();
            json.writeStringField("schema", SavedProfiles.SCHEMA);
            if (saved.isRedacted()) {
                json.writeBooleanField("redacted", true);
            }
            json.writeArrayFieldStart("devices");
            for (SavedProfiles.SavedProfile device : saved.devices()) {
                json.writeStartObject();
                json.writeStringField("idstr", device.idstr());
                json.writeFieldName("profile");
                json.writeStartObject();
                json.writeStringField("schema", DocumentSchema.PROFILE.id());
                writeMembers(json, device.profile());
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeMembers(JsonGenerator json, Profile profile) throws IOException {
        writeIfKnown(json, "driver", profile.driver());
        writeIfKnown(json, "kernelDriver", profile.kernelDriver());
        writeIfKnown(json, "pci", profile.pci());
        writeIfKnown(json, "kernel", profile.kernel());
        List<String> features = profile.migrationFeatures();
        if (features != null) {
            json.writeArrayFieldStart("migration");
            for (String feature : features) {
                json.writeString(feature);
            }
            json.writeEndArray();
        }
        writeFunction(json, profile.function());
        if (profile.slot() != null) {
            json.writeStringField("slot", profile.slot().label());
        }
        if (profile.msixSource() != null) {
            json.writeStringField("msixTable", profile.msixSource().label());
        }
        if (profile.maxRecordBytes() != null) {
            json.writeNumberField("window", profile.maxRecordBytes());
        }
        // Facts are compared under their flat keys; the reader accepts flat keys as they are.
        json.writeObjectFieldStart("facts");
        for (Map.Entry<String, String> fact : profile.facts().all().entrySet()) {
            if (NUMBER.matcher(fact.getValue()).matches()) {
                json.writeNumberField(fact.getKey(), Long.parseLong(fact.getValue()));
            } else {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
        }
        json.writeEndObject();
        MissingFacts missing = profile.missingFacts();
        if (missing != null) {
            json.writeObjectFieldStart("missingFacts");
            json.writeStringField("reason", missing.cause().label());
            json.writeStringField("message", missing.message());
            json.writeEndObject();
        }
    }

    private static void writeFunction(JsonGenerator json, @Nullable HostFunction function) throws IOException {
        if (function == null) {
            return;
        }
        json.writeStringField("config", LspciHex.toHexString(function.configSpace()));
        json.writeStringField("use", function.use().label());
        RegionSizes regions = function.regions();
        if (regions != null) {
            json.writeObjectFieldStart("regions");
            json.writeArrayFieldStart("bars");
            for (long size : regions.bars()) {
                json.writeNumber(size);
            }
            json.writeEndArray();
            json.writeNumberField("rom", regions.rom());
            json.writeEndObject();
        }
    }

    private static void writeIfKnown(JsonGenerator json, String key, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(key, value.toString());
        }
    }
}
