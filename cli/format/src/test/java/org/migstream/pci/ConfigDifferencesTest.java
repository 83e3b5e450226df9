// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigDifferencesTest {
    private static final ConfigSpace WITHOUT_CAPABILITIES =
            SavedConfig.load("mtty").space();
    private static final ConfigSpace WITH_CAPABILITIES =
            SavedConfig.load("mlx5").space();

    /** The bytes of a device without a capability list are its own, not ids of capabilities or sizes of tables. */
    @Test
    void valueOfMissingRegister_hasNoMeaning() {
        List<ConfigDifferences.Difference> found = ConfigDifferences.between(WITHOUT_CAPABILITIES, WITH_CAPABILITIES);
        ConfigDifferences.Difference id = found.stream()
                .filter(difference -> difference.offset() == 0x40)
                .findFirst()
                .orElseThrow();
        assertEquals("Capability ID", id.name());
        assertTrue(id.first().matches("0x[0-9a-f]{2}"), id.first());
        assertEquals("0x10 (Express)", id.second());
        ConfigDifferences.Difference turned =
                ConfigDifferences.between(WITH_CAPABILITIES, WITHOUT_CAPABILITIES).stream()
                        .filter(difference -> difference.offset() == 0x40)
                        .findFirst()
                        .orElseThrow();
        assertEquals(List.of(id.second(), id.first()), List.of(turned.first(), turned.second()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void byteAfterHeader_isNotOfHeader(boolean isTurned) {
        List<ConfigDifferences.Difference> found = isTurned
                ? ConfigDifferences.between(WITH_CAPABILITIES, WITHOUT_CAPABILITIES)
                : ConfigDifferences.between(WITHOUT_CAPABILITIES, WITH_CAPABILITIES);
        for (ConfigDifferences.Difference difference : found) {
            assertFalse(difference.offset() >= 0x40 && difference.name().equals("Header"), difference::toString);
        }
        assertTrue(found.stream().anyMatch(difference -> difference.name().startsWith("AER + 0x")), found::toString);
    }
}
