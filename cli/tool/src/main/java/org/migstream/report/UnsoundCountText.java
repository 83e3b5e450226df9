// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

/** Counts, for the first line of a report, what is wrong: device states, and the stream around them. */
public final class UnsoundCountText {
    private UnsoundCountText() {}

    /**
     * Returns the count that precedes the first reason, such as {@code 5 of 6 device states are unsound, the first: };
     * empty if the reason alone says everything.
     *
     * @param problem what the states are, such as {@code unsound}
     * @param states number of device states with this problem
     * @param allStates number of all device states
     * @param others number of other reasons, which concern the stream as a whole
     */
    public static String format(String problem, long states, long allStates, long others) {
        if (states == 0 || allStates == 1) {
            long reasons = states + others;
            return reasons <= 1 ? "" : reasons + " reasons, the first: ";
        }
        String counted =
                "%d of %d device states %s %s".formatted(states, allStates, states == 1 ? "is" : "are", problem);
        if (others > 0) {
            return counted
                    + (others == 1 ? ", and there is 1 other reason" : ", and there are " + others + " other reasons")
                    + "; the first: ";
        }
        return counted + (states == 1 ? ": " : ", the first: ");
    }
}
