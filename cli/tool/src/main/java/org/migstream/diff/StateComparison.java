// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.plugin.StateField;
import org.migstream.spi.Facts;
import org.migstream.stream.SectionKey;

/**
 * What the driver of a VFIO device wrote. Bytes are compared first; where they differ and one plugin knows both, by
 * fields, else by their digests and the first byte that differs.
 */
final class StateComparison {
    private static final DifferenceArea AREA = DifferenceArea.STATE;
    /** Pairs of values that are remembered, to tell a fact that is news from one that repeats a field. */
    private static final int MOST_PAIRS = 1 << 10;

    private final Differences differences;
    private final Set<String> told = new HashSet<>();

    StateComparison(Differences differences) {
        this.differences = differences;
    }

    void compare(DeviceReport a, DeviceReport b) throws IOException {
        SectionKey key = a.device().key();
        if (a.device().deviceData().isLost() || b.device().deviceData().isLost()) {
            differences.notCompared((key == null ? "device data" : key.idstr())
                    + ": more of its state came through a pipe, or packed, than is kept: unpack it to a file, or raise"
                    + " the limit with --keep");
            return;
        }
        ByteDifference bytes = ByteDifference.of(content(a.device()), content(b.device()));
        if (bytes.none() || bytes.onlyLonger() && !differences.bothWhole()) {
            return;
        }
        long before = differences.found();
        if (a.state() != null && b.state() != null) {
            differences.compare(
                    AREA, key, "decoder", a.state().decoder(), b.state().decoder(), null);
            if (a.state().decoder().equals(b.state().decoder())) {
                fields(key, a, b);
                facts(key, a.state().facts(), b.state().facts());
            }
        }
        if (differences.found() == before) {
            opaque(key, a.device(), b.device(), bytes);
        }
    }

    private static Content content(SavedDevice device) {
        return new Content(device.deviceData()::open);
    }

    private void opaque(SectionKey key, SavedDevice a, SavedDevice b, ByteDifference bytes) throws IOException {
        new ContentComparison(AREA, key, content(a), content(b), differences)
                .opaque("bytes", 0, bytes.a(), 0, bytes.b(), null);
    }

    private void fields(SectionKey key, DeviceReport a, DeviceReport b) throws IOException {
        ContentComparison contents =
                new ContentComparison(AREA, key, content(a.device()), content(b.device()), differences);
        told.clear();
        ValidFields one = ValidFields.of(a.state());
        ValidFields other = ValidFields.of(b.state());
        contents.pass(one.start(), other.start());
        new Alignment<>(one.cursor(), other.cursor(), StateField::path)
                .forEach((here, there) -> compare(key, here, there, contents));
        contents.rest(null);
    }

    private void compare(SectionKey key, StateField here, StateField there, ContentComparison contents)
            throws IOException {
        if (here == null || there == null) {
            StateField only = here == null ? there : here;
            contents.pass(end(here), end(there));
            differences.add(Difference.of(
                            AREA,
                            key,
                            only.path(),
                            here == null ? null : text(here),
                            there == null ? null : text(there))
                    .withIgnoreCategory(kind(only)));
            return;
        }
        contents.gap(here.offset(), there.offset(), null);
        if (!here.textOf().equals(there.textOf()) || here.kindOf() != there.kindOf()) {
            if (told.size() < MOST_PAIRS) {
                told.add(pair(here.textOf(), there.textOf()));
            }
            differences.add(Difference.of(AREA, key, here.path(), text(here), text(there))
                    .withIgnoreCategory(kind(here)));
        } else if (here.kindOf() == StateField.Kind.OPAQUE) {
            contents.opaque(here.path(), here.offset(), here.length(), there.offset(), there.length(), null);
        } else if (here.kindOf() != StateField.Kind.NUMBER) {
            // Perhaps long: what is known of it may be the same although it is not.
            contents.stretch(here.path(), here.offset(), here.length(), there.offset(), there.length(), kind(here));
        }
        contents.pass(end(here), end(there));
    }

    private static long end(StateField entry) {
        return entry == null ? -1 : entry.offset() + entry.length();
    }

    private static IgnoreCategory kind(StateField entry) {
        return entry.kindOf() == StateField.Kind.FILLER ? IgnoreCategory.FILLER : null;
    }

    private static String text(StateField entry) {
        String text = entry.kindOf() == StateField.Kind.OPAQUE || entry.kindOf() == StateField.Kind.FILLER
                ? entry.length() + " bytes"
                : entry.textOf();
        return entry.symbol().map(symbol -> text + " (" + symbol + ")").orElse(text);
    }

    private static String pair(String a, String b) {
        return a + '\0' + b;
    }

    /** What the plugin holds to decide whether a state fits a target; most are fields by another name. */
    private void facts(SectionKey key, Facts a, Facts b) throws IOException {
        Set<String> keys = new TreeSet<>(a.all().keySet());
        keys.addAll(b.all().keySet());
        Map<String, String> here = a.all();
        Map<String, String> there = b.all();
        for (String fact : keys) {
            if (!told.contains(pair(here.get(fact), there.get(fact)))) {
                differences.compare(AREA, key, "fact " + fact, here.get(fact), there.get(fact), null);
            }
        }
    }
}
