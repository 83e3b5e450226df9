// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import org.migstream.transfer.DeviceTransfer.GateResult;
import org.migstream.transfer.DeviceTransfer.StateEntry;
import org.migstream.transfer.DeviceTransfer.TransferredData;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;

/** The notes on one device. Several threads write them: there is a report to be had at any moment. */
final class DeviceLog {
    private final String name;
    private String idstr;
    private final long startNanos;
    private final List<StateEntry> states = new ArrayList<>();
    private final List<GateResult> gates = new ArrayList<>();
    private MigrationDevice device;
    private TransferredData preCopy = new TransferredData(0, 0);
    private TransferredData stopCopy = new TransferredData(0, 0);
    private int rounds;
    private Long stoppedAtMicros;
    private Long downtime;
    private String finalState;
    private String error;

    /**
     * Notes nothing yet.
     *
     * @param name as the user named the device
     * @param began when the transfer did, by {@link System#nanoTime}
     */
    DeviceLog(String name, String idstr, long began) {
        this.name = name;
        this.idstr = idstr;
        this.startNanos = began;
    }

    private long elapsedMicros() {
        return (System.nanoTime() - startNanos) / 1000;
    }

    /** This is the idstr of its sections. */
    synchronized void setIdstr(String name) {
        idstr = name;
    }

    /** It could be opened. */
    synchronized void setDevice(MigrationDevice opened) {
        device = opened;
    }

    /** It is in this state now. */
    synchronized void recordState(MigrationState state) {
        long now = elapsedMicros();
        boolean stands = state.activity() == DeviceActivity.STOPPED;
        if (stands && stoppedAtMicros == null) {
            stoppedAtMicros = now;
        } else if (!stands) {
            stoppedAtMicros = null;
        }
        states.add(new StateEntry(state.toString(), now));
        finalState = state.toString();
    }

    /** It was reset, and is in this state now; null if that cannot be told. */
    synchronized void recordReset(MigrationState state) {
        states.add(new StateEntry(DeviceTransfer.RESET, elapsedMicros()));
        finalState = null;
        if (state != null) {
            recordState(state);
        }
    }

    /** A record of its data was transferred. */
    synchronized void recordTransfer(DataPhase phase, long bytes) {
        if (phase == DataPhase.PRE_COPY) {
            preCopy = new TransferredData(preCopy.bytes() + bytes, preCopy.records() + 1);
        } else {
            stopCopy = new TransferredData(stopCopy.bytes() + bytes, stopCopy.records() + 1);
        }
    }

    /** A round of pre-copy is over. */
    synchronized void recordRound() {
        rounds++;
    }

    /** Its data are complete. */
    synchronized void recordDataEnd() {
        downtime = stoppedAtMicros == null ? null : Long.valueOf(elapsedMicros() - stoppedAtMicros);
    }

    /** It was judged. */
    synchronized void recordGate(GateResult gate) {
        gates.add(gate);
    }

    /** Something went wrong with it; the first is what is told. */
    synchronized void recordFirstError(String why) {
        if (error == null) {
            error = why;
        }
    }

    /** The last resort failed, which is told besides. */
    synchronized void appendError(String why) {
        error = error == null ? why : error + "; " + why;
    }

    /** The state in which it was left; null if it could not be asked. */
    synchronized void recordFinalState(MigrationState state) {
        finalState = state == null ? null : state.toString();
    }

    /** All notes. */
    synchronized DeviceTransfer toReport() {
        return new DeviceTransfer(
                name,
                idstr,
                device == null ? null : device.stateMachine().uapi(),
                device == null ? List.of() : device.features(),
                device == null ? null : device.driver(),
                states,
                preCopy,
                stopCopy,
                rounds,
                downtime,
                gates,
                finalState,
                error);
    }
}
