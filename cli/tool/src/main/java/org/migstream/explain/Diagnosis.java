// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.report.LocatedFinding;
import org.migstream.stream.SectionKey;

/**
 * The explanation of one message.
 *
 * @param id the id of the entry in {@code messages.txt}; stays the same from release to release
 * @param matchedText the matching part of the text that the user gave
 * @param meaning what the message means
 * @param locations what the message is about in the stream; empty without a stream
 * @param advice what to do
 * @param findings the findings of the stream and of its devices' states that belong to the message
 */
public record Diagnosis(
        String id,
        String matchedText,
        String meaning,
        List<Location> locations,
        String advice,
        List<LocatedFinding> findings) {
    /** Copies the lists. */
    public Diagnosis {
        locations = List.copyOf(locations);
        findings = List.copyOf(findings);
    }

    /**
     * A part of a stream that a message is about.
     *
     * @param section the section of this part; null if it is outside of all sections
     * @param offset in bytes from the start of the stream; empty if the part has no single offset
     * @param text one sentence without its full stop
     */
    public record Location(@Nullable SectionKey section, OptionalLong offset, String text) {}
}
