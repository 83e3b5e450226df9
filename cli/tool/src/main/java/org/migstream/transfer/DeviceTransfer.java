// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;

/**
 * The report of one device in a transfer. Times are in microseconds; a point in time is the time since the start of the
 * transfer.
 *
 * @param device the device as named by the user
 * @param idstr the idstr of the device's sections
 * @param uapi {@code v1} or {@code v2}; null if the device could not be opened
 * @param features the migration features of the device; empty if it could not be opened
 * @param driver the name of the decoder for the device's state; null if unknown
 * @param states the states that the device has entered, in order, beginning with the initial state
 * @param preCopy the data transferred while the device was running
 * @param stopCopy the data transferred while the device was stopped
 * @param rounds the number of rounds of pre-copy
 * @param downtime the time from the last running state to the end of the data; null if the data did not end
 * @param gateResults the results of the gates
 * @param finalState the last state of the device; null if it cannot be read
 * @param error the first error of the device; null if there was none
 */
public record DeviceTransfer(
        String device,
        String idstr,
        @Nullable String uapi,
        List<String> features,
        @Nullable String driver,
        List<StateEntry> states,
        TransferredData preCopy,
        TransferredData stopCopy,
        int rounds,
        @Nullable Long downtime,
        List<GateResult> gateResults,
        @Nullable String finalState,
        @Nullable String error) {
    /** The entry for a reset in the list of states. */
    public static final String RESET = "RESET";

    /** Copies the lists. */
    public DeviceTransfer {
        features = List.copyOf(features);
        states = List.copyOf(states);
        gateResults = List.copyOf(gateResults);
    }

    /** Returns the error in one line: the device, the reason and the final state. */
    public String errorSummary() {
        String end = finalState == null && uapi == null ? "" : "; left in " + finalStateText();
        return device + ": " + error + (wasReset() ? "; it was reset and has lost its state" : "") + end;
    }

    /**
     * Returns the effect of a failed restore in one clause: the name of the device, whether it may have lost its state,
     * and its final state.
     */
    String outcomeSummary() {
        // v1 states are named after their bits, such as RESUMING or SAVING|RUNNING.
        boolean resumed = states.stream().anyMatch(entered -> entered.state().contains("RESUMING"));
        String effect = wasReset()
                ? " was reset and is"
                : resumed ? " may have got part of a state and is" : " is unchanged and";
        return device + effect + " in " + finalStateText();
    }

    /** Returns the final state as text. */
    public String finalStateText() {
        return finalState == null ? "an unknown state" : finalState;
    }

    /** Returns whether the device has lost its state by a reset. */
    public boolean wasReset() {
        return states.stream().anyMatch(entered -> entered.state().equals(RESET));
    }

    /**
     * A state that the device has entered.
     *
     * @param state the name of the state, {@link #RESET} for a reset
     * @param time the microseconds since the start of the transfer
     */
    public record StateEntry(String state, long time) {}

    /**
     * An amount of transferred data.
     *
     * @param bytes the number of bytes
     * @param records the number of data records
     */
    public record TransferredData(long bytes, long records) {}

    /**
     * The result of a gate.
     *
     * @param number 1 for the gate before the device gets its first byte, 2 for the gate before it leaves RESUMING
     * @param verdict the result
     * @param reasons the reasons of the result
     */
    public record GateResult(int number, Compatibility verdict, List<Reason> reasons) {
        /** Copies the list. */
        public GateResult {
            reasons = List.copyOf(reasons);
        }
    }
}
