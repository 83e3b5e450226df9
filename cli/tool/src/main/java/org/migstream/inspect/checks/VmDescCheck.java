// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.io.SpillList;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.DescribedSection;
import org.migstream.vmstate.VmDescription;

/** Compares the sections that were found with those that the description lists. */
public final class VmDescCheck {
    /** Arrays of which QEMU before 10.0 described only the first element, a null pointer (hw/s390x/css.c). */
    private static final Set<String> WRONGLY_DESCRIBED = Set.of("s390_css");

    private final FindingLog findings;
    /** Sections of equal name and instance are described in the order in which they stand. */
    private final Map<SectionKey, Deque<DescribedSection>> describedSections = new LinkedHashMap<>();

    public VmDescCheck(VmDescription description, FindingLog findings) {
        this.findings = findings;
        for (DescribedSection section : description.sections()) {
            describedSections
                    .computeIfAbsent(section.key(), key -> new ArrayDeque<>(1))
                    .add(section);
        }
    }

    public void check(SpillList<SectionEntry> sections) throws IOException {
        sections.forEach(entry -> {
            if (entry.head().kind() == Section.Kind.FULL && entry.isComplete()) {
                check(entry);
            }
        });
        describedSections.forEach((key, missing) -> {
            if (!missing.isEmpty()) {
                findings.add(
                        Finding.of(
                                Severity.ERROR,
                                "vmdesc.section-missing",
                                "the description lists this section, but the stream has none of that name and instance"),
                        key,
                        null);
            }
        });
    }

    private void check(SectionEntry entry) {
        Section head = entry.head();
        Deque<DescribedSection> candidates = describedSections.get(head.key());
        DescribedSection described = candidates == null ? null : candidates.poll();
        if (described == null) {
            report(
                    Severity.ERROR,
                    head,
                    head.offset(),
                    "vmdesc.section-undescribed",
                    "the description does not list this section: its name or instance is damaged, or it is twice there");
            return;
        }
        if (described.payloadLength() != entry.payloadLength()) {
            boolean misdescribed = WRONGLY_DESCRIBED.contains(head.key().idstr());
            report(
                    misdescribed ? Severity.WARNING : Severity.ERROR,
                    head,
                    head.bodyOffset(),
                    "vmdesc.length",
                    "the section has " + entry.payloadLength() + " bytes, its description " + described.payloadLength()
                            + (misdescribed
                                    ? ": older QEMUs describe this device wrongly"
                                    : ": one of them is damaged, or the section's end was taken for another's"));
        }
        if (!described.oldStyle() && described.version() != head.versionId()) {
            report(
                    Severity.ERROR,
                    head,
                    head.offset(),
                    "vmdesc.version",
                    "the section has version " + head.versionId() + ", its description " + described.version());
        }
    }

    private void report(Severity severity, Section head, long offset, String code, String message) {
        findings.add(Finding.at(offset, severity, code, message), head.key(), null);
    }
}
