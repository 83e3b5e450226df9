// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.List;
import org.migstream.spi.PciId;

/**
 * A plugin that could be loaded. Whether it is used depends on the names of the others.
 *
 * @param name what it calls itself
 * @param version its own
 * @param description one line
 * @param spiVersion the version of the SPI that it was compiled against
 * @param origin where it comes from
 * @param decoders what it can read
 * @param rules what it can judge
 */
record PluginDescriptor(
        String name,
        String version,
        String description,
        SpiVersion spiVersion,
        String origin,
        List<PluginDecoder> decoders,
        List<PluginRule> rules) {
    boolean isBuiltIn() {
        return origin.equals(Plugins.BUILT_IN);
    }

    LoadedPlugin toLoadedPlugin() {
        List<PciId> devices = decoders.stream()
                .flatMap(decoder -> decoder.devices().stream())
                .distinct()
                .toList();
        return new LoadedPlugin(
                name,
                version,
                description,
                spiVersion.toString(),
                origin,
                decoders.stream().map(PluginDecoder::name).toList(),
                devices);
    }
}
