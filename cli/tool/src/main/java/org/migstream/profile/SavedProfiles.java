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
public record SavedProfiles(List<SavedDevice> devices) {
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
    public record SavedDevice(String idstr, Profile profile) {}

    /** The profile of the device with this idstr. */
    public Optional<Profile> of(String idstr) {
        return devices.stream()
                .filter(device -> device.idstr().equals(idstr))
                .map(SavedDevice::profile)
                .findFirst();
    }

    /** As JSON, on one line and in ASCII. */
    public byte[] json() {
        return ProfileWriter.json(this);
    }

    /**
     * Reads them.
     *
     * @throws ProfileException if they are not of the schema; the message says where
     */
    public static SavedProfiles read(byte[] bytes) throws IOException {
        List<SavedDevice> devices = new ArrayList<>();
        String[] schema = new String[1];
        try (ProfileJson json = new ProfileJson(new ByteArrayInputStream(bytes))) {
            json.document(key -> {
                switch (key) {
                    case "schema" -> schema[0] = json.string();
                    case "devices" -> json.array(index -> devices.add(device(json)));
                    default -> json.skip();
                }
            });
            if (!SCHEMA.equals(schema[0])) {
                throw json.malformed("its schema is not \"" + SCHEMA + '"');
            }
        }
        return new SavedProfiles(devices);
    }

    private static SavedDevice device(ProfileJson json) throws IOException {
        String[] idstr = new String[1];
        Profile[] profile = new Profile[1];
        json.object(key -> {
            switch (key) {
                case "idstr" -> idstr[0] = json.string();
                case "profile" -> profile[0] = ProfileReader.object(json);
                default -> json.skip();
            }
        });
        if (idstr[0] == null || profile[0] == null) {
            throw json.malformed("a device without idstr or profile");
        }
        return new SavedDevice(idstr[0], profile[0]);
    }
}
