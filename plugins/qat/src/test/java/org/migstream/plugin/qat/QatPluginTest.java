// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

class QatPluginTest {
    @Test
    void plugin_isFoundByServiceLoader() {
        VendorPlugin plugin = ServiceLoader.load(VendorPlugin.class).findFirst().orElseThrow();
        assertEquals("qat", plugin.name());
        assertEquals(
                List.of("qat"),
                plugin.decoders().stream().map(StateDecoder::name).toList());
        assertEquals(
                List.of("qat"),
                plugin.rules().stream().map(CompatibilityRule::decoderName).toList());
    }
}
