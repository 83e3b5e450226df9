// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.json.JsonReader;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.HostFunction;
import org.migstream.pci.PciSlot;
import org.migstream.pci.RegionSizes;
import org.migstream.pci.lspci.LspciHex;
import org.migstream.schema.DocumentSchema;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

/**
 * Reads a profile. An unknown member of a file is an error: it may be misspelt, and what a profile lacks is not
 * compared. In a stream, which a later version may have written, unknown members are skipped.
 */
public final class ProfileReader {
    private static final String SCHEMA = DocumentSchema.PROFILE.id();

    /**
     * Limits of a profile. The longest value is a configuration space of 4096 bytes, which needs 14 kB. Facts have one
     * or two levels.
     */
    private static final JsonReader.Limits LIMITS = new JsonReader.Limits(1 << 20, 16, 255, 1 << 15, 64);

    private static final int MAX_EXCERPT = 60;
    private static final int MAX_FACTS = 10_000;
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");

    private final JsonReader json;
    private final boolean refusesUnknown;
    private final Map<String, String> facts = new HashMap<>();
    private @Nullable String schema;
    private @Nullable String driver;
    private @Nullable String kernelDriver;
    private @Nullable PciId pci;
    private @Nullable String kernel;
    private @Nullable List<String> migrationFeatures;
    private @Nullable ConfigSpace config;
    /** A profile without this member may be of a device that a guest uses. */
    private HostFunction.Use use = HostFunction.Use.RUNNING;

    private @Nullable RegionSizes regions;
    private @Nullable PciSlot slot;
    private @Nullable MsixSource msixSource;
    private @Nullable Long maxRecordBytes;
    private @Nullable String missingFactsReason;
    private @Nullable String missingFactsMessage;
    private @Nullable IOException unknownMember;

    private ProfileReader(JsonReader json, boolean refusesUnknown) {
        this.json = json;
        this.refusesUnknown = refusesUnknown;
    }

    /**
     * Reads a profile.
     *
     * @param in JSON in any encoding that JSON allows; this method does not close it
     * @throws ProfileException if the JSON is not a profile; the message has the position
     * @throws IOException if the input cannot be read
     */
    public static Profile read(InputStream in) throws IOException {
        try (JsonReader json = open(in)) {
            ProfileReader reader = new ProfileReader(json, true);
            json.readDocument(reader::readMember);
            return reader.build();
        } catch (CharConversionException e) {
            throw new ProfileException("not valid JSON: " + e.getMessage());
        }
    }

