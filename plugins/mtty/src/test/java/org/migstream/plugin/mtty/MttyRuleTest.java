// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.VendorPlugin;

/** Tests the comparison of port counts. */
class MttyRuleTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, COMPATIBLE, OK",
        "2, 2, COMPATIBLE, OK",
        "2, 0x2, COMPATIBLE, OK",
        "1, 2, INCOMPATIBLE, NR_PORTS_MISMATCH",
        "2, 1, INCOMPATIBLE, NR_PORTS_MISMATCH",
        "1, , UNKNOWN, FACT_MISSING",
        ", 1, UNKNOWN, FACT_MISSING",
        "1, two, UNKNOWN, FACT_MISSING"
    })
    void differentPortCount_isIncompatible(String saved, String target, Compatibility verdict, String code) {
        Comparison comparison = new Comparison(card(saved), card(target));
        rule().check(comparison);

        assertEquals(verdict, comparison.verdict());
        assertEquals(
                List.of(code),
                comparison.reasons().stream()
                        .map(reason -> reason.finding().code())
                        .toList());
    }

    /** Returns the rule that {@link ServiceLoader} finds, as migstream does. */
    private static CompatibilityRule rule() {
        VendorPlugin plugin = ServiceLoader.load(VendorPlugin.class).findFirst().orElseThrow();
        assertEquals("mtty", plugin.decoders().get(0).name());
        return plugin.rules().get(0);
    }

    private static DeviceSnapshot card(String nrPorts) {
        Facts facts = nrPorts == null ? Facts.NONE : Facts.of(Map.of("nr_ports", nrPorts));
        return DeviceSnapshot.of(DeviceIdentity.UNKNOWN, facts).withDriver("mtty");
    }
}
