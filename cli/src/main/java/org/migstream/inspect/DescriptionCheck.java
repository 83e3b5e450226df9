// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.migstream.io.Spool;
import org.migstream.report.FindingLog;
import org.migstream.report.SectionEntry;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.vmdesc.DescribedSection;
import org.migstream.vmdesc.VmDescription;

/** Compares the sections that were found with those that the description lists. */
final class DescriptionCheck {
    private final VmDescription description;
    private final FindingLog findings;
    private final Set<SectionKey> missing = new LinkedHashSet<>();

    DescriptionCheck(VmDescription description, FindingLog findings) {
        this.description = description;
        this.findings = findings;
        for (DescribedSection section : description.sections()) {
            missing.add(section.key());
        }
    }

    void compare(Spool<SectionEntry> sections) throws IOException {
        sections.forEach(entry -> {
            if (entry.head().kind() == Section.Kind.FULL && entry.complete()) {
                compare(entry);
            }
        });
        for (SectionKey key : missing) {
            findings.add(
                    Finding.of(
                            Severity.WARNING,
                            "vmdesc.section-missing",
                            "the description lists this section, but the stream has none of that name and instance"),
                    key,
                    null);
        }
    }

    private void compare(SectionEntry entry) {
        SectionKey key = entry.head().key();
        missing.remove(key);
        description.fullPayloadLength(key).ifPresent(described -> {
            if (described != entry.payloadLength()) {
                findings.add(
                        Finding.at(
                                entry.head().bodyOffset(),
                                Severity.WARNING,
                                "vmdesc.length",
                                "the section has " + entry.payloadLength() + " bytes, its description " + described
                                        + ": one of them is damaged, or the section's end was taken for another's"),
                        key,
                        null);
            }
        });
    }
}
