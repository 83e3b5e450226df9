// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.check.EmulatedDevices.FieldKey;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Configuration;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamKind;

/**
 * The parts of a main stream that QEMU compares with its own machine before or while it loads a section.
 *
 * @param configuration the configuration section; null if the stream has none
 * @param hasFooters whether sections have footers; null if no section was read to its end
 * @param ramBlocks the RAM blocks; empty if the stream has no list of blocks
 * @param sections the first section head with a name of each device, in stream order
 * @param ambiguous the keys that several section heads have, with different versions
 * @param devices the values of emulated devices; null if the stream does not show them
 * @param complete whether all sections of the stream were read
 */
record SavedMachine(
        @Nullable Configuration configuration,
        @Nullable Boolean hasFooters,
        List<RamSummary.Block> ramBlocks,
        Map<SectionKey, Section> sections,
        Set<SectionKey> ambiguous,
        @Nullable EmulatedDevices devices,
        boolean complete) {
    /** Maximum number of devices that are compared; a machine has some hundred. */
    private static final int MAX_SECTIONS = 1 << 14;

    /**
     * Reads these parts of a report; empty for an input that is not a main stream.
     *
     * @param wanted the places of values of emulated devices that are read because a target compares them
     */
    static Optional<SavedMachine> of(StreamReport report, Set<FieldKey> wanted) throws IOException {
        if (!StreamKind.MAIN.label().equals(report.input().kind())) {
            return Optional.empty();
        }
        StreamOutline outline = report.outline();
        Map<SectionKey, Section> sections = new LinkedHashMap<>();
        Set<SectionKey> ambiguous = new HashSet<>();
        boolean[] tooMany = {false};
        outline.sections().forEach(entry -> add(entry.head(), sections, ambiguous, tooMany));
        return Optional.of(new SavedMachine(
                outline.configuration(),
                outline.hasFooters(),
                outline.ram() == null ? List.of() : outline.ram().blocks(),
                sections,
                ambiguous,
                EmulatedDevices.of(report, wanted).orElse(null),
                report.outcome() == ReadOutcome.COMPLETE && !tooMany[0]));
    }

    private static void add(
            Section head, Map<SectionKey, Section> sections, Set<SectionKey> ambiguous, boolean[] tooMany) {
        if (!head.kind().hasIdstr()) {
            return;
        }
        Section first = sections.get(head.key());
        if (first != null) {
            if (first.versionId() != head.versionId()) {
                ambiguous.add(head.key());
            }
            return;
        }
        if (sections.size() < MAX_SECTIONS) {
            sections.put(head.key(), head);
        } else {
            tooMany[0] = true;
        }
    }

    /** Returns the places of the values of emulated devices that QEMU compares. */
    Set<FieldKey> comparedFields() {
        return devices == null ? Set.of() : devices.values().keySet();
    }

    /**
     * Returns whether the stream has VFIO devices and nothing else of a machine, as {@code save} and {@code extract} write
     * it. Such a stream does not show which other sections its QEMU has.
     */
    boolean hasOnlyVfioDevices() {
        return !sections.isEmpty() && sections.keySet().stream().allMatch(SectionKey::isVfio);
    }

    /** Returns whether the stream is of a whole machine: it has guest memory. */
    boolean hasRam() {
        return !ramBlocks.isEmpty();
    }
}
