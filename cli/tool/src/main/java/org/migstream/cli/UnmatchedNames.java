// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.migstream.diff.DiffReport;
import org.migstream.diff.DiffReport.UnmatchedIgnore;
import org.migstream.diff.IgnoreCategory;
import org.migstream.report.ReadOutcome;

/**
 * The names in {@code --ignore} that mean no device. With several comparisons, a name is an error only if it means none
 * in all of them. Comparisons may run at the same time.
 */
final class UnmatchedNames {
    private final int comparisons;
    /** By name: why it means no device, in the last of the comparisons without the device. */
    private final Map<String, String> problems = new TreeMap<>();

    private final Map<String, Integer> counts = new TreeMap<>();

    /** @param comparisons the number of comparisons of the command */
    UnmatchedNames(int comparisons) {
        this.comparisons = comparisons;
    }

    /**
     * Adds the result of a comparison.
     *
     * @return whether a name is known to be wrong, which has been printed: it fits several devices, or this is the only
     *     comparison. A device that is missing in a damaged stream is only printed, because it may be in the part that
     *     could not be read.
     */
    synchronized boolean add(Invocation invocation, DiffReport report) {
        boolean isWrong = false;
        for (UnmatchedIgnore unmatched : report.unmatchedIgnores()) {
            String message = message(unmatched.name(), unmatched.problem());
            if (unmatched.ambiguous() || comparisons == 1 && report.outcome() == ReadOutcome.COMPLETE) {
                invocation.printError(unmatched.ambiguous() ? "--ignore: " + unmatched.problem() : message);
                isWrong = true;
            } else if (report.outcome() != ReadOutcome.COMPLETE) {
                invocation.printError(message + "; a part of the input could not be read");
            } else {
                problems.put(unmatched.name(), message);
                counts.merge(unmatched.name(), 1, Integer::sum);
            }
        }
        return isWrong;
    }

    private static String message(String name, String problem) {
        String words = Arrays.stream(IgnoreCategory.values())
                .map(IgnoreCategory::keyword)
                .collect(Collectors.joining(", "));
        return "--ignore " + name + ": neither a category (" + words + ", " + DiffCommand.IGNORE_NONE
                + ") nor a section of A or B ('migstream inspect --sections' lists them); " + problem;
    }

    /**
     * Prints the names that no comparison has matched.
     *
     * @param worst the worst status of the comparisons
     */
    synchronized ExitStatus report(Invocation invocation, ExitStatus worst) {
        ExitStatus status = worst;
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            if (count.getValue() == comparisons) {
                invocation.printError(problems.getOrDefault(count.getKey(), ""));
                status = status.compareTo(ExitStatus.USAGE_ERROR) > 0 ? status : ExitStatus.USAGE_ERROR;
            }
        }
        return status;
    }
}
