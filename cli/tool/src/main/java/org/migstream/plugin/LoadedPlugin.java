// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.List;
import org.migstream.spi.DriverError;
import org.migstream.spi.FindingCode;
import org.migstream.spi.PciId;

/**
 * A plugin that was loaded. {@link NameConflicts} decides whether it is used.
 *
 * @param name the name that the plugin returns
 * @param version the version of the plugin
 * @param description one line; may be empty
 * @param spiVersion the version of the SPI that the plugin was compiled against
 * @param origin {@value Plugins#BUILT_IN}, or the path of its jar or folder
 * @param decoders its decoders
 * @param rules its compatibility rules
 * @param findingCodes the codes of findings that it declares
 * @param driverErrors the errors of its kernel drivers
 */
public record LoadedPlugin(
        String name,
        String version,
        String description,
        String spiVersion,
        String origin,
        List<PluginDecoder> decoders,
        List<PluginRule> rules,
        List<FindingCode> findingCodes,
        List<DriverError> driverErrors) {
    /** Copies the lists. */
    public LoadedPlugin {
        decoders = List.copyOf(decoders);
        rules = List.copyOf(rules);
        findingCodes = List.copyOf(findingCodes);
        driverErrors = List.copyOf(driverErrors);
    }

    /** Returns whether the plugin comes with migstream. */
    public boolean isBuiltIn() {
        return origin.equals(Plugins.BUILT_IN);
    }

    /** Returns the names of the decoders. */
    public List<String> decoderNames() {
        return decoders.stream().map(PluginDecoder::name).toList();
    }

    /** Returns the PCI ids of all decoders, each once. */
    public List<PciId> devices() {
        return decoders.stream()
                .flatMap(decoder -> decoder.devices().stream())
                .distinct()
                .toList();
    }
}