    /** Opens JSON with the limits of a profile. */
    static JsonReader open(InputStream in) throws IOException {
        return JsonReader.forText(
                in,
                LIMITS,
                (at, message) -> new ProfileException(
                        "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + message));
    }

    /** Reads a profile that is the current value of {@code json}. */
    static Profile readNested(JsonReader json) throws IOException {
        ProfileReader reader = new ProfileReader(json, false);
        json.readObject(reader::readMember);
        return reader.build();
    }

    private Profile build() throws IOException {
        if (schema == null) {
            throw new ProfileException("not a profile: the member \"schema\" is missing; it must be \"" + SCHEMA + '"');
        }
        if (unknownMember != null) {
            throw unknownMember;
        }
        HostFunction function = config == null ? null : new HostFunction(config, regions, use);
        return new Profile(
                driver,
                pci,
                kernel,
                migrationFeatures,
                function,
                slot,
                msixSource,
                maxRecordBytes,
                Facts.of(facts),
                missingFacts(),
                kernelDriver);
    }

    /** Returns why facts are missing. A profile from another version may lack the message. */
    private @Nullable MissingFacts missingFacts() {
        if (missingFactsReason == null) {
            return null;
        }
        MissingFacts.Cause cause = MissingFacts.Cause.of(missingFactsReason);
        return new MissingFacts(cause, missingFactsMessage == null ? missingFactsReason : missingFactsMessage);
    }

    private void readMember(String key) throws IOException {
        if (json.isNull()) {
            return;
        }
        switch (key) {
            case "schema" -> schema = readSchema();
            case "driver" -> driver = json.readString();
            case "kernelDriver" -> kernelDriver = json.readString();
            case "pci" -> pci = readPci();
            case "kernel" -> kernel = json.readString();
            case "migration" -> migrationFeatures = readMigrationFeatures();
            case "config" -> config = readConfig();
            case "use" -> use = readUse();
            case "regions" -> regions = new RegionSizesReader(json, this::skipUnknown).read();
            case "slot" -> slot = readSlot();
            case "msixTable" ->
                msixSource = MsixSource.ofLabel(json.readString()).orElse(null);
            case "window" -> maxRecordBytes = readWindow();
            case "facts" -> json.readObject(this::flattenFact);
            case "missingFacts" -> json.readObject(this::readMissingFactsMember);
            // Who wrote the profile does not matter.
            case "tool" -> json.skipValue();
            default -> skipUnknown(key);
        }
    }

    /** The error is reported at the end: a file without a schema is not a misspelt profile. */
    private void skipUnknown(String key) throws IOException {
        if (refusesUnknown && unknownMember == null) {
            unknownMember = json.malformed(
                    "a profile has no member \"" + excerpt(key) + "\"; 'migstream schema profile' lists the members");
        }
        json.skipValue();
    }

    private void readMissingFactsMember(String key) throws IOException {
        switch (key) {
            case "reason" -> missingFactsReason = json.readString();
            case "message" -> missingFactsMessage = json.readString();
            default -> skipUnknown(key);
        }
    }

    private String readSchema() throws IOException {
        String text = json.readString();
        if (!text.equals(SCHEMA)) {
            IOException failure =
                    json.malformed("unsupported schema \"" + excerpt(text) + "\"; it must be \"" + SCHEMA + '"');
            throw text.startsWith(DocumentSchema.PROFILE.unversionedId())
                    ? ProfileException.ofUnsupportedVersion(failure)
                    : failure;
        }
        return text;
    }

    private PciId readPci() throws IOException {
        String text = json.readString();
        return PciId.parse(text)
                .orElseThrow(() -> json.malformed("\"" + excerpt(text) + "\" is not a PCI id such as \"15b3:101e\""));
    }

    private List<String> readMigrationFeatures() throws IOException {
        List<String> features = new ArrayList<>();
        json.readArray(index -> features.add(json.readString()));
        return features;
    }

    private ConfigSpace readConfig() throws IOException {
        return LspciHex.parse(json.readString())
                .orElseThrow(() -> json.malformed(
                        "not a configuration space: give 256 or 4096 bytes in hexadecimal, as from lspci -xxxx"));
    }

    private HostFunction.Use readUse() throws IOException {
        String text = json.readString();
        return HostFunction.Use.ofLabel(text)
                .orElseThrow(() -> json.malformed("\"" + excerpt(text) + "\" is not reset, kept or running"));
    }

    private PciSlot readSlot() throws IOException {
        String text = json.readString();
        return PciSlot.ofLabel(text)
                .orElseThrow(() -> json.malformed("\"" + excerpt(text) + "\" is not a kind of slot such as \"root\""));
    }

    private Long readWindow() throws IOException {
        String text = json.readScalar();
        if (!SIZE.matcher(text).matches()) {
            throw json.malformed("\"" + excerpt(text) + "\" is not a number of bytes");
        }
        return Long.valueOf(text);
    }

    private static String excerpt(String text) {
        return text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "...";
    }

    /** Reads a fact and stores nested values under the flat keys of {@link Facts}. */
    private void flattenFact(String key) throws IOException {
        if (json.isObject()) {
            int members = json.readObject(name -> flattenFact(key + "." + name));
            putFact(key + "." + Facts.COUNT, Integer.toString(members));
        } else if (json.isArray()) {
            int elements = json.readArray(index -> flattenFact(key + "." + index));
            putFact(key + "." + Facts.COUNT, Integer.toString(elements));
        } else if (!json.isNull()) {
            putFact(key, json.readScalar());
        }
    }

    private void putFact(String key, String value) throws IOException {
        if (facts.size() == MAX_FACTS) {
            throw json.malformed("limit exceeded: at most " + MAX_FACTS + " facts");
        }
        facts.put(key, value);
    }
}
