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

/** Compares how two main streams were sent. Two saves of the same state may differ in it. */
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

    private void compareProfiles(Map<String, Object> valueA, Map<String, Object> valueB) throws IOException {
        for (String device : union(valueA.keySet(), valueB.keySet())) {
            compare("profile of " + device, valueA.get(device), valueB.get(device));
        }
    }

    private static <T> Set<T> union(Set<T> valueA, Set<T> valueB) {
        Set<T> all = new LinkedHashSet<>(valueA);
        all.addAll(valueB);
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
        for (Map.Entry<NamedSections.SectionIdentity, Section> valueA :
                a.sections().byIdentity().entrySet()) {
            Section valueB = b.sections().byIdentity().get(valueA.getKey());
            if (valueB != null) {
                String name = "id of the " + valueA.getKey().kind() + " section";
                compare(valueA.getKey().key(), name, valueA.getValue().sectionId(), valueB.sectionId());
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

    private void compareCommandCounts(Map<Integer, Long> valueA, Map<Integer, Long> valueB) throws IOException {
        for (Integer code : union(valueA.keySet(), valueB.keySet())) {
            compare("commands " + code, valueA.getOrDefault(code, 0L), valueB.getOrDefault(code, 0L));
        }
    }

    /** Returns the number of commands of each code, in order of first occurrence. */
    private static Map<Integer, Long> commandCounts(DiffOperand operand) throws IOException {
        Map<Integer, Long> counts = new LinkedHashMap<>();
        operand.report().outline().commands().forEach(command -> counts.merge(command.code(), 1L, Long::sum));
        return counts;
    }

    /**
     * Compares how the pages of each block were sent. Blocks that only one stream has are reported with the memory.
     */
    private void comparePageCounts() throws IOException {
        Map<String, RamSummary.Block> valueB = new HashMap<>();
        ramBlocks(b).forEach(block -> valueB.put(block.name(), block));
        for (RamSummary.Block block : ramBlocks(a)) {
            RamSummary.Block other = valueB.get(block.name());
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
