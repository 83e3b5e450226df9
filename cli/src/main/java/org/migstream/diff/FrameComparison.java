// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.migstream.profile.SavedProfiles;
import org.migstream.report.Difference;
import org.migstream.report.DifferenceArea;
import org.migstream.report.Frame;
import org.migstream.report.RamSummary;
import org.migstream.report.TrailingBytes;
import org.migstream.report.Volatile;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/** The outlines of two main streams: what the source was, which sections there are, and how they were sent. */
final class FrameComparison {
    private final Side a;
    private final Side b;
    private final Differences differences;
    private final SectionHeads headsA;
    private final SectionHeads headsB;

    FrameComparison(Side a, Side b, Differences differences) throws IOException {
        this.a = a;
        this.b = b;
        this.differences = differences;
        headsA = SectionHeads.of(a.report());
        headsB = SectionHeads.of(b.report());
    }

    /** Header and configuration. */
    void machine() throws IOException {
        DifferenceArea area = DifferenceArea.MACHINE;
        compare(area, "machine type", configured(Configuration::machine), null);
        compare(area, "capabilities", configured(c -> capabilities(c, null)), null);
        compare(area, "UUID", configured(c -> c.uuid().map(Object::toString).orElse("none")), null);
        compare(
                area,
                "target page bits",
                configured(c -> c.targetPageBits().isPresent()
                        ? Integer.toString(c.targetPageBits().getAsInt())
                        : "none"),
                null);
        compare(
                area,
                "page size",
                frame -> frame.ram() == null ? null : frame.ram().pageSize(),
                null);
    }

    private static String capabilities(Configuration configuration, Volatile kind) {
        List<String> some = configuration.capabilities().stream()
                .filter(capability -> Volatility.of(capability) == kind)
                .toList();
        return some.isEmpty() ? "none" : String.join(", ", some);
    }

    private static Function<Frame, Object> configured(Function<Configuration, String> value) {
        return frame -> frame.configuration() == null ? null : value.apply(frame.configuration());
    }

    private void compare(DifferenceArea area, String name, Function<Frame, Object> value, Volatile kind)
            throws IOException {
        differences.compare(
                area,
                null,
                name,
                value.apply(a.report().frame()),
                value.apply(b.report().frame()),
                kind);
    }

    /** Which there are, and in which versions. */
    void sections() throws IOException {
        Set<SectionHeads.Name> all = new LinkedHashSet<>(headsA.byName().keySet());
        all.addAll(headsB.byName().keySet());
        for (SectionHeads.Name name : all) {
            Section here = headsA.byName().get(name);
            Section there = headsB.byName().get(name);
            if (here == null || there == null) {
                String kind = "version " + (here == null ? there : here).versionId();
                differences.add(
                        DifferenceArea.SECTIONS,
                        name.key(),
                        name.kind() + " section",
                        here == null ? null : kind,
                        there == null ? null : kind);
            } else {
                differences.compare(
                        DifferenceArea.SECTIONS,
                        name.key(),
                        "version of the " + name.kind() + " section",
                        here.versionId(),
                        there.versionId(),
                        null);
            }
        }
        if (!headsA.all() || !headsB.all()) {
            differences.notCompared("sections, of which there are too many");
        }
    }

    /** In which order those come that both have. */
    void order() throws IOException {
        List<SectionHeads.Name> here = new ArrayList<>(headsA.byName().keySet());
        here.retainAll(headsB.byName().keySet());
        List<SectionHeads.Name> there = new ArrayList<>(headsB.byName().keySet());
        there.retainAll(headsA.byName().keySet());
        int moved = 0;
        int first = -1;
        for (int i = 0; i < here.size(); i++) {
            if (!here.get(i).equals(there.get(i))) {
                first = moved++ == 0 ? i : first;
            }
        }
        if (moved > 0) {
            differences.add(new Difference(
                    DifferenceArea.ORDER,
                    null,
                    first == 0 ? "first section" : "section behind " + label(here.get(first - 1)),
                    label(here.get(first)),
                    label(there.get(first)),
                    moved + " sections of both are in other places",
                    Volatile.ORDER));
        }
    }

    private static String label(SectionHeads.Name name) {
        String instance = name.key().instanceId() == 0 ? "" : " #" + name.key().instanceId();
        return name.kind() + " " + name.key().idstr() + instance;
    }

    /** What follows the streams: no QEMU reads it, but the inputs are not the same. */
    void trailing() throws IOException {
        compare(DifferenceArea.TRAILING, "bytes that follow", frame -> text(frame.trailing()), null);
    }

