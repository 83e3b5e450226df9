// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.migstream.pci.LspciHex;

/** Writes profiles: what {@link ProfileReader} reads. */
public final class ProfileWriter {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** As a number is read back to the same digits. */
    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9]\\d{0,17}");

    private ProfileWriter() {}

    /** Writes one for people, too: laid out, in ASCII, with a newline behind it. */
    public static void write(Profile profile, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            writeProfile(json, profile);
        }
        out.write('\n');
    }

    static byte[] toJson(SavedProfiles saved) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("schema", SavedProfiles.SCHEMA);
            json.writeArrayFieldStart("devices");
            for (SavedProfiles.SavedProfile device : saved.devices()) {
                json.writeStartObject();
                json.writeStringField("idstr", device.idstr());
                json.writeFieldName("profile");
                writeProfile(json, device.profile());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void writeProfile(JsonGenerator json, Profile profile) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", ProfileReader.SCHEMA);
        if (profile.driver() != null) {
            json.writeStringField("driver", profile.driver());
        }
        if (profile.pci() != null) {
            json.writeStringField("pci", profile.pci().toString());
        }
        if (profile.kernel() != null) {
            json.writeStringField("kernel", profile.kernel());
        }
        if (profile.migrationFeatures() != null) {
            json.writeArrayFieldStart("migration");
            for (String feature : profile.migrationFeatures()) {
                json.writeString(feature);
            }
            json.writeEndArray();
        }
        if (profile.config() != null) {
            json.writeStringField("config", LspciHex.toHexString(profile.config()));
        }
        if (profile.maxRecordBytes() != null) {
            json.writeNumberField("window", profile.maxRecordBytes());
        }
        // Flat, as they are compared: reading them gives the same.
        json.writeObjectFieldStart("facts");
        for (Map.Entry<String, String> fact : profile.facts().all().entrySet()) {
            if (NUMBER.matcher(fact.getValue()).matches()) {
                json.writeNumberField(fact.getKey(), Long.parseLong(fact.getValue()));
            } else {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
