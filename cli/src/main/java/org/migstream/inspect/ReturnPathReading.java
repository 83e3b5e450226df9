// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import org.migstream.io.Spool;
import org.migstream.report.ReturnPathEntry;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.ReturnPathMessage;

/** What the destination said: a list of messages. */
record ReturnPathReading(Spool<ReturnPathEntry> messages) implements Reading {
    @Override
    public void element(Element element, MigrationReader reader) throws IOException {
        if (element instanceof ReturnPathMessage message) {
            reader.skipBody();
            messages.add(ReturnPathEntry.of(message));
        }
    }
}
