// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a stream tells about the devices that it was saved from, besides what QEMU's format has a place for: the schema
 * {@code migstream.saved/1}.
 *
 * @param devices one for each, in the order of their sections
 */
public record SavedProfiles(List<SavedProfile> devices) {
    static final String SCHEMA = "migstream.saved/1";

    /** A copy that nobody can change. */
    public SavedProfiles {
        devices = List.copyOf(devices);
    }

    /**
     * A device that was saved.
     *
     * @param idstr of its sections
     * @param profile what it was
     */
    public record SavedProfile(String idstr, Profile profile) {}

    /** The profile of the device with this idstr. */
    public Optional<Profile> find(String idstr) {
        return devices.stream()
                .filter(device -> device.idstr().equals(idstr))
                .map(SavedProfile::profile)
                .findFirst();
    }

    /** As JSON, on one line and in ASCII. */
    public byte[] toJson() {
        return ProfileWriter.toJson(this);
    }

    /**
     * Reads them.
     *
     * @throws ProfileException if they are not of the schema; the message says where
     */
    public static SavedProfiles read(byte[] bytes) throws IOException {
        List<SavedProfile> devices = new ArrayList<>();
        String[] schema = new String[1];
        try (ProfileJsonParser json = new ProfileJsonParser(new ByteArrayInputStream(bytes))) {
            json.readDocument(key -> {
                switch (key) {
                    case "schema" -> schema[0] = json.readString();
                    case "devices" -> json.readArray(index -> devices.add(readDevice(json)));
                    default -> json.skip();
                }
            });
            if (!SCHEMA.equals(schema[0])) {
                throw json.malformedAtToken("its schema is not \"" + SCHEMA + '"');
            }
        }
        return new SavedProfiles(devices);
    }

    private static SavedProfile readDevice(ProfileJsonParser json) throws IOException {
        String[] idstr = new String[1];
        Profile[] profile = new Profile[1];
        json.readObject(key -> {
            switch (key) {
                case "idstr" -> idstr[0] = json.readString();
                case "profile" -> profile[0] = ProfileReader.readNested(json);
                default -> json.skip();
            }
        });
        if (idstr[0] == null || profile[0] == null) {
            throw json.malformedAtToken("a device without idstr or profile");
        }
        return new SavedProfile(idstr[0], profile[0]);
    }
}
