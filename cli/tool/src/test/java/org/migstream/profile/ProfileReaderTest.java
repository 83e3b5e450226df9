// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.PciId;

class ProfileReaderTest {
    private static final String SCHEMA = "\"schema\": \"migstream.profile/1\"";

    @Test
    void completeProfile_isRead() throws IOException {
        Profile profile = read("{" + SCHEMA
                + ", \"driver\": \"qat\", \"pci\": \"8086:4941\", \"kernel\": \"7.2\", \"migration\": [\"STOP_COPY\"],"
                + " \"tool\": {\"x\": [1, {}]}, \"config\": \"" + "00 ".repeat(256) + "\","
                + " \"facts\": {\"banks\": 4, \"slas\": [[0, 15], []], \"gts\": {\"0\": \"0x7\"}, \"on\": true,"
                + " \"none\": null}}");
        assertEquals("qat", profile.driver());
        assertEquals(new PciId(0x8086, 0x4941), profile.identity().pci().orElseThrow());
        assertEquals("7.2", profile.kernel());
        assertEquals(List.of("STOP_COPY"), profile.migrationFeatures());
        assertEquals(256, profile.function().configSpace().size());
        assertEquals(
                Map.of(
                        "banks",
                        "4",
                        "slas.#",
                        "2",
                        "slas.0.#",
                        "2",
                        "slas.0.0",
                        "0",
                        "slas.0.1",
                        "15",
                        "slas.1.#",
                        "0",
                        "gts.#",
                        "1",
                        "gts.0",
                        "0x7",
                        "on",
                        "true"),
                profile.facts().all());
    }

    @Test
    void absentMembers_areUnknown() throws IOException {
        Profile profile = read("\n {" + SCHEMA + ", \"driver\": null}");
        assertNull(profile.driver());
        assertNull(profile.migrationFeatures());
        assertNull(profile.function());
        assertNull(profile.slot());
        assertNull(profile.missingFacts());
        assertEquals(DeviceIdentity.UNKNOWN, profile.identity());
        assertEquals(Map.of(), profile.facts().all());
    }

    @Test
    void identity_fallsBackToConfigSpace() throws IOException {
        Profile profile = read("{" + SCHEMA + ", \"config\": \"b3151e10" + "00".repeat(252) + "\"}");
        assertEquals("15b3:101e", profile.identity().toString());
    }

    /** A reason that only another version knows is kept as a message, so that the facts still count as missing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"reason": "device-failed", "message": "m"}         | DEVICE_FAILED | m
                    {"message": "m", "reason": "on-fire"}               | OTHER         | m
                    {"reason": "on-fire"}                               | OTHER         | on-fire
                    """)
    void missingFacts_areRead(String json, MissingFacts.Cause cause, String message) throws IOException {
        Profile profile = read("{" + SCHEMA + ", \"missingFacts\": " + json + "}");
        assertEquals(new MissingFacts(cause, message), profile.missingFacts());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                    | not a profile: the member "schema" is missing
                    []                                    | line 1, column 1: expected an object
                    {"schema": 1}                         | line 1, column 12: expected a string
                    {"schema": "migstream.profile/2"}     | line 1, column 12: unsupported schema "migstream.profile/2"
                    {"driver": ["x"]}                     | line 1, column 12: expected a string
                    {"pci": "15b3"}                       | line 1, column 9: "15b3" is not a PCI id
                    {"config": "00"}                      | line 1, column 12: not a configuration space
                    {"migration": "STOP_COPY"}            | line 1, column 15: expected an array
                    {"window": -1}                        | line 1, column 12: "-1" is not a number of bytes
                    {"window": "16K"}                     | line 1, column 12: "16K" is not a number of bytes
                    {"missingFacts": []}                  | line 1, column 18: expected an object
                    {"schema": "migstream.profile/1", "drivr": "qat"} | line 1, column 44: a profile has no member "drivr"; 'migstream schema profile' lists the members
                    {"schema": "migstream.profile/1", "missingFacts": {"resaon": "x"}} | line 1, column 62: a profile has no member "resaon"
                    {"schema": "migstream.profile/1", "regions": {"bars": [0, 0, 0, 0, 0, 0], "bar": [0]}} | line 1, column 82: a profile has no member "bar"
                    {"drivr": "qat"}                      | not a profile: the member "schema" is missing
                    {"drivr": 1, "schema": "migstream.profile/2"} | line 1, column 24: unsupported schema
                    {"facts": [1]}                        | line 1, column 11: expected an object
                    {"driver": "a", "driver": "b"}        | not valid JSON: Duplicate field
                    {"driver":                            | not valid JSON: the text is truncated
                    {"driver": 'a'}                       | not valid JSON: Unexpected character
                    {} {}                                 | trailing text
                    """)
    void malformedProfile_isReportedWithPosition(String json, String expected) {
        String message = assertThrows(ProfileException.class, () -> read(json)).getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void profileBeyondLimits_isRejected() {
        assertLimitExceeded("{\"driver\": \"" + "x".repeat(1 << 16) + "\"}");
        assertLimitExceeded("{\"facts\": " + "{\"a\": ".repeat(100));
        assertLimitExceeded("{\"facts\": {\"a\": " + "9".repeat(1000) + "}}");
        assertLimitExceeded("{\"facts\": {\"a\": [" + "1,".repeat(10_001) + "1]}}");
        assertLimitExceeded("{" + " ".repeat(2 << 20) + "}");
        assertLimitExceeded("{\"tool\": [" + "1,".repeat(1 << 20) + "1]}");
    }

    private static void assertLimitExceeded(String json) {
        String message = assertThrows(ProfileException.class, () -> read(json)).getMessage();
        assertTrue(message.contains("limit exceeded"), message);
    }

    @Test
    void randomBytes_giveProfileOrProfileException() throws IOException {
        byte[] good = ("{" + SCHEMA + ", \"pci\": \"8086:4941\", \"facts\": {\"a\": [1, {\"b\": 2}]}}")
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(3);
        for (int run = 0; run < 2000; run++) {
            byte[] bytes = good.clone();
            for (int change = 0; change <= run % 3; change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                ProfileReader.read(new ByteArrayInputStream(bytes));
            } catch (ProfileException e) {
                assertTrue(e.getMessage().length() < 1000);
            }
        }
    }

    private static Profile read(String json) throws IOException {
        return ProfileReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
