// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.VendorPlugin;

/** Tests the comparison of identity and size. */
class V1RuleTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1000, 1, 1000, COMPATIBLE, OK",
        "0x10, 1000, 16, 0x3e8, COMPATIBLE, OK",
        "1, 1000, 2, 1000, INCOMPATIBLE, IDENTITY_MISMATCH",
        "1, 1000, 1, 1001, INCOMPATIBLE, SIZE_MISMATCH",
        "1, 1000, 2, 1001, INCOMPATIBLE, IDENTITY_MISMATCH SIZE_MISMATCH",
        "1, 1000, , 1000, UNKNOWN, FACT_MISSING",
        "1, 1000, 1, , UNKNOWN, FACT_MISSING",
        ", 1000, 1, 1000, UNKNOWN, FACT_MISSING",
        "1, 1000, , 1001, INCOMPATIBLE, FACT_MISSING SIZE_MISMATCH",
        "1, 1000, one, 1000, UNKNOWN, FACT_MISSING"
    })
    void otherIdentityOrSize_isIncompatible(
            String savedIdentity,
            String savedSize,
            String targetIdentity,
            String targetSize,
            Compatibility verdict,
            String codes) {
        Comparison comparison = new Comparison(device(savedIdentity, savedSize), device(targetIdentity, targetSize));
        rule().check(comparison);

        assertEquals(verdict, comparison.verdict());
        assertEquals(
                List.of(codes.split(" ")),
                comparison.reasons().stream()
                        .map(reason -> reason.finding().code())
                        .toList());
    }

    /** Returns the rule that {@link ServiceLoader} finds, as migstream does. */
    private static CompatibilityRule rule() {
        VendorPlugin plugin = ServiceLoader.load(VendorPlugin.class).findFirst().orElseThrow();
        assertEquals("v1", plugin.decoders().get(0).name());
        return plugin.rules().get(0);
    }

    private static DeviceSnapshot device(String identity, String size) {
        Map<String, String> facts = new TreeMap<>();
        if (identity != null) {
            facts.put("identity", identity);
        }
        if (size != null) {
            facts.put("size", size);
        }
        return DeviceSnapshot.of(DeviceIdentity.UNKNOWN, Facts.of(facts)).withDriver("v1");
    }
}
