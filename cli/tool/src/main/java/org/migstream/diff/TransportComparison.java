// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.profile.SavedProfiles;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/** Compares how two main streams were sent. Two saves of the same state may be sent in different ways. */
final class TransportComparison {
    private static final IgnoreCategory CATEGORY = IgnoreCategory.TRANSPORT;

    private final DiffOperand a;
    private final DiffOperand b;
    private final DifferenceCollector differences;

    TransportComparison(DiffOperand a, DiffOperand b, DifferenceCollector differences) {
        this.a = a;
        this.b = b;
        this.differences = differences;
    }

    void compare() throws IOException {
        compare(
                "written by",
                a.report().dialect().toString(),
                b.report().dialect().toString());
        compare(
                "capabilities",
                StreamLayoutComparison.fromConfiguration(c -> StreamLayoutComparison.formatCapabilities(c, CATEGORY)));
        compare("footers", StreamOutline::hasFooters);
        compare("description", outline -> outline.vmdesc() == null ? "none" : "there");
        compareProfiles(savedProfiles(a), savedProfiles(b));
        compareSectionIds();
        compareCommandCounts(commandCounts(a), commandCounts(b));
        comparePageCounts();
        compare("channels", a.report().channels().size(), b.report().channels().size());
    }

    private void compare(String name, Function<StreamOutline, @Nullable Object> value) throws IOException {
        compare(name, value.apply(a.report().outline()), value.apply(b.report().outline()));
    }

    private void compare(String name, @Nullable Object valueA, @Nullable Object valueB) throws IOException {
        compare(null, name, valueA, valueB);
    }

    private void compare(@Nullable SectionKey section, String name, @Nullable Object valueA, @Nullable Object valueB)
            throws IOException {
        differences.compare(DifferenceArea.TRANSPORT, section, name, valueA, valueB, CATEGORY);
    }

    private void compareProfiles(Map<String, Object> profilesA, Map<String, Object> profilesB) throws IOException {
        for (String device : union(profilesA.keySet(), profilesB.keySet())) {
            compare("profile of " + device, profilesA.get(device), profilesB.get(device));
        }
    }

    private static <T> Set<T> union(Set<T> a, Set<T> b) {
        Set<T> all = new LinkedHashSet<>(a);
        all.addAll(b);
        return all;
    }

    private static Map<String, Object> savedProfiles(DiffOperand operand) {
        Map<String, Object> profiles = new LinkedHashMap<>();
        StreamOutline outline = operand.report().outline();
        if (outline.vmdesc() != null && outline.vmdesc().savedProfiles() != null) {
            for (SavedProfiles.SavedProfile device :
                    outline.vmdesc().savedProfiles().devices()) {
                profiles.put(device.idstr(), device.profile());
            }
        }
        return profiles;
    }

    private void compareSectionIds() throws IOException {
        for (Map.Entry<NamedSections.SectionIdentity, Section> entry :
                a.sections().byIdentity().entrySet()) {
            Section sectionB = b.sections().byIdentity().get(entry.getKey());
            if (sectionB != null) {
                String name = "id of the " + entry.getKey().kind() + " section";
                compare(entry.getKey().key(), name, entry.getValue().sectionId(), sectionB.sectionId());
            }
        }
        for (SectionKey key : union(
                a.sections().partCounts().keySet(), b.sections().partCounts().keySet())) {
            compare(
                    key,
                    "rounds",
                    a.sections().partCounts().getOrDefault(key, 0L),
                    b.sections().partCounts().getOrDefault(key, 0L));
        }
    }

    private void compareCommandCounts(Map<Integer, Long> countsA, Map<Integer, Long> countsB) throws IOException {
        for (Integer code : union(countsA.keySet(), countsB.keySet())) {
            compare("commands " + code, countsA.getOrDefault(code, 0L), countsB.getOrDefault(code, 0L));
        }
    }

    /** Returns the number of commands of each code, in order of first occurrence. */
    private static Map<Integer, Long> commandCounts(DiffOperand operand) throws IOException {
        Map<Integer, Long> counts = new LinkedHashMap<>();
        operand.report().outline().commands().forEach(command -> counts.merge(command.code(), 1L, Long::sum));
        return counts;
    }

    /**
     * Compares how the pages of each block were sent. {@link RamComparison} reports the blocks that only one stream
     * has.
     */
    private void comparePageCounts() throws IOException {
        Map<String, RamSummary.Block> blocksOfB = new HashMap<>();
        ramBlocks(b).forEach(block -> blocksOfB.put(block.name(), block));
        for (RamSummary.Block block : ramBlocks(a)) {
            RamSummary.Block other = blocksOfB.get(block.name());
            if (other != null) {
                String name = "pages of " + block.name();
                compare(name + " as they are", block.normalPages(), other.normalPages());
                compare(name + " as zeroes", block.zeroPages(), other.zeroPages());
                compare(name + " as differences", block.xbzrlePages(), other.xbzrlePages());
                compare(name + " packed", block.compressedPages(), other.compressedPages());
            }
        }
    }

    private static List<RamSummary.Block> ramBlocks(DiffOperand operand) {
        RamSummary ram = operand.report().outline().ram();
        return ram == null ? List.of() : ram.blocks();
    }
}
