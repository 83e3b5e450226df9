// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

class Mlx5RuleTest {
    @ParameterizedTest
    @CsvSource({
        "'',        15b3:101e, COMPATIBLE,   OK",
        "15b3:101e, 15b3:101e, COMPATIBLE,   OK",
        "15b3:101e, 15b3:101c, INCOMPATIBLE, WRONG_DEVICE_ID",
        "'',        1af4:1041, INCOMPATIBLE, WRONG_DEVICE_ID",
        "8086:4941, 15b3:101e, INCOMPATIBLE, WRONG_DEVICE_ID",
        "15b3:101e, '',        UNKNOWN,      FACT_MISSING",
    })
    void targetThatIsNotVirtualFunction_isIncompatible(
            String saved, String target, Compatibility verdict, String code) {
        assertVerdict(verdict, code, snapshot(saved, Map.of()), snapshot(target, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "firmware, 28.43.1014, 28.43.1014,     COMPATIBLE, OK",
        "firmware, 28.43.1014, 22.39.1002,     UNKNOWN,    FIRMWARE_DIFFERS",
        "psid,     MT_0000000834, MT_0000000838, UNKNOWN,  FIRMWARE_DIFFERS",
    })
    void differentFirmware_isUnknown(String fact, String saved, String target, Compatibility verdict, String code) {
        DeviceSnapshot savedSnapshot = snapshot("", Map.of(fact, saved));
        assertVerdict(verdict, code, savedSnapshot, snapshot("15b3:101e", Map.of(fact, target)));
        assertVerdict(Compatibility.COMPATIBLE, "OK", savedSnapshot, snapshot("15b3:101e", Map.of()));
    }

    private static DeviceSnapshot snapshot(String id, Map<String, String> facts) {
        DeviceIdentity identity = PciId.parse(id).map(DeviceIdentity::of).orElse(DeviceIdentity.UNKNOWN);
        return DeviceSnapshot.of(identity, Facts.of(facts)).withDriver("mlx5");
    }

    private static void assertVerdict(Compatibility verdict, String code, DeviceSnapshot saved, DeviceSnapshot target) {
        Comparison comparison = new Comparison(saved, target);
        new Mlx5Rule().check(comparison);
        assertEquals(verdict, comparison.verdict());
        String codes = comparison.reasons().stream()
                .map(reason -> reason.finding().code())
                .collect(Collectors.joining(" "));
        assertEquals(code, codes);
    }
}
