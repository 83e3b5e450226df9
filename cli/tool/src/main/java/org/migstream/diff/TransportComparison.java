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
import org.migstream.inspect.report.RamSummary;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.profile.SavedProfiles;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/** How two main streams were sent: what differs between two saves of one and the same state. */
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
        compare("description", frame -> frame.vmdesc() == null ? "none" : "there");
        compareProfiles(savedProfiles(a), savedProfiles(b));
        compareSectionIds();
        compareCommandCounts(commandCounts(a), commandCounts(b));
        comparePageCounts();
        compare("channels", a.report().channels().size(), b.report().channels().size());
    }

    private void compare(String name, Function<StreamOutline, @Nullable Object> value) throws IOException {
        compare(name, value.apply(a.report().outline()), value.apply(b.report().outline()));
    }

    private void compare(String name, @Nullable Object here, @Nullable Object there) throws IOException {
        compare(null, name, here, there);
    }

    private void compare(@Nullable SectionKey section, String name, @Nullable Object here, @Nullable Object there)
            throws IOException {
        differences.compare(DifferenceArea.TRANSPORT, section, name, here, there, CATEGORY);
    }

    private void compareProfiles(Map<String, Object> here, Map<String, Object> there) throws IOException {
        for (String device : union(here.keySet(), there.keySet())) {
            compare("profile of " + device, here.get(device), there.get(device));
        }
    }

    private static <T> Set<T> union(Set<T> here, Set<T> there) {
        Set<T> all = new LinkedHashSet<>(here);
        all.addAll(there);
        return all;
    }

    private static Map<String, Object> savedProfiles(DiffOperand side) {
        Map<String, Object> profiles = new LinkedHashMap<>();
        StreamOutline frame = side.report().outline();
        if (frame.vmdesc() != null && frame.vmdesc().savedProfiles() != null) {
            for (SavedProfiles.SavedProfile device :
                    frame.vmdesc().savedProfiles().devices()) {
                profiles.put(device.idstr(), device.profile());
            }
        }
        return profiles;
    }

    private void compareSectionIds() throws IOException {
        for (Map.Entry<NamedSections.SectionIdentity, Section> here :
                a.sections().byIdentity().entrySet()) {
            Section there = b.sections().byIdentity().get(here.getKey());
            if (there != null) {
                String name = "id of the " + here.getKey().kind() + " section";
                compare(here.getKey().key(), name, here.getValue().sectionId(), there.sectionId());
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

    private void compareCommandCounts(Map<Integer, Long> here, Map<Integer, Long> there) throws IOException {
        for (Integer code : union(here.keySet(), there.keySet())) {
            compare("commands " + code, here.getOrDefault(code, 0L), there.getOrDefault(code, 0L));
        }
    }

    /** How many there are of each code, in the order in which the first came. */
    private static Map<Integer, Long> commandCounts(DiffOperand side) throws IOException {
        Map<Integer, Long> counts = new LinkedHashMap<>();
        side.report().outline().commands().forEach(command -> counts.merge(command.code(), 1L, Long::sum));
        return counts;
    }

    /** As what the pages of each block were sent; a block that only one has was told before. */
    private void comparePageCounts() throws IOException {
        Map<String, RamSummary.Block> there = new HashMap<>();
        ramBlocks(b).forEach(block -> there.put(block.name(), block));
        for (RamSummary.Block block : ramBlocks(a)) {
            RamSummary.Block other = there.get(block.name());
            if (other != null) {
                String name = "pages of " + block.name();
                compare(name + " as they are", block.normalPages(), other.normalPages());
                compare(name + " as zeroes", block.zeroPages(), other.zeroPages());
                compare(name + " as differences", block.xbzrlePages(), other.xbzrlePages());
                compare(name + " packed", block.compressedPages(), other.compressedPages());
            }
        }
    }

    private static List<RamSummary.Block> ramBlocks(DiffOperand side) {
        RamSummary ram = side.report().outline().ram();
        return ram == null ? List.of() : ram.blocks();
    }
}
