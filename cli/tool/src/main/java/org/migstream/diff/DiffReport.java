// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.migstream.io.SpillList;
import org.migstream.report.InputSummary;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;

/**
 * The result of {@code diff} for two inputs.
 *
 * @param a the first input
 * @param b the second input
 * @param outcome how far both inputs were readable
 * @param damage the reasons why an input was not readable to its end
 * @param differences the differences that are not ignored, the most important first
 * @param ignored number of ignored differences by the {@code --ignore} word that matches them
 * @param memory the RAM blocks that differ
 * @param differingPages the differing pages; empty unless requested
 * @param notCompared a sentence for each part that is present but could not be compared
 * @param uncomparedNotes a sentence for each part that was not compared because both inputs lack it
 * @param unmatchedIgnores names of {@code --ignore} that neither input has, or that fit several devices
 * @param resources temporary files to close with the report
 */
public record DiffReport(
        InputSummary a,
        InputSummary b,
        ReadOutcome outcome,
        List<InputDamage> damage,
        SpillList<Difference> differences,
        Map<String, Long> ignored,
        List<MemoryDifference> memory,
        SpillList<MemoryDifference.PageRange> differingPages,
        List<String> notCompared,
        List<String> uncomparedNotes,
        List<UnmatchedIgnore> unmatchedIgnores,
        List<Closeable> resources)
        implements Closeable {
    /** Copies the collections. */
    public DiffReport {
        damage = List.copyOf(damage);
        ignored = Collections.unmodifiableMap(new TreeMap<>(ignored));
        memory = List.copyOf(memory);
        notCompared = List.copyOf(notCompared);
        uncomparedNotes = List.copyOf(uncomparedNotes);
        unmatchedIgnores = List.copyOf(unmatchedIgnores);
        resources = List.copyOf(resources);
    }

    /**
     * A name that means no device.
     *
     * @param name the name as given by the user
     * @param problem why it means none, with the devices that the inputs have
     * @param ambiguous whether it fits several devices
     */
    public record UnmatchedIgnore(String name, String problem, boolean ambiguous) {}

    /**
     * The reason why reading an input stopped.
     *
     * @param input name of the input
     * @param finding the reason and its location
     */
    public record InputDamage(String input, LocatedFinding finding) {}

    /**
     * Returns whether all compared parts are equal. Ignored differences do not count, nor do parts that could not be
     * compared.
     */
    public boolean hasNoDifferences() {
        return differences.size() == 0;
    }

    /** Returns whether the text report is empty. */
    public boolean hasNothingToReport() {
        return hasNoDifferences()
                && outcome == ReadOutcome.COMPLETE
                && ignored.isEmpty()
                && notCompared.isEmpty()
                && uncomparedNotes.isEmpty();
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }
}
