// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.InspectionFindingCodes.RETURN_PATH_FAILED;

import java.io.IOException;
import org.migstream.inspect.report.ReturnPathEntry;
import org.migstream.inspect.walk.StreamWalker.ElementVisitor;
import org.migstream.io.SpillList;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.ReturnPathMessage;

/**
 * Lists the messages of a return path, which the destination sends to the source.
 *
 * @param messages receives the messages
 * @param findings receives an error if the destination reports one
 */
public record ReturnPathVisitor(SpillList<ReturnPathEntry> messages, FindingLog findings) implements ElementVisitor {
    @Override
    public void visit(Element element, MigrationReader reader) throws IOException {
        if (element instanceof ReturnPathMessage message) {
            reader.skipBody();
            ReturnPathEntry entry = ReturnPathEntry.of(message);
            messages.add(entry);
            long status = entry.value().orElse(0);
            if (message.type() == ReturnPathMessage.Type.SHUT && status != 0) {
                findings.add(Finding.at(
                        message.offset(),
                        Severity.ERROR,
                        RETURN_PATH_FAILED,
                        "the destination reports that loading failed: SHUT " + status));
            }
        }
    }
}
