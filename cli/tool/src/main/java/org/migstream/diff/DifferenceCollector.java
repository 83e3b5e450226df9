// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.stream.SectionKey;

/** Collects differences and counts the ignored ones separately. */
final class DifferenceCollector implements Closeable {
    private final DiffRequest request;
    private final IgnoredDevices ignored;
    private final boolean aComplete;
    private final boolean bComplete;
    private final SpillList<Difference> deciding = new SpillList<>(Difference.CODEC);
    private final SpillList<Difference> others = new SpillList<>(Difference.CODEC);
    private final Map<String, Long> ignoredCounts = new TreeMap<>();
    private final List<String> notCompared = new ArrayList<>();
    private final Set<String> notes = new HashSet<>();
    private long foundCount;

    DifferenceCollector(DiffRequest request, IgnoredDevices ignored, DiffOperand a, DiffOperand b) {
        this.ignored = ignored;
        this.request = request;
        aComplete = a.isComplete();
        bComplete = b.isComplete();
    }

    /** Adds a difference, unless a value is missing only because its input was not read that far. */
    void add(Difference difference) throws IOException {
        boolean missing = difference.a() == null != (difference.b() == null);
        if (missing && !difference.decidesLoad() && !(difference.a() == null ? aComplete : bComplete)) {
            return;
        }
        foundCount++;
        SectionKey section = difference.section();
        if (difference.ignoreCategory() != null && request.ignoredCategories().contains(difference.ignoreCategory())) {
            ignoredCounts.merge(difference.ignoreCategory().keyword(), 1L, Long::sum);
            return;
        }
        Optional<String> name = section == null ? Optional.empty() : ignored.nameFor(section);
        if (name.isPresent()) {
            ignoredCounts.merge(name.get(), 1L, Long::sum);
        } else {
            (difference.decidesLoad() ? deciding : others).add(difference);
        }
    }

    /** Adds a difference between two values. It has no category, so it always counts. */
    void add(DifferenceArea area, @Nullable SectionKey section, String name, @Nullable String a, @Nullable String b)
            throws IOException {
        add(Difference.of(area, section, name, a, b));
    }

    /** Adds a difference if the values are not equal. */
    void compare(
            DifferenceArea area,
            @Nullable SectionKey section,
            String name,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable IgnoreCategory category)
            throws IOException {
        if (a == null ? b != null : !a.equals(b)) {
            add(Difference.of(area, section, name, text(a), text(b)).withIgnoreCategory(category));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Adds a difference between two values of which one may be missing, if they are not equal. */
    void compare(
            DifferenceArea area,
            @Nullable SectionKey section,
            String name,
            @Nullable Object a,
            @Nullable Object b,
            boolean decidesLoad)
            throws IOException {
        if (!Objects.equals(a, b)) {
            add(Difference.of(area, section, name, text(a), text(b)).withDecidesLoad(decidesLoad));
        }
    }

    /** Returns whether both inputs were read to their ends. */
    boolean areBothComplete() {
        return aComplete && bComplete;
    }

    /** Adds a sentence about a part that could not be compared. */
    void addNotCompared(String sentence) {
        notCompared.add(sentence);
    }

    /** Adds a sentence about a part that neither input has. */
    void addNote(String sentence) {
        notes.add(sentence);
    }

    /** Returns the number of differences found so far, including the ignored differences. */
    long foundCount() {
        return foundCount;
    }

    /** Returns all counted differences, first those that decide whether QEMU loads the first input. Call it once. */
    SpillList<Difference> takeCounted() throws IOException {
        others.forEach(deciding::add);
        return deciding;
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
        deciding.close();
        others.close();
    }
}
