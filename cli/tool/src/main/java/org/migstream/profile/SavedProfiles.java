// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.json.JsonReader;
import org.migstream.schema.DocumentSchema;

/**
 * Profiles of the devices whose states are in a stream. The vmdescription of the stream contains these profiles in the
 * schema {@code migstream.saved/1}.
 *
 * @param devices one profile for each device, in the order of the sections
 * @param isRedacted whether guest and device data of the stream were replaced by zeros; then the profiles were removed
 */
public record SavedProfiles(List<SavedProfile> devices, boolean isRedacted) {
    /** The mark of a redacted stream. */
    public static final SavedProfiles REDACTED = new SavedProfiles(List.of(), true);

    static final String SCHEMA = DocumentSchema.SAVED.id();

    /** Copies the list. */
    public SavedProfiles {
        devices = List.copyOf(devices);
    }

    /** Creates profiles of a stream that is not redacted. */
    public SavedProfiles(List<SavedProfile> devices) {
        this(devices, false);
    }

    /**
     * Profile of one saved device.
     *
     * @param idstr idstr of the device's sections
     * @param profile properties of the device when its state was saved
     */
    public record SavedProfile(String idstr, Profile profile) {}

    /** Returns the profile of the first device with this idstr. */
    public Optional<Profile> find(String idstr) {
        return devices.stream()
                .filter(device -> device.idstr().equals(idstr))
                .map(SavedProfile::profile)
                .findFirst();
    }

    /** Returns the profiles as one line of JSON, in ASCII. */
    public byte[] toJson() {
        return ProfileWriter.toJson(this);
    }

    /**
     * Reads profiles from JSON.
     *
     * @throws ProfileException if the JSON does not have the schema; the message has the position
     */
    public static SavedProfiles read(byte[] bytes) throws IOException {
        try (JsonReader json = ProfileReader.open(new ByteArrayInputStream(bytes))) {
            return new DocumentReader(json).read();
        }
    }

    private static final class DocumentReader {
        private final JsonReader json;
        private final List<SavedProfile> devices = new ArrayList<>();
        private @Nullable String schema;
        private boolean isRedacted;
        private @Nullable String idstr;
        private @Nullable Profile profile;

        DocumentReader(JsonReader json) {
            this.json = json;
        }

        SavedProfiles read() throws IOException {
            json.readDocument(key -> {
                switch (key) {
                    case "schema" -> schema = json.readString();
                    case "redacted" -> isRedacted = json.readScalar().equals("true");
                    case "devices" -> json.readArray(index -> readDevice());
                    default -> json.skipValue();
                }
            });
            if (!SCHEMA.equals(schema)) {
                throw json.malformed("unsupported schema; it must be \"" + SCHEMA + '"');
            }
            return new SavedProfiles(devices, isRedacted);
        }

        private void readDevice() throws IOException {
            idstr = null;
            profile = null;
            json.readObject(key -> {
                switch (key) {
                    case "idstr" -> idstr = json.readString();
                    case "profile" -> profile = ProfileReader.readNested(json);
                    default -> json.skipValue();
                }
            });
            if (idstr == null || profile == null) {
                throw json.malformed("a device has no idstr or no profile");
            }
            devices.add(new SavedProfile(idstr, profile));
        }
    }
}
