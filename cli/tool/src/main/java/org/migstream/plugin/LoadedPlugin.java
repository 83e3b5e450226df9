// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.List;
import org.migstream.spi.PciId;

/**
 * A plugin that can be used.
 *
 * @param name what it calls itself
 * @param version its own
 * @param description one line, perhaps empty
 * @param spiVersion the version of the SPI that it was compiled against
 * @param origin {@value Plugins#BUILT_IN}, or the jar or folder that it came from
 * @param decoders the names of its decoders
 * @param devices the PCI ids that they know, each once
 */
public record LoadedPlugin(
        String name,
        String version,
        String description,
        String spiVersion,
        String origin,
        List<String> decoders,
        List<PciId> devices) {
    /** Copies that nobody can change. */
    public LoadedPlugin {
        decoders = List.copyOf(decoders);
        devices = List.copyOf(devices);
    }
}
