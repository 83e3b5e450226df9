// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.VMDESC_LENGTH;
import static org.migstream.report.InspectionFindingCodes.VMDESC_SECTION_MISSING;
import static org.migstream.report.InspectionFindingCodes.VMDESC_SECTION_UNDESCRIBED;
import static org.migstream.report.InspectionFindingCodes.VMDESC_VERSION;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.migstream.inspect.checks.StreamChecks.MainStreamSummary;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;

/** Compares the sections of the stream with those of the vmdescription. */
final class VmDescCheck implements StreamCheck {
    /**
     * Devices that QEMU before 10.0 describes wrongly: if the first element of an array is null, it describes only this
     * element (hw/s390x/css.c).
     */
    private static final Set<String> WRONGLY_DESCRIBED = Set.of("s390_css");

    /**
     * The described sections of each key. Several sections can have the same key; they are described in stream order.
     */
    private final Map<SectionKey, Deque<DescribedSection>> describedSections = new LinkedHashMap<>();

    @Override
    public void finishMainStream(MainStreamSummary stream, FindingLog findings) throws IOException {
        if (stream.vmDescription() == null) {
            return;
        }
        for (DescribedSection section : stream.vmDescription().sections()) {
            describedSections
                    .computeIfAbsent(section.key(), key -> new ArrayDeque<>(1))
                    .add(section);
        }
        stream.outline().sections().forEach(entry -> {
            if (entry.head().kind() == Section.Kind.FULL && entry.isComplete()) {
                compare(entry, findings);
            }
        });
        describedSections.forEach((key, missing) -> {
            if (!missing.isEmpty()) {
                findings.add(
                        Finding.of(
                                Severity.ERROR,
                                VMDESC_SECTION_MISSING,
                                "the vmdescription lists this section, but the stream has none with this name and"
                                        + " instance"),
                        key,
                        null);
            }
        });
    }

    private void compare(SectionEntry entry, FindingLog findings) {
        Section head = entry.head();
        Deque<DescribedSection> candidates = describedSections.get(head.key());
        DescribedSection described = candidates == null ? null : candidates.poll();
        if (described == null) {
            findings.add(
                    Finding.at(
                            head.offset(),
                            Severity.ERROR,
                            VMDESC_SECTION_UNDESCRIBED,
                            "the vmdescription does not list this section: its name or instance is damaged, or the"
                                    + " section is repeated"),
                    head.key(),
                    null);
            return;
        }
        if (described.payloadLength() != entry.payloadLength()) {
            boolean misdescribed = WRONGLY_DESCRIBED.contains(head.key().idstr());
            findings.add(
                    Finding.at(
                            head.bodyOffset(),
                            misdescribed ? Severity.WARNING : Severity.ERROR,
                            VMDESC_LENGTH,
                            "the section has " + entry.payloadLength() + " bytes, but the vmdescription gives "
                                    + described.payloadLength()
                                    + (misdescribed
                                            ? ": QEMU before 10.0 describes this device wrongly"
                                            : ": one of them is damaged, or the section's end was guessed wrongly")),
                    head.key(),
                    null);
        }
        if (!described.oldStyle() && described.version() != head.versionId()) {
            findings.add(
                    Finding.at(
                            head.offset(),
                            Severity.ERROR,
                            VMDESC_VERSION,
                            "the section has version " + head.versionId() + ", but the vmdescription gives "
                                    + described.version()),
                    head.key(),
                    null);
        }
    }
}
