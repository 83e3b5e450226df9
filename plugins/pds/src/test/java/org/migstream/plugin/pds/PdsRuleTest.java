// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;
import org.migstream.spi.VendorPlugin;

/** Tests the comparison of PCI ids. */
class PdsRuleTest {
    @ParameterizedTest
    @CsvSource({
        "1dd8:1003, COMPATIBLE, OPAQUE",
        "1dd8:1004, INCOMPATIBLE, WRONG_DEVICE_ID",
        "15b3:1003, INCOMPATIBLE, WRONG_DEVICE_ID",
        ", UNKNOWN, FACT_MISSING"
    })
    void targetDevice_decidesVerdict(String target, Compatibility verdict, String code) {
        Comparison comparison = new Comparison(function(null), function(target));
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
        assertEquals("pds", plugin.decoders().get(0).name());
        return plugin.rules().get(0);
    }

    private static DeviceSnapshot function(String pci) {
        DeviceIdentity identity = pci == null
                ? DeviceIdentity.UNKNOWN
                : DeviceIdentity.of(PciId.parse(pci).orElseThrow());
        return DeviceSnapshot.of(identity, Facts.NONE).withDriver("pds");
    }
}
