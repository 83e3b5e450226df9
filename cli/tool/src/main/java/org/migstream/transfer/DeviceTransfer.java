// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.guest.SavedConfiguration;
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
 * @param kernelDriver the kernel's name of the driver; null if unknown
 * @param states the states that the device has entered, in order, beginning with the initial state
 * @param requests the requests for states, in order
 * @param preCopy the data transferred while the device was running
 * @param stopCopy the data transferred while the device was stopped
 * @param rounds the number of rounds of pre-copy
 * @param downtime the time from the last running state to the end of the data; null if the data did not end
 * @param configuration the configuration that was saved; null if none was
 * @param gateResults the results of the gates
 * @param finalState the last state of the device; null if it cannot be read, or if the device is not open
 * @param released whether the device was closed because the kernel requested it, after its state was restored
 * @param errors the errors of the device in order, also those that it survived
 * @param notes other facts that the user must know
 */
public record DeviceTransfer(
        String device,
        String idstr,
        @Nullable String uapi,
        List<String> features,
        @Nullable String driver,
        @Nullable String kernelDriver,
        List<StateEntry> states,
        List<StateRequest> requests,
        TransferredData preCopy,
        TransferredData stopCopy,
        int rounds,
        @Nullable Long downtime,
        @Nullable SavedConfiguration configuration,
        List<GateResult> gateResults,
        @Nullable String finalState,
        boolean released,
        List<DeviceError> errors,
        List<String> notes) {
    /** The entry for a reset in the list of states. */
    public static final String RESET = "RESET";

    /** Copies the lists. */
    public DeviceTransfer {
        features = List.copyOf(features);
        states = List.copyOf(states);
        requests = List.copyOf(requests);
        gateResults = List.copyOf(gateResults);
        errors = List.copyOf(errors);
        notes = List.copyOf(notes);
    }

    /** Returns all errors in one line, in order; null if the device has none or has survived all of them. */
    public @Nullable String error() {
        return errors.stream().allMatch(DeviceError::survived) ? null : joinErrors(errors.stream());
    }

    /**
     * Returns what the user must know although the device has reached the wanted state: its survived errors and the
     * notes. A request that a v1 driver does not grant is not listed: v1 does not say which requests a driver grants.
     */
    public List<String> alerts() {
        Stream<String> survived = errors.stream()
                .filter(survivedError -> !survivedError.notGranted())
                .map(survivedError -> "survived: " + survivedError.message());
        return error() == null
                ? Stream.concat(survived, notes.stream())
                        .map(alert -> device + ": " + alert)
                        .distinct()
                        .toList()
                : List.of();
    }

    private static String joinErrors(Stream<DeviceError> errors) {
        return errors.map(DeviceError::message).collect(Collectors.joining("; "));
    }

    /** Returns the errors in one line: the device, the reasons, a reset, and the final state. */
    public String errorSummary() {
        String beforeReset = joinErrors(errors.stream().filter(error -> !isAfterLastReset(error)));
        String afterReset = joinErrors(errors.stream().filter(this::isAfterLastReset));
        StringJoiner clauses = new StringJoiner("; ");
        Stream.of(
                        beforeReset,
                        wasReset() ? "it was reset and has lost its state" : "",
                        afterReset,
                        isOpened() && !released ? "left in " + finalStateText() : "")
                .filter(clause -> !clause.isEmpty())
                .forEach(clauses::add);
        return device + ": " + clauses;
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
        if (finalState != null) {
            return finalState;
        }
        return released ? "closed for the kernel" : isOpened() ? "an unknown state" : "not opened";
    }

    /** Returns whether the device was opened. A device that was not opened was not changed by the transfer. */
    public boolean isOpened() {
        return uapi != null;
    }

    private boolean isAfterLastReset(DeviceError error) {
        return wasReset() && error.resetsBefore() == resetCount();
    }

    private long resetCount() {
        return states.stream().filter(entered -> entered.state().equals(RESET)).count();
    }

    /** Returns whether the device has lost its state by a reset. */
    public boolean wasReset() {
        return resetCount() > 0;
    }

    /**
     * A state that the device has entered.
     *
     * @param state the name of the state, {@link #RESET} for a reset
     * @param time the microseconds since the start of the transfer
     */
    public record StateEntry(String state, long time) {}

    /**
     * A request for another state: one call to the device.
     *
     * @param from the state before the request
     * @param to the requested state
     * @param through the states that the device entered during the request; empty if it does not report them
     * @param error the reason of the failure; null if the request succeeded
     * @param time the microseconds since the start of the transfer
     */
    public record StateRequest(
            String from,
            String to,
            List<String> through,
            @Nullable String error,
            long time) {
        /** Copies the list. */
        public StateRequest {
            through = List.copyOf(through);
        }
    }

    /**
     * An error of a device.
     *
     * @param message the operation and the reason
     * @param survived whether the device has reached the wanted state nevertheless
     * @param notGranted whether the driver did not grant a request, which v1 leaves to the driver
     * @param resetsBefore the number of resets of the device before the error
     */
    public record DeviceError(String message, boolean survived, boolean notGranted, long resetsBefore) {}

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
