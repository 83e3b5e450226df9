// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.util.OptionalLong;
import org.migstream.plugin.DecodedState;
import org.migstream.report.InspectionFindingCodes;
import org.migstream.spi.Finding;

/**
 * Decides whether the borders between structure and content of a state are in doubt. A damaged size moves the borders
 * after it. The decoder then reads content as structure, until it finds something that does not fit.
 */
final class BorderDoubt {
    private BorderDoubt() {}

    /**
     * Returns from which field on the borders are in doubt: the earliest field with a finding, if any finding raises
     * doubt. Findings of the severity INFO raise none, but one that precedes an error may be about bytes that were read
     * at the wrong place.
     *
     * @return an offset from the start of the state; 0 if no finding has an offset; empty if there is no doubt
     */
    static OptionalLong start(DecodedState state) {
        if (!state.isIncomplete() && state.findings().stream().noneMatch(BorderDoubt::raisesDoubt)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(state.findings().stream()
                .flatMapToLong(finding -> finding.offset().stream())
                .min()
                .orElse(0));
    }

    /**
     * Returns whether a finding raises doubt: an error, or a warning about a field. A warning about the whole state, such
     * as an unknown model of the device, raises none, unless it is about bytes that the decoder left unread, or stands for
     * findings that were not kept.
     */
    private static boolean raisesDoubt(Finding finding) {
        return switch (finding.severity()) {
            case ERROR -> true;
            case WARNING ->
                finding.offset().isPresent()
                        || InspectionFindingCodes.UNREAD_BYTES.code().equals(finding.code())
                        || InspectionFindingCodes.PLUGIN_MORE_FINDINGS.code().equals(finding.code());
            case INFO -> false;
        };
    }
}
