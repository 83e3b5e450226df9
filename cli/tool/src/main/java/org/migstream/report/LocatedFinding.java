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
    /** Returns the finding without its place in the input. */
    public LocatedFinding withoutOffset() {
        return new LocatedFinding(
                new Finding(finding.severity(), finding.code(), finding.message(), OptionalLong.empty()),
                section,
                channel);
    }
}
