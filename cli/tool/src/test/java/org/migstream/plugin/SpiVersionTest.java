// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpiVersionTest {
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1, true",
        "0.1, 0.0, false",
        "0.1, 0.2, false",
        "0.2, 0.1, false",
        "0.1, 1.1, false",
        "1.0, 1.0, true",
        "1.0, 0.9, false",
        "1.0, 1.1, false",
        "1.0, 2.0, false",
        "1.2, 1.0, true",
        "1.2, 1.2, true",
        "1.2, 1.3, false",
        "1.10, 1.9, true",
        "1.9, 1.10, false",
        "2.0, 1.0, false",
        "2.0, 1.9, false"
    })
    void pluginVersion_isAcceptedIfCompatible(String host, String plugin, boolean accepted) {
        assertEquals(
                accepted,
                SpiVersion.parse(host)
                        .orElseThrow()
                        .accepts(SpiVersion.parse(plugin).orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.", ".1", "1.2.3", "v1.2", "1.2 ", "01.2", "1.02", "-1.2", "1.9999999", "1,2"})
    void malformedVersion_isRejected(String text) {
        assertEquals(Optional.empty(), SpiVersion.parse(text));
    }
}
