// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.Section;

/** Whether the stream has a section of that number. */
final class SectionIdLookup implements Lookup {
    @Override
    public void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) throws IOException {
        long id = saying.decimal("sectionid").orElseThrow();
        AtomicReference<Section> first = new AtomicReference<>();
        report.outline().sections().forEach(entry -> {
            if (entry.head().sectionId() == id) {
                first.compareAndSet(null, entry.head());
            }
        });
        Section section = first.get();
        if (section == null) {
            answer.addText("the stream has no section of the number " + id);
        } else {
            answer.addAtOffset(section.key(), section.offset(), "the first section of the number " + id);
        }
    }
}
