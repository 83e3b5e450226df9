// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.Finding;
import org.migstream.stream.SectionKey;

/**
 * A finding and the part of the input that it belongs to.
 *
 * @param finding its offset counts bytes from the start of the decompressed stream
 * @param section the section that contains the finding; null if it is outside of all sections
 * @param channel the name of the multifd recording that contains the finding; null for the input itself
 */
public record LocatedFinding(
        Finding finding,
        @Nullable SectionKey section,
        @Nullable String channel) {
    private static final String PLACE = " at 0x";

    /**
     * Returns the finding without its place in the input. If it has one, its message may name others, such as the begin of
     * the section, and loses them.
     */
    public LocatedFinding withoutOffset() {
        if (finding.offset().isEmpty()) {
            return this;
        }
        return new LocatedFinding(
                new Finding(finding.severity(), finding.code(), withoutPlaces(finding.message()), OptionalLong.empty()),
                section,
                channel);
    }

    /** Cuts each {@code at 0x10} from a message. */
    private static String withoutPlaces(String message) {
        StringBuilder text = new StringBuilder(message);
        for (int from; (from = text.indexOf(PLACE)) >= 0; ) {
            int end = from + PLACE.length();
            while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
                end++;
            }
            text.delete(from, end);
        }
        return text.toString();
    }
}
