// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.StreamException;
import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;

/**
 * Walks over a stream once. A fault of the content (damage, an unsupported feature or an exceeded limit) ends the walk
 * and becomes a finding; an I/O error is thrown.
 */
public final class StreamWalker {
    private final FindingLog findings;
    private final @Nullable String channel;

    /** @param channel the name of the recording if the stream is a multifd channel, else null */
    public StreamWalker(FindingLog findings, @Nullable String channel) {
        this.findings = findings;
        this.channel = channel;
    }

    /** Passes every element to {@code visitor}. */
    public ReadOutcome walk(MigrationReader reader, ElementVisitor visitor) throws IOException {
        Element last = null;
        try {
            for (Element element; (element = reader.next()) != null; ) {
                last = element;
                visitor.visit(element, reader);
            }
            return ReadOutcome.COMPLETE;
        } catch (StreamException e) {
            return reportDamage(e, visitor.openSection(), last);
        }
    }

    /**
     * Adds the finding for damage.
     *
     * @param section the section that contains the damage; null outside of sections
     * @param last the last element that was read; null before the first
     */
    public ReadOutcome reportDamage(StreamException damage, @Nullable Section section, @Nullable Element last) {
        findings.addStopReason(
                TruncationMessages.explain(damage, section, last), section == null ? null : section.key(), channel);
        return ReadOutcome.of(damage);
    }

    /** Receives the elements of one kind of stream. */
    interface ElementVisitor {
        /** Handles the element that {@code reader} has just read, and reads the element's body if it is needed. */
        void visit(Element element, MigrationReader reader) throws IOException;

        /** Returns the section that contains the current element; null outside of sections. */
        default @Nullable Section openSection() {
            return null;
        }
    }
}
