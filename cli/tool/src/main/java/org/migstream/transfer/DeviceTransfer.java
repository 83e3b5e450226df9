// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;

/**
 * What became of one device. Times are in microseconds since the transfer began.
 *
 * @param device as the user named it
 * @param idstr of its sections
 * @param uapi {@code v1} or {@code v2}; null if it could not be opened, as the two below
 * @param features what the device offers
 * @param driver the name of the decoder for its state; null if nobody knows
 * @param states every state that it entered, in order, the one it was found in first
 * @param preCopy what was transferred while it ran
 * @param stopCopy what was transferred when it did not
 * @param rounds of pre-copy
 * @param downtime from its last running state to the end of its data; null if it did not get there
 * @param gateResults the judgements passed on it
 * @param finalState the state in which it was left; null if it could not be asked
 * @param error what went wrong with it; null if nothing did
 */
public record DeviceTransfer(
        String device,
        String idstr,
        String uapi,
        List<String> features,
        String driver,
        List<StateEntry> states,
        TransferredData preCopy,
        TransferredData stopCopy,
        int rounds,
        Long downtime,
        List<GateResult> gateResults,
        String finalState,
        String error) {
    /** Stands for a reset among the states. */
    public static final String RESET = "RESET";

    /** Copies of the lists. */
    public DeviceTransfer {
        features = List.copyOf(features);
        states = List.copyOf(states);
        gateResults = List.copyOf(gateResults);
    }

    /** What went wrong with it, in one line: the device, the reason, and where that left it. */
    public String errorSummary() {
        String end = finalState == null && uapi == null ? "" : "; left in " + finalStateText();
        return device + ": " + error + (wasReset() ? "; it was reset, and has lost its state" : "") + end;
    }

    /** The state in which it was left, for people; of a device that could be opened. */
    public String finalStateText() {
        return finalState == null ? "a state that it does not tell" : finalState;
    }

    /** Whether it lost its state by a reset. */
    public boolean wasReset() {
        return states.stream().anyMatch(entered -> entered.state().equals(RESET));
    }

    /**
     * A state that was entered.
     *
     * @param state its name, {@link #RESET} for a reset
     * @param time when
     */
    public record StateEntry(String state, long time) {}

    /**
     * Data that were transferred.
     *
     * @param bytes how many
     * @param records in how many pieces
     */
    public record TransferredData(long bytes, long records) {}

    /**
     * A judgement.
     *
     * @param number 1 before the device is given its first byte, 2 before it is let out of RESUMING
     * @param verdict what it came to
     * @param reasons why
     */
    public record GateResult(int number, Compatibility verdict, List<Reason> reasons) {
        /** A copy of the list. */
        public GateResult {
            reasons = List.copyOf(reasons);
        }
    }
}
