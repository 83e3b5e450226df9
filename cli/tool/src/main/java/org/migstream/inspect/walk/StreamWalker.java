// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import org.migstream.io.StreamException;
import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;

/** One pass over a stream. Damage ends the pass and becomes a finding; a fault of the machine stays an exception. */
public final class StreamWalker {
    private final FindingLog findings;
    private final String channel;

    /** @param channel the name of the recording if it is a channel's, else null */
    public StreamWalker(FindingLog findings, String channel) {
        this.findings = findings;
        this.channel = channel;
    }

    public ReadOutcome walk(MigrationReader reader, ElementVisitor reading) throws IOException {
        Element last = null;
        try {
            for (Element element; (element = reader.next()) != null; ) {
                last = element;
                reading.visit(element, reader);
            }
            return ReadOutcome.COMPLETE;
        } catch (StreamException e) {
            return reportDamage(e, reading.openSection(), last);
        }
    }

    public ReadOutcome reportDamage(StreamException damage, Section section, Element last) {
        findings.addStopReason(
                TruncationMessages.explain(damage, section, last), section == null ? null : section.key(), channel);
        return ReadOutcome.of(damage);
    }
}
