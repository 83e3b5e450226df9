// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.Section;

/** Whether the stream has a section of that number. */
final class SectionIdLookup implements Lookup {
    @Override
    public void look(Saying saying, StreamReport report, Answer answer) throws IOException {
        long id = saying.number("sectionid").orElseThrow();
        AtomicReference<Section> first = new AtomicReference<>();
        report.frame().sections().forEach(entry -> {
            if (entry.head().sectionId() == id) {
                first.compareAndSet(null, entry.head());
            }
        });
        Section section = first.get();
        if (section == null) {
            answer.say("the stream has no section of the number " + id);
        } else {
            answer.at(section.key(), section.offset(), "the first section of the number " + id);
        }
    }
}
