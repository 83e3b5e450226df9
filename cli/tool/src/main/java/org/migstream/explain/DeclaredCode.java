// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.LoadedPlugin;
import org.migstream.report.FindingCodeRegistry;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;

/**
 * A finding code and its origin.
 *
 * @param declaration the code, its severity, category and meaning
 * @param plugin the name of the plugin that declares it; null for a code of migstream
 */
public record DeclaredCode(
        FindingCode declaration, @Nullable String plugin) {
    /** Returns all codes: first those of migstream, then those of each plugin. */
    public static List<DeclaredCode> all(List<LoadedPlugin> plugins) {
        return Stream.concat(
                        ofMigstream(FindingCodeRegistry.WITHOUT_PLUGINS.all()),
                        plugins.stream().flatMap(DeclaredCode::ofPlugin))
                .toList();
    }

    /**
     * Returns the declarations of a code. Several plugins can declare the same code.
     *
     * @param code the code as in a report, in the same case
     * @return empty if no declaration has this code
     */
    public static List<DeclaredCode> find(String code, List<LoadedPlugin> plugins) {
        return Stream.concat(
                        ofMigstream(FindingCodeRegistry.WITHOUT_PLUGINS.find(code)),
                        plugins.stream()
                                .flatMap(DeclaredCode::ofPlugin)
                                .filter(declared -> declared.declaration.code().equals(code)))
                .toList();
    }

    /**
     * Returns the declaration of a finding in a decoded state: that of the plugin with the decoder, otherwise that of
     * migstream. A code can be declared once for each severity.
     */
    static Optional<FindingCode> ofDecoder(Finding finding, String decoder, List<LoadedPlugin> plugins) {
        return Stream.concat(
                        plugins.stream()
                                .filter(plugin -> plugin.decoderNames().contains(decoder))
                                .flatMap(plugin -> plugin.findingCodes().stream())
                                .filter(known -> known.code().equals(finding.code())),
                        FindingCodeRegistry.WITHOUT_PLUGINS.find(finding.code()).stream())
                .filter(known -> known.severity() == finding.severity())
                .findFirst();
    }

    private static Stream<DeclaredCode> ofMigstream(List<FindingCode> codes) {
        return codes.stream().map(code -> new DeclaredCode(code, null));
    }

    private static Stream<DeclaredCode> ofPlugin(LoadedPlugin plugin) {
        return plugin.findingCodes().stream().map(code -> new DeclaredCode(code, plugin.name()));
    }
}
