// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Comparison;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.VendorPlugin;

/** Tests that {@link ServiceLoader} finds the plugin, and the verdicts of its rule. */
class AcmePluginTest {
    @Test
    void plugin_isFoundByServiceLoader() {
        List<VendorPlugin> plugins = ServiceLoader.load(VendorPlugin.class).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toList());
        assertEquals(List.of("acme"), plugins.stream().map(VendorPlugin::name).toList());
        assertEquals(VendorPlugin.SPI_VERSION, System.getProperty("migstream.spi"), "the version in the manifest");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 5.1.10, COMPATIBLE, []",
        "4, 5.2, COMPATIBLE, []",
        "5, 5.1.10, INCOMPATIBLE, [QUEUES_MISMATCH]",
        "4, 5.1.9, INCOMPATIBLE, [FIRMWARE_OLDER]",
        "4, 5.1.10-rc1, UNKNOWN, [FACT_MISSING]",
        "4, ?, UNKNOWN, [FACT_MISSING]"
    })
    void queuesAndFirmware_areCompared(String queues, String firmware, String verdict, String codes) {
        CompatibilityRule rule = new AcmePlugin().rules().get(0);
        Comparison comparison = new Comparison(snapshot("4", "5.1.10"), snapshot(queues, firmware));
        rule.check(comparison);
        assertEquals(verdict, comparison.verdict().name());
        assertEquals(
                codes,
                comparison.reasons().stream()
                        .map(reason -> reason.finding().code())
                        .toList()
                        .toString());
    }

    private static DeviceSnapshot snapshot(String queues, String firmware) {
        Facts facts = Facts.of(Map.of("queues", queues, "firmware", firmware));
        return DeviceSnapshot.of(DeviceIdentity.UNKNOWN, facts).withDriver("acme");
    }
}
