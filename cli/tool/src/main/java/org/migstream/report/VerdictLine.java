// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCategory;

/** Makes the verdict line, which is the first line of a report of {@code inspect} and {@code check}. */
public final class VerdictLine {
    /** The verdict on an input that lacks data. It precedes any other verdict. */
    private static final String INCOMPLETE = "INCOMPLETE";

    private static final Set<FindingCategory> ABOUT_MISSING_DATA =
            Set.of(FindingCategory.MISSING_DATA, FindingCategory.EMPTY_STATE);

    private static final Set<String> ABOUT_MISSING_MEMORY =
            Set.of(MigrationModeFindingCodes.RAM_LEFT_OUT.code(), MigrationModeFindingCodes.RAM_MISSING_PAGES.code());

    private VerdictLine() {}

    /**
     * The number of reasons for a verdict that is not positive.
     *
     * @param problem what the device states are, such as {@code unsound}
     * @param states number of device states with this problem
     * @param allStates number of all device states
     * @param others number of other reasons, which concern the stream as a whole
     */
    public record ReasonCount(String problem, long states, long allStates, long others) {
        /**
         * Returns the count that precedes the first reason, such as {@code 5 of 6 device states are unsound, the first:
         * }; empty if the reason alone says everything.
         */
        String format() {
            if (states == 0 || allStates == 1) {
                long reasons = states + others;
                return reasons <= 1 ? "" : reasons + " reasons, the first: ";
            }
            String counted =
                    "%d of %d device states %s %s".formatted(states, allStates, states == 1 ? "is" : "are", problem);
            if (others > 0) {
                return counted
                        + (others == 1
                                ? ", and there is 1 other reason"
                                : ", and there are " + others + " other reasons")
                        + "; the first: ";
            }
            return counted + (states == 1 ? ": " : ", the first: ");
        }
    }

    /** Returns whether a finding says that the input lacks data of the migration. Then the line says INCOMPLETE. */
    public static boolean isAboutMissingData(Finding finding) {
        return FindingCodeRegistry.WITHOUT_PLUGINS.hasCategory(finding, ABOUT_MISSING_DATA);
    }

    /** Returns whether a finding says that guest memory is not in the stream, or may be lost. QEMU loads such a stream. */
    public static boolean isAboutMissingMemory(Finding finding) {
        return saysThatMemoryIsMissing(finding) || finding.code().equals(MachineFindingCodes.RAM_MAPPED_EMPTY.code());
    }

    private static boolean saysThatMemoryIsMissing(Finding finding) {
        return ABOUT_MISSING_MEMORY.contains(finding.code());
    }

    /** Returns the verdict on an input that lacks data, such as {@code INCOMPLETE, not known to be sound}. */
    public static String incomplete(String verdict) {
        return verdict.isEmpty() ? INCOMPLETE : INCOMPLETE + ", " + verdict;
    }

    /**
     * Returns the line of a verdict that is not positive: the verdict, the number of reasons and the first reason.
     *
     * @param verdict the verdict in upper case
     * @param count the number of reasons
     * @param first the first reason; empty if there is none
     */
    public static String negative(String verdict, ReasonCount count, Optional<String> first) {
        return verdict + first.map(reason -> ": " + count.format() + reason).orElse("");
    }

    /**
     * Returns the line of a positive verdict: the verdict, whether guest memory is missing, and what is known about the
     * completeness of the states.
     *
     * @param verdict the verdict
     * @param findings all findings about the stream
     * @param states what is known about the device states; empty if the verdict says everything
     */
    public static String positive(String verdict, Stream<Finding> findings, String states) {
        List<Finding> aboutMemory =
                findings.filter(VerdictLine::isAboutMissingMemory).toList();
        boolean isMissing = aboutMemory.stream().anyMatch(VerdictLine::saysThatMemoryIsMissing);
        return verdict
                + (aboutMemory.isEmpty()
                        ? ""
                        : isMissing ? "; some or all guest memory is not in the stream" : "; guest memory may be lost")
                + (states.isEmpty() ? "" : "; " + states);
    }
}
