// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.migstream.pci.ConfigDifferences;
import org.migstream.pci.ConfigSpace;
import org.migstream.stream.SectionKey;

/**
 * The sections of all devices that are not VFIO's. Bytes are compared first; only of those that differ the description
 * is asked what they mean.
 */
final class FieldsComparison {
    private static final String PCI_CONFIG = "pci config";

    private final Side a;
    private final Side b;
    private final Differences differences;

    FieldsComparison(Side a, Side b, Differences differences) {
        this.a = a;
        this.b = b;
        this.differences = differences;
    }

    void compare() throws IOException {
        Set<SectionTurn> differing = new LinkedHashSet<>();
        Map<SectionKey, Integer> there = b.report().sectionContents().counts();
        for (Map.Entry<SectionKey, Integer> here :
                a.report().sectionContents().counts().entrySet()) {
            int both = Math.min(here.getValue(), there.getOrDefault(here.getKey(), 0));
            for (int turn = 0; turn < both; turn++) {
                SectionTurn section = new SectionTurn(here.getKey(), turn);
                ByteDifference difference = bytes(section);
                if (!difference.none() && (a.whole() && b.whole() || !difference.onlyLonger())) {
                    differing.add(section);
                }
            }
        }
        if (differing.isEmpty()) {
            return;
        }
        try (FlatFields one = new FlatFields(differing);
                FlatFields other = new FlatFields(differing)) {
            decode(a, one);
            decode(b, other);
            for (SectionTurn section : differing) {
                compare(section, one, other);
            }
        }
    }

    private static void decode(Side side, FlatFields into) throws IOException {
        if (side.report().fields() != null) {
            side.report().fields().decode(into);
        }
    }

    private static Content content(Side side, SectionTurn section) {
        return new Content(() -> side.report()
                .sectionContents()
                .open(section.key(), section.turn())
                .bytes());
    }

    private ByteDifference bytes(SectionTurn section) throws IOException {
        return ByteDifference.of(content(a, section), content(b, section));
    }

    private void compare(SectionTurn section, FlatFields one, FlatFields other) throws IOException {
        long before = differences.found();
        ContentComparison contents = new ContentComparison(
                DifferenceArea.FIELDS, section.key(), content(a, section), content(b, section), differences);
        if (one.has(section) && other.has(section)) {
            new Alignment<>(one.cursor(section), other.cursor(section), FlatField::path)
                    .forEach((here, there) -> compare(section.key(), here, there, contents));
            contents.rest(Volatility.of(section.key()));
        }
        if (differences.found() == before) {
            contents.whole(Volatility.of(section.key()));
        }
    }

    private void compare(SectionKey section, FlatField here, FlatField there, ContentComparison contents)
            throws IOException {
        FlatField known = here == null ? there : here;
        IgnoreCategory kind = Volatility.of(section, known.structure(), known.field(), known.type());
        if (here == null || there == null) {
            contents.pass(end(here), end(there));
            differences.add(Difference.of(
                            DifferenceArea.FIELDS,
                            section,
                            known.path(),
                            here == null ? null : here.text(),
                            there == null ? null : there.text())
                    .withIgnoreCategory(kind));
            return;
        }
        contents.gap(here.offset(), there.offset(), Volatility.of(section));
        SortedMap<Integer, String> clock = Volatility.timeOfDay(known.structure(), known.field());
        if (!clock.isEmpty() && here.length() == there.length()) {
            clock(clock, here, there, contents);
        } else if (here.whole() && there.whole()) {
            differences.compare(DifferenceArea.FIELDS, section, known.path(), here.text(), there.text(), kind);
        } else if (!pciConfig(section, here, there, contents)) {
            contents.stretch(known.path(), here.offset(), here.length(), there.offset(), there.length(), kind);
        }
        contents.pass(end(here), end(there));
    }

    private static long end(FlatField field) {
        return field == null ? -1 : field.offset() + field.length();
    }

    /** Registers that keep the time of day by their names, and what lies between them. */
    private static void clock(
            SortedMap<Integer, String> clock, FlatField here, FlatField there, ContentComparison contents)
            throws IOException {
        long done = 0;
        for (Map.Entry<Integer, String> register : clock.entrySet()) {
            int at = register.getKey();
            between(done, at, here, there, contents);
            if (at < here.length()) {
                String name = "%s: 0x%02x %s".formatted(here.path(), at, register.getValue());
                contents.stretch(name, here.offset() + at, 1, there.offset() + at, 1, IgnoreCategory.TIMER);
            }
            done = at + 1;
        }
        between(done, here.length(), here, there, contents);
    }

    private static void between(long from, long to, FlatField here, FlatField there, ContentComparison contents)
            throws IOException {
        long length = Math.min(to, here.length()) - from;
        if (length > 0) {
            contents.stretch(here.path(), here.offset() + from, length, there.offset() + from, length, null);
        }
    }

    /** The configuration space of an emulated device, by the names of its registers. */
    private boolean pciConfig(SectionKey section, FlatField here, FlatField there, ContentComparison contents)
            throws IOException {
        boolean space = here.type().equals(PCI_CONFIG)
                && here.length() == there.length()
                && (here.length() == ConfigSpace.CONVENTIONAL_SIZE || here.length() == ConfigSpace.EXPRESS_SIZE);
        if (!space) {
            return false;
        }
        int size = (int) here.length();
        List<ConfigDifferences.Difference> registers = ConfigDifferences.between(
                new ConfigSpace(contents.a(here.offset(), size)), new ConfigSpace(contents.b(there.offset(), size)));
        for (ConfigDifferences.Difference register : registers) {
            differences.add(
                    DifferenceArea.FIELDS,
                    section,
                    "%s: 0x%02x %s".formatted(here.path(), register.offset(), register.name()),
                    register.first(),
                    register.second());
        }
        return true;
    }
}
