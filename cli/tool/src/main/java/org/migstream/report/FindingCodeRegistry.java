// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.migstream.io.InputFindingCodes;
import org.migstream.pci.PciFindingCodes;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.stream.StreamFindingCodes;
import org.migstream.vmstate.VmStateFindingCodes;

/**
 * Finds the declaration of a finding code.
 *
 * <pre>
 *   InputFindingCodes, StreamFindingCodes, PciFindingCodes, VmStateFindingCodes      module format
 *   InspectionFindingCodes, MigrationModeFindingCodes, MachineFindingCodes           this package
 *   CheckFindingCodes, TargetStreamFindingCodes, ConversionFindingCodes              this package
 *   FindingCode.COMMON, VendorPlugin.findingCodes()                                  SPI and plugins
 * </pre>
 *
 * <p>A word in upper case in a code of migstream is a placeholder for a name: {@code plugin.PLUGIN.failed} declares {@code
 * plugin.mtty.failed}. A code can have several declarations: a decoder and a rule can declare the same code, and so can
 * two plugins.
 */
public final class FindingCodeRegistry {
    /** The codes of migstream and its SPI, without those of plugins. */
    public static final FindingCodeRegistry WITHOUT_PLUGINS = new FindingCodeRegistry(List.of());

    private static final Pattern PLACEHOLDER = Pattern.compile("\\b[A-Z]+\\b");
    private static final String PLACEHOLDER_VALUE = "[a-z0-9_-]+";

    private final List<FindingCode> codes;

    /** @param pluginCodes the codes that the loaded plugins declare */
    public FindingCodeRegistry(List<FindingCode> pluginCodes) {
        codes = Stream.of(
                        InputFindingCodes.all(),
                        StreamFindingCodes.all(),
                        PciFindingCodes.all(),
                        VmStateFindingCodes.all(),
                        InspectionFindingCodes.all(),
                        MigrationModeFindingCodes.all(),
                        MachineFindingCodes.all(),
                        CheckFindingCodes.all(),
                        TargetStreamFindingCodes.all(),
                        ConversionFindingCodes.all(),
                        FindingCode.COMMON,
                        pluginCodes)
                .flatMap(List::stream)
                .toList();
    }

    /** Returns all declarations, first those of migstream, then those of plugins. */
    public List<FindingCode> all() {
        return codes;
    }

    /**
     * Returns the declarations of a code, in the order of {@link #all}.
     *
     * @return empty if the code is not declared, for example because its plugin is not loaded
     */
    public List<FindingCode> find(String code) {
        List<FindingCode> exact =
                codes.stream().filter(known -> known.code().equals(code)).toList();
        return exact.isEmpty()
                ? codes.stream()
                        .filter(known -> matchesPlaceholder(known.code(), code))
                        .toList()
                : exact;
    }

    private static boolean matchesPlaceholder(String declared, String code) {
        // A code of a plugin is in upper case, which is not a placeholder, and has no dot.
        return declared.contains(".")
                && PLACEHOLDER.matcher(declared).find()
                && code.matches(
                        PLACEHOLDER.matcher(declared.replace(".", "\\.")).replaceAll(PLACEHOLDER_VALUE));
    }

    /** Returns whether a declaration of the finding's code has one of these categories. */
    public boolean hasCategory(Finding finding, Set<FindingCategory> categories) {
        return hasCategory(finding.code(), categories);
    }

    /** Returns whether a declaration of the code has one of these categories. */
    public boolean hasCategory(String code, Set<FindingCategory> categories) {
        return find(code).stream().anyMatch(known -> categories.contains(known.category()));
    }
}
