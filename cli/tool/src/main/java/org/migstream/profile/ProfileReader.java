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

    private final ProfileJson json;
    private final Map<String, String> facts = new HashMap<>();
    private String schema;
    private String driver;
    private PciId pci;
    private String kernel;
    private List<String> migration;
    private ConfigSpace config;
    private Long window;

    private ProfileReader(ProfileJson json) {
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
        try (ProfileJson json = new ProfileJson(in)) {
            return new ProfileReader(json).profile();
        } catch (CharConversionException e) {
            throw new ProfileException("no JSON: " + e.getMessage());
        }
    }

    /** Reads the one that is the value at the current token. */
    static Profile object(ProfileJson json) throws IOException {
        ProfileReader reader = new ProfileReader(json);
        json.object(reader::member);
        return reader.complete();
    }

    private Profile profile() throws IOException {
        json.document(this::member);
        return complete();
    }

    private Profile complete() throws IOException {
        if (schema == null) {
            throw new ProfileException("no profile: it has no member \"schema\", which would be \"" + SCHEMA + '"');
        }
        return new Profile(driver, pci, kernel, migration, config, window, Facts.of(facts));
    }

    private void member(String key) throws IOException {
        if (json.atNull()) {
            return;
        }
        switch (key) {
            case "schema" -> schema = schema();
            case "driver" -> driver = json.string();
            case "pci" -> pci = pci();
            case "kernel" -> kernel = json.string();
            case "migration" -> migration = migration();
            case "config" -> config = config();
            case "window" -> window = window();
            case "facts" -> json.object(this::fact);
            default -> json.skip();
        }
    }

    private String schema() throws IOException {
        String text = json.string();
        if (!text.equals(SCHEMA)) {
            throw json.malformed("the schema is \"" + excerpt(text) + "\", but this reads \"" + SCHEMA + '"');
        }
        return text;
    }

    private PciId pci() throws IOException {
        String text = json.string();
        return PciId.parse(text)
                .orElseThrow(() -> json.malformed("\"" + excerpt(text) + "\" is no PCI id such as \"15b3:101e\""));
    }

    private List<String> migration() throws IOException {
        List<String> offered = new ArrayList<>();
        json.array(index -> offered.add(json.string()));
        return offered;
    }

    private ConfigSpace config() throws IOException {
        return LspciHex.parse(json.string())
                .orElseThrow(() -> json.malformed(
                        "no configuration space: 256 or 4096 bytes in hexadecimal, as from lspci -xxxx"));
    }

    private Long window() throws IOException {
        String text = json.scalar();
        if (!SIZE.matcher(text).matches()) {
            throw json.malformed("\"" + excerpt(text) + "\" is no number of bytes");
        }
        return Long.valueOf(text);
    }

    private static String excerpt(String text) {
        return text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "...";
    }

    /** Flattens a fact, see {@link Facts}. */
    private void fact(String key) throws IOException {
        if (json.atObject()) {
            int members = json.object(name -> fact(key + "." + name));
            put(key + "." + Facts.COUNT, Integer.toString(members));
        } else if (json.atArray()) {
            int elements = json.array(index -> fact(key + "." + index));
            put(key + "." + Facts.COUNT, Integer.toString(elements));
        } else if (!json.atNull()) {
            put(key, json.scalar());
        }
    }

    private void put(String key, String value) throws IOException {
        if (facts.size() == MAX_FACTS) {
            throw json.malformed("more than " + MAX_FACTS + " facts");
        }
        facts.put(key, value);
    }
}
