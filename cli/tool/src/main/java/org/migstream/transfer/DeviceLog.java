// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import org.migstream.transfer.DeviceTransfer.Amount;
import org.migstream.transfer.DeviceTransfer.Entered;
import org.migstream.transfer.DeviceTransfer.Gate;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;

/** The notes on one device. Several threads write them: there is a report to be had at any moment. */
final class DeviceLog {
    private final String name;
    private String idstr;
    private final long began;
    private final List<Entered> states = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private MigrationDevice device;
    private Amount preCopy = new Amount(0, 0);
    private Amount stopCopy = new Amount(0, 0);
    private int rounds;
    private Long halted;
    private Long downtime;
    private String left;
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
        this.began = began;
    }

    private long now() {
        return (System.nanoTime() - began) / 1000;
    }

    /** This is the idstr of its sections. */
    synchronized void named(String name) {
        idstr = name;
    }

    /** It could be opened. */
    synchronized void opened(MigrationDevice opened) {
        device = opened;
    }

    /** It is in this state now. */
    synchronized void entered(MigrationState state) {
        long now = now();
        boolean stands = state.activity() == DeviceActivity.STOPPED;
        if (stands && halted == null) {
            halted = now;
        } else if (!stands) {
            halted = null;
        }
        states.add(new Entered(state.toString(), now));
        left = state.toString();
    }

    /** It was reset, and is in this state now; null if that cannot be told. */
    synchronized void reset(MigrationState state) {
        states.add(new Entered(DeviceTransfer.RESET, now()));
        left = null;
        if (state != null) {
            entered(state);
        }
    }

    /** A record of its data was transferred. */
    synchronized void transferred(DataPhase phase, long bytes) {
        if (phase == DataPhase.PRE_COPY) {
            preCopy = new Amount(preCopy.bytes() + bytes, preCopy.records() + 1);
        } else {
            stopCopy = new Amount(stopCopy.bytes() + bytes, stopCopy.records() + 1);
        }
    }

    /** A round of pre-copy is over. */
    synchronized void round() {
        rounds++;
    }

    /** Its data are complete. */
    synchronized void dataEnded() {
        downtime = halted == null ? null : Long.valueOf(now() - halted);
    }

    /** It was judged. */
    synchronized void judged(Gate gate) {
        gates.add(gate);
    }

    /** Something went wrong with it; the first is what is told. */
    synchronized void failed(String why) {
        if (error == null) {
            error = why;
        }
    }

    /** The last resort failed, which is told besides. */
    synchronized void failedToo(String why) {
        error = error == null ? why : error + "; " + why;
    }

    /** The state in which it was left; null if it could not be asked. */
    synchronized void left(MigrationState state) {
        left = state == null ? null : state.toString();
    }

    /** All notes. */
    synchronized DeviceTransfer report() {
        return new DeviceTransfer(
                name,
                idstr,
                device == null ? null : device.machine().uapi(),
                device == null ? List.of() : device.features(),
                device == null ? null : device.driver(),
                states,
                preCopy,
                stopCopy,
                rounds,
                downtime,
                gates,
                left,
                error);
    }
}
