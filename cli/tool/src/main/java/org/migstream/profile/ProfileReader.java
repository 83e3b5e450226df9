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
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.LspciHex;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

/** Reads a profile. Members that it does not know are left out: a later version may have more. */
public final class ProfileReader {
    static final String SCHEMA = "migstream.profile/1";
    private static final int MAX_EXCERPT = 60;
    private static final int MAX_FACTS = 10_000;
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");

    private final ProfileJsonParser json;
    private final Map<String, String> facts = new HashMap<>();
    private String schema;
    private String driver;
    private PciId pci;
    private String kernel;
    private List<String> migrationFeatures;
    private ConfigSpace config;
    private Long maxRecordBytes;

    private ProfileReader(ProfileJsonParser json) {
        this.json = json;
    }

    /**
     * Reads one.
     *
     * @param in JSON, in an encoding that JSON may have; is not closed
     * @throws ProfileException if it is no profile; the message says where
     * @throws IOException if it cannot be read
     */
    public static Profile read(InputStream in) throws IOException {
        try (ProfileJsonParser json = new ProfileJsonParser(in)) {
            return new ProfileReader(json).readDocument();
        } catch (CharConversionException e) {
            throw new ProfileException("no JSON: " + e.getMessage());
        }
    }

    /** Reads the one that is the value at the current token. */
    static Profile readNested(ProfileJsonParser json) throws IOException {
        ProfileReader reader = new ProfileReader(json);
        json.readObject(reader::readMember);
        return reader.build();
    }

    private Profile readDocument() throws IOException {
        json.readDocument(this::readMember);
        return build();
    }

    private Profile build() throws IOException {
        if (schema == null) {
            throw new ProfileException("no profile: it has no member \"schema\", which would be \"" + SCHEMA + '"');
        }
        return new Profile(driver, pci, kernel, migrationFeatures, config, maxRecordBytes, Facts.of(facts));
    }

    private void readMember(String key) throws IOException {
        if (json.atNull()) {
            return;
        }
        switch (key) {
            case "schema" -> schema = readSchema();
            case "driver" -> driver = json.readString();
            case "pci" -> pci = readPci();
            case "kernel" -> kernel = json.readString();
            case "migration" -> migrationFeatures = readMigrationFeatures();
            case "config" -> config = readConfig();
            case "window" -> maxRecordBytes = readWindow();
            case "facts" -> json.readObject(this::flattenFact);
            default -> json.skip();
        }
    }

    private String readSchema() throws IOException {
        String text = json.readString();
        if (!text.equals(SCHEMA)) {
            throw json.malformedAtToken("the schema is \"" + excerpt(text) + "\", but this reads \"" + SCHEMA + '"');
        }
        return text;
    }

    private PciId readPci() throws IOException {
        String text = json.readString();
        return PciId.parse(text)
                .orElseThrow(
                        () -> json.malformedAtToken("\"" + excerpt(text) + "\" is no PCI id such as \"15b3:101e\""));
    }

    private List<String> readMigrationFeatures() throws IOException {
        List<String> offered = new ArrayList<>();
        json.readArray(index -> offered.add(json.readString()));
        return offered;
    }

    private ConfigSpace readConfig() throws IOException {
        return LspciHex.parse(json.readString())
                .orElseThrow(() -> json.malformedAtToken(
                        "no configuration space: 256 or 4096 bytes in hexadecimal, as from lspci -xxxx"));
    }

    private Long readWindow() throws IOException {
        String text = json.readScalar();
        if (!SIZE.matcher(text).matches()) {
            throw json.malformedAtToken("\"" + excerpt(text) + "\" is no number of bytes");
        }
        return Long.valueOf(text);
    }

    private static String excerpt(String text) {
        return text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "...";
    }

    /** Flattens a fact, see {@link Facts}. */
    private void flattenFact(String key) throws IOException {
        if (json.atObject()) {
            int members = json.readObject(name -> flattenFact(key + "." + name));
            putFact(key + "." + Facts.COUNT, Integer.toString(members));
        } else if (json.atArray()) {
            int elements = json.readArray(index -> flattenFact(key + "." + index));
            putFact(key + "." + Facts.COUNT, Integer.toString(elements));
        } else if (!json.atNull()) {
            putFact(key, json.readScalar());
        }
    }

    private void putFact(String key, String value) throws IOException {
        if (facts.size() == MAX_FACTS) {
            throw json.malformedAtToken("more than " + MAX_FACTS + " facts");
        }
        facts.put(key, value);
    }
}
