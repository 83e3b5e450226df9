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
 * All that {@code diff} tells about two inputs.
 *
 * @param a the first
 * @param b the second
 * @param outcome how far both could be read
 * @param damage why they could not be read to their ends, each with the name of its input
 * @param differences those that count, what matters most first
 * @param ignored how many were ignored, by the word that has them ignored
 * @param memory the RAM blocks that differ
 * @param differingPages their pages; empty if nobody wants to know
 * @param notCompared what could not be compared although it is there, a sentence each
 * @param uncomparedNotes what was not compared because neither input has it
 * @param missingIgnoredDevices devices that were to be ignored, of which neither input has one
 * @param resources to be closed when the report is no longer needed
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
        List<String> missingIgnoredDevices,
        List<Closeable> resources)
        implements Closeable {
    /** Copies that nobody can change. */
    public DiffReport {
        damage = List.copyOf(damage);
        ignored = Collections.unmodifiableMap(new TreeMap<>(ignored));
        memory = List.copyOf(memory);
        notCompared = List.copyOf(notCompared);
        uncomparedNotes = List.copyOf(uncomparedNotes);
        missingIgnoredDevices = List.copyOf(missingIgnoredDevices);
        resources = List.copyOf(resources);
    }

    /**
     * Where reading one of them stopped.
     *
     * @param input its name
     * @param finding why
     */
    public record InputDamage(String input, LocatedFinding finding) {}

    /** Whether nothing that counts differs, as far as was compared. */
    public boolean hasNoDifferences() {
        return differences.size() == 0;
    }

    /** Whether there is nothing to say. */
    public boolean hasNothingToReport() {
        return hasNoDifferences() && outcome == ReadOutcome.COMPLETE && ignored.isEmpty() && notCompared.isEmpty();
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }
}
