// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** The plugin is found, and its parts speak of one format. */
class MttyPluginTest {
    @Test
    void isFound() {
        List<VendorPlugin> plugins = ServiceLoader.load(VendorPlugin.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();

        assertEquals(List.of("mtty"), plugins.stream().map(VendorPlugin::name).toList());
        VendorPlugin plugin = plugins.get(0);
        assertEquals(
                List.of("mtty"),
                plugin.decoders().stream().map(StateDecoder::name).toList());
        assertEquals(
                List.of("mtty"),
                plugin.rules().stream().map(CompatibilityRule::decoder).toList());
    }
}