    private static String text(TrailingBytes trailing) {
        return trailing == null ? null : trailing.length() + " bytes, sha256 " + trailing.sha256();
    }

    /** How it was sent. */
    void transport() throws IOException {
        DifferenceArea area = DifferenceArea.TRANSPORT;
        Volatile kind = Volatile.TRANSPORT;
        differences.compare(
                area,
                null,
                "written by",
                a.report().dialect().toString(),
                b.report().dialect().toString(),
                kind);
        compare(area, "capabilities", configured(c -> capabilities(c, kind)), kind);
        compare(area, "footers", Frame::footers, kind);
        compare(area, "description", frame -> frame.vmdesc() == null ? "none" : "there", kind);
        Map<String, Object> saved = saved(a);
        for (Map.Entry<String, Object> device : saved(b).entrySet()) {
            saved.putIfAbsent(device.getKey(), null);
        }
        for (String device : saved.keySet()) {
            differences.compare(area, null, "profile of " + device, saved.get(device), saved(b).get(device), kind);
        }
        sections(area, kind);
        counts(area, kind, commands(a), commands(b));
        pages(area, kind);
        compare(
                area,
                "channels",
                a.report().channels().size(),
                b.report().channels().size());
    }

    private void compare(DifferenceArea area, String name, Object here, Object there) throws IOException {
        differences.compare(area, null, name, here, there, Volatile.TRANSPORT);
    }

    private void sections(DifferenceArea area, Volatile kind) throws IOException {
        for (Map.Entry<SectionHeads.Name, Section> here : headsA.byName().entrySet()) {
            Section there = headsB.byName().get(here.getKey());
            if (there != null) {
                SectionKey key = here.getKey().key();
                String name = "id of the " + here.getKey().kind() + " section";
                differences.compare(area, key, name, here.getValue().sectionId(), there.sectionId(), kind);
            }
        }
        Set<SectionKey> devices = new LinkedHashSet<>(headsA.rounds().keySet());
        devices.addAll(headsB.rounds().keySet());
        for (SectionKey key : devices) {
            long here = headsA.rounds().getOrDefault(key, 0L);
            long there = headsB.rounds().getOrDefault(key, 0L);
            differences.compare(area, key, "rounds", here, there, kind);
        }
    }

    private void counts(DifferenceArea area, Volatile kind, Map<String, Long> here, Map<String, Long> there)
            throws IOException {
        Set<String> names = new LinkedHashSet<>(here.keySet());
        names.addAll(there.keySet());
        for (String name : names) {
            differences.compare(
                    area, null, "commands " + name, here.getOrDefault(name, 0L), there.getOrDefault(name, 0L), kind);
        }
    }

    private static Map<String, Object> saved(Side side) {
        Map<String, Object> profiles = new LinkedHashMap<>();
        Frame frame = side.report().frame();
        if (frame.vmdesc() != null && frame.vmdesc().saved() != null) {
            for (SavedProfiles.SavedDevice device : frame.vmdesc().saved().devices()) {
                profiles.put(device.idstr(), device.profile());
            }
        }
        return profiles;
    }

    private static Map<String, Long> commands(Side side) throws IOException {
        Map<String, Long> counts = new LinkedHashMap<>();
        side.report().frame().commands().forEach(command -> counts.merge(name(command), 1L, Long::sum));
        return counts;
    }

    private static String name(Command command) {
        return Integer.toString(command.code());
    }

    /** As what the pages of each block were sent; a block that only one has was told before. */
    private void pages(DifferenceArea area, Volatile kind) throws IOException {
        Map<String, RamSummary.Block> there = new HashMap<>();
        blocks(b).forEach(block -> there.put(block.name(), block));
        for (RamSummary.Block block : blocks(a)) {
            RamSummary.Block other = there.get(block.name());
            if (other != null && !block.equals(other)) {
                String name = "pages of " + block.name();
                differences.compare(area, null, name + " as they are", block.normalPages(), other.normalPages(), kind);
                differences.compare(area, null, name + " as zeroes", block.zeroPages(), other.zeroPages(), kind);
                differences.compare(
                        area, null, name + " as differences", block.xbzrlePages(), other.xbzrlePages(), kind);
                differences.compare(
                        area, null, name + " packed", block.compressedPages(), other.compressedPages(), kind);
            }
        }
    }

    private static List<RamSummary.Block> blocks(Side side) {
        RamSummary ram = side.report().frame().ram();
        return ram == null ? List.of() : ram.blocks();
    }
}
