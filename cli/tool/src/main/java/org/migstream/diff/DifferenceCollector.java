// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.stream.SectionKey;

/** Collects what differs, and sets aside what does not count. */
final class DifferenceCollector implements Closeable {
    private final DiffRequest request;
    private final boolean aComplete;
    private final boolean bComplete;
    private final SpillList<Difference> counted = new SpillList<>(Difference.CODEC);
    private final Map<String, Long> ignoredCounts = new TreeMap<>();
    private final List<String> notCompared = new ArrayList<>();
    private final Set<String> notes = new HashSet<>();
    private long foundCount;

    DifferenceCollector(DiffRequest request, DiffOperand a, DiffOperand b) {
        this.request = request;
        aComplete = a.isComplete();
        bComplete = b.isComplete();
    }

    /** Two values; a value that one input lacks only because it could not be read so far is no difference. */
    void add(Difference difference) throws IOException {
        boolean missing = difference.a() == null != (difference.b() == null);
        if (missing && !(difference.a() == null ? aComplete : bComplete)) {
            return;
        }
        foundCount++;
        SectionKey section = difference.section();
        if (difference.ignoreCategory() != null && request.ignoredCategories().contains(difference.ignoreCategory())) {
            ignoredCounts.merge(difference.ignoreCategory().keyword(), 1L, Long::sum);
        } else if (section != null && request.ignoredSections().contains(section.idstr())) {
            ignoredCounts.merge(section.idstr(), 1L, Long::sum);
        } else {
            counted.add(difference);
        }
    }

    void add(DifferenceArea area, @Nullable SectionKey section, String name, @Nullable String a, @Nullable String b)
            throws IOException {
        add(Difference.of(area, section, name, a, b));
    }

    /** If the values are not the same. */
    void compare(
            DifferenceArea area,
            @Nullable SectionKey section,
            String name,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable IgnoreCategory kind)
            throws IOException {
        if (a == null ? b != null : !a.equals(b)) {
            add(Difference.of(area, section, name, text(a), text(b)).withIgnoreCategory(kind));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Whether both inputs could be read to their ends. */
    boolean areBothComplete() {
        return aComplete && bComplete;
    }

    /** Says what could not be compared, in a sentence. */
    void addNotCompared(String what) {
        notCompared.add(what);
    }

    /** Says what neither input has, so that nothing is known of it. */
    void addNote(String what) {
        notes.add(what);
    }

    /** How many differences there were up to now, counted or not. */
    long foundCount() {
        return foundCount;
    }

    SpillList<Difference> counted() {
        return counted;
    }

    Map<String, Long> ignoredCounts() {
        return ignoredCounts;
    }

    List<String> notCompared() {
        return notCompared;
    }

    List<String> notes() {
        return notes.stream().sorted().toList();
    }

    @Override
    public void close() throws IOException {
        counted.close();
    }
}
