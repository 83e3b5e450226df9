// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The data of a VFIO device after its pre-copy phase, from {@code expected/*.json} of the independent reader or from this
 * reader.
 */
record ExpectedDevice(
        long stopCopyBytes,
        String stopCopySha256,
        long configBytes,
        String configSha256,
        int spaceBytes,
        int msixEntries) {

    /** Returns all devices of a capture, by idstr. */
    static Map<String, ExpectedDevice> of(String capture) throws IOException {
        Map<String, ExpectedDevice> devices = new TreeMap<>();
        Map<String, String> values = values(capture);
        for (int i = 0; values.containsKey(at(i, "idstr")); i++) {
            devices.put(
                    values.get(at(i, "idstr")),
                    new ExpectedDevice(
                            Long.parseLong(values.get(at(i, "stopCopy/bytes"))),
                            values.get(at(i, "stopCopy/sha256")),
                            Long.parseLong(values.get(at(i, "config/bytes"))),
                            values.get(at(i, "config/sha256")),
                            Integer.parseInt(values.get(at(i, "config/spaceBytes"))),
                            Integer.parseInt(values.get(at(i, "config/msixEntries")))));
        }
        return devices;
    }

    private static String at(int device, String path) {
        return "/vfioDevices/" + device + "/" + path;
    }

    /** Returns every scalar of the file by its JSON pointer. */
    private static Map<String, String> values(String capture) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser json =
                new JsonFactory().createParser(Captures.expected(capture).toFile())) {
            for (JsonToken token; (token = json.nextToken()) != null; ) {
                if (token.isScalarValue()) {
                    JsonPointer path = json.getParsingContext().pathAsPointer();
                    values.put(path.toString(), json.getText());
                }
            }
        }
        return values;
    }
}
