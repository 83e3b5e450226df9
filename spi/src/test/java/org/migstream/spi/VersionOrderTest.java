// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionOrderTest {
    private static Version version(String text) {
        return Version.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"5.1.7, 5.1.10", "5.1, 5.1.0.1", "9, 10.0", "22.35.1012, 22.36", "0, 999999999999999999"})
    void olderVersion_isLess(String older, String newer) {
        assertEquals(true, version(older).isOlderThan(version(newer)));
        assertEquals(false, version(newer).isOlderThan(version(older)));
        assertNotEquals(version(older), version(newer));
    }

    @Test
    void missingNumbers_areZero() {
        assertEquals(version("5.1"), version("5.01.0"));
        assertEquals(version("5.1").hashCode(), version("5.1.0").hashCode());
        assertEquals(7, version("5.1.7").number(2));
        assertEquals(0, version("5.1.7").number(9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "5.",
                ".5",
                "5..1",
                "5.1-rc2",
                "v5",
                "5,1",
                "-1",
                "1.2.3.4.5.6.7.8.9",
                "1234567890123456789"
            })
    void otherText_isNotAVersion(String text) {
        assertEquals(Optional.empty(), Version.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "5.1.7, 5.1.7, COMPATIBLE",
        "5.1.7, 5.2, COMPATIBLE",
        "5.1.10, 5.1.7, INCOMPATIBLE",
        "5.1.7-rc2, 5.1.7, UNKNOWN",
        "5.1.7, ?, UNKNOWN",
        ", 5.1.7, UNKNOWN",
        "5.1.7, , UNKNOWN"
    })
    void requireNotOlder_comparesVersions(String saved, String target, Compatibility verdict) {
        Comparison comparison = new Comparison(snapshot(saved), snapshot(target));
        comparison.requireNotOlder("fw", "FW_OLDER", "firmware");
        assertEquals(verdict, comparison.verdict(), () -> comparison.reasons().toString());
    }

    private static DeviceSnapshot snapshot(String version) {
        return DeviceSnapshot.of(
                DeviceIdentity.UNKNOWN, version == null ? Facts.NONE : Facts.of(Map.of("fw", version)));
    }
}
