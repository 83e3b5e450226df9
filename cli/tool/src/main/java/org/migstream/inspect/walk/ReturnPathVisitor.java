// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import org.migstream.inspect.report.ReturnPathEntry;
import org.migstream.io.SpillList;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.ReturnPathMessage;

/** What the destination said: a list of messages. */
public record ReturnPathVisitor(SpillList<ReturnPathEntry> messages, FindingLog findings) implements ElementVisitor {
    @Override
    public void visit(Element element, MigrationReader reader) throws IOException {
        if (element instanceof ReturnPathMessage message) {
            reader.skipBody();
            ReturnPathEntry entry = ReturnPathEntry.of(message);
            messages.add(entry);
            if (message.type() == ReturnPathMessage.Type.SHUT && entry.value().orElse(0) != 0) {
                findings.add(Finding.at(
                        message.offset(),
                        Severity.ERROR,
                        "return-path.failed",
                        "the destination reports that loading failed: SHUT "
                                + entry.value().getAsLong()));
            }
        }
    }
}
