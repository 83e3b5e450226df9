// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.explain.KnownMessage.MessageRole;
import org.migstream.report.LocatedFinding;
import org.migstream.stream.SectionKey;

/**
 * The explanation of one message.
 *
 * @param id the id of the entry in the table of messages; stays the same from release to release
 * @param role whether the message contains the cause
 * @param matchedText the matching part of the text that the user gave
 * @param message the matching part on one line, without escapes and the prefixes of a log
 * @param sources the functions that print the message in this wording
 * @param meaning what the message means
 * @param locations what the message is about in the stream; empty without a stream
 * @param advice what to do
 * @param findings the findings of the stream and of its devices' states that belong to the message
 */
public record Diagnosis(
        String id,
        MessageRole role,
        String matchedText,
        String message,
        List<MessageSource> sources,
        String meaning,
        List<Location> locations,
        String advice,
        List<LocatedFinding> findings) {
    /** Copies the lists. */
    public Diagnosis {
        sources = List.copyOf(sources);
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
