// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.util.List;
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
     * at the wrong place. If the doubt has no place, it begins at the start.
     *
     * @return an offset from the start of the state; empty if nothing raises doubt
     */
    static OptionalLong start(DecodedState state) {
        List<Finding> doubts =
                state.findings().stream().filter(BorderDoubt::raisesDoubt).toList();
        if (doubts.isEmpty()) {
            return state.isIncomplete() ? OptionalLong.of(0) : OptionalLong.empty();
        }
        if (doubts.stream().anyMatch(doubt -> doubt.offset().isEmpty())) {
            return OptionalLong.of(0);
        }
        return OptionalLong.of(state.findings().stream()
                .flatMapToLong(finding -> finding.offset().stream())
                .min()
                .orElse(0));
    }

    /**
     * Returns whether a finding raises doubt: an error, or a warning about a field. A warning about the whole state, such
     * as an unknown model of the device, raises none, unless it is about bytes that the decoder left unread, or counts
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
