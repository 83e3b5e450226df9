// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.guest.SavedConfiguration;
import org.migstream.transfer.DeviceTransfer.DeviceError;
import org.migstream.transfer.DeviceTransfer.GateResult;
import org.migstream.transfer.DeviceTransfer.StateEntry;
import org.migstream.transfer.DeviceTransfer.StateRequest;
import org.migstream.transfer.DeviceTransfer.TransferredData;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.StateChange;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;

/** The log of one device. Thread-safe: a report can be made at any time, from any thread. */
final class DeviceLog {
    private final String name;
    private String idstr;
    private final long startNanos;
    private final List<StateEntry> states = new ArrayList<>();
    private final List<StateRequest> requests = new ArrayList<>();
    private final List<GateResult> gates = new ArrayList<>();
    private final List<DeviceError> errors = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable MigrationDevice device;
    private TransferredData preCopy = new TransferredData(0, 0);
    private TransferredData stopCopy = new TransferredData(0, 0);
    private int rounds;
    private @Nullable Long stoppedAtMicros;
    private @Nullable Long downtime;
    private @Nullable String finalState;
    private long resetCount;
    private @Nullable SavedConfiguration configuration;
    private boolean released;

    /**
     * Creates an empty log.
     *
     * @param name the device as named by the user
     * @param startNanos the start of the transfer, {@link System#nanoTime}
     */
    DeviceLog(String name, String idstr, long startNanos) {
        this.name = name;
        this.idstr = idstr;
        this.startNanos = startNanos;
    }

    private long elapsedMicros() {
        return (System.nanoTime() - startNanos) / 1000;
    }

    /** Sets the idstr of the device's sections. */
    synchronized void setIdstr(String idstr) {
        this.idstr = idstr;
    }

    /** Sets the device after it was opened. */
    synchronized void setDevice(MigrationDevice opened) {
        device = opened;
    }

    /** Records that the device has entered a state. */
    synchronized void recordState(MigrationState state) {
        long now = elapsedMicros();
        boolean stopped = state.activity() == DeviceActivity.STOPPED;
        if (stopped && stoppedAtMicros == null) {
            stoppedAtMicros = now;
        } else if (!stopped) {
            stoppedAtMicros = null;
        }
        states.add(new StateEntry(state.toString(), now));
        finalState = state.toString();
    }

    /** Returns whether a state is the last one that was recorded. */
    synchronized boolean isLastState(MigrationState state) {
        return !states.isEmpty() && states.get(states.size() - 1).state().equals(state.toString());
    }

    /** Records a request for a state and its failure, if any. */
    synchronized void recordRequest(StateChange request, @Nullable String failure) {
        requests.add(new StateRequest(
                request.from().toString(),
                request.to().toString(),
                request.through().stream().map(MigrationState::toString).toList(),
                failure,
                elapsedMicros()));
    }

    /** Records a reset and the state after it. */
    synchronized void recordReset(MigrationState state) {
        resetCount++;
        states.add(new StateEntry(DeviceTransfer.RESET, elapsedMicros()));
        recordState(state);
    }

    /** Records the transfer of one data record. */
    synchronized void recordTransfer(DataPhase phase, long bytes) {
        if (phase == DataPhase.PRE_COPY) {
            preCopy = new TransferredData(preCopy.bytes() + bytes, preCopy.records() + 1);
        } else {
            stopCopy = new TransferredData(stopCopy.bytes() + bytes, stopCopy.records() + 1);
        }
    }

    /** Records the end of a round of pre-copy. */
    synchronized void recordRound() {
        rounds++;
    }

    /** Records the end of the device's data, which is also the end of the downtime. */
    synchronized void recordDataEnd() {
        downtime = stoppedAtMicros == null ? null : Long.valueOf(elapsedMicros() - stoppedAtMicros);
    }

    /** Records the result of a gate. */
    synchronized void recordGate(GateResult gate) {
        gates.add(gate);
    }

    /** Records an error of the device. */
    synchronized void recordError(String message) {
        addError(message, false, false);
    }

    /**
     * Records an error after which the device has reached the wanted state nevertheless.
     *
     * @param notGranted whether the driver did not grant a request, which v1 leaves to the driver
     */
    synchronized void recordSurvivedError(String message, boolean notGranted) {
        addError(message, true, notGranted);
    }

    /** Returns whether any request for a state was made to the device. */
    synchronized boolean hasRequests() {
        return !requests.isEmpty();
    }

    /** Records that the device has survived all errors so far. */
    synchronized void recordErrorsAsSurvived() {
        errors.replaceAll(error -> new DeviceError(error.message(), true, error.notGranted(), error.resetsBefore()));
    }

    private void addError(String message, boolean survived, boolean notGranted) {
        // The same call may be repeated; its error is listed once.
        for (int i = 0; i < errors.size(); i++) {
            DeviceError known = errors.get(i);
            if (known.message().equals(message)) {
                errors.set(
                        i,
                        new DeviceError(
                                message,
                                known.survived() && survived,
                                known.notGranted() && notGranted,
                                known.resetsBefore()));
                return;
            }
        }
        errors.add(new DeviceError(message, survived, notGranted, resetCount));
    }

    /** Records a fact that the user must know although it is not an error. */
    synchronized void recordNote(String note) {
        notes.add(note);
    }

    /** Records the configuration that is saved for the device. */
    synchronized void recordConfiguration(SavedConfiguration saved) {
        configuration = saved;
    }

    /** Returns whether an error is recorded that the device has not survived. */
    synchronized boolean hasFailed() {
        return errors.stream().anyMatch(error -> !error.survived());
    }

    /** Records the final state of the device; null means that the state cannot be read. */
    synchronized void recordFinalState(@Nullable MigrationState state) {
        finalState = state == null ? null : state.toString();
    }

    /**
     * Records that the device was closed because the kernel requested it.
     *
     * @param reason the message for the user
     */
    synchronized void recordRelease(String reason) {
        released = true;
        finalState = null;
        recordError(reason);
    }

    /** Returns a report of everything recorded so far. */
    synchronized DeviceTransfer toReport() {
        return new DeviceTransfer(
                name,
                idstr,
                device == null ? null : device.stateMachine().uapi(),
                device == null ? List.of() : device.features(),
                device == null ? null : device.decoderName().orElse(null),
                device == null ? null : device.kernelDriver().orElse(null),
                states,
                requests,
                preCopy,
                stopCopy,
                rounds,
                downtime,
                configuration,
                gates,
                finalState,
                released,
                errors,
                notes);
    }
}
