// SPDX-License-Identifier: Apache-2.0
package org.migstream.states;

import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateMachine.Arc;

/** Describes the meaning of one step for the guest, the device and the data, in the terms of v1 or v2. */
enum TransitionStepText {
    V1("without DMA", "its DMA", "an empty data window", "write the saved chunks, in order"),
    V2("without P2P", "its DMA to other devices", "a new data fd", "write all that was saved, in order");

    private static final String UNCHANGED = "as before";

    private final String quietStateText;
    private final String pausedActivity;
    private final String dataChannel;
    private final String writeInstruction;

    TransitionStepText(String quietStateText, String pausedActivity, String dataChannel, String writeInstruction) {
        this.quietStateText = quietStateText;
        this.pausedActivity = pausedActivity;
        this.dataChannel = dataChannel;
        this.writeInstruction = writeInstruction;
    }

    static TransitionStepText ofUapi(String uapi) {
        return uapi.equals("v1") ? V1 : V2;
    }

    /** Describes the allowed activity of the guest after the step. */
    String describeGuest(Arc<?> arc) {
        if (arc.from().activity() == arc.to().activity()) {
            return UNCHANGED;
        }
        switch (arc.to().activity()) {
            case STOPPED:
                return "is stopped; neither it nor a peer touches the device";
            case P2P_QUIESCENT:
                return "may run; its requests to the device may have to wait";
            default:
                return "may run and use the device";
        }
    }

    /** Describes the device during the step. */
    String describeDevice(Arc<?> arc) {
        DeviceActivity before = arc.from().activity();
        DeviceActivity after = arc.to().activity();
        if (before != after) {
            switch (after) {
                case P2P_QUIESCENT:
                    return before == DeviceActivity.STOPPED
                            ? "runs again, except for " + pausedActivity
                            : "finishes " + pausedActivity + " and starts no more";
                case STOPPED:
                    return "stops: no DMA, no interrupt, no change of its state";
                default:
                    return before == DeviceActivity.STOPPED ? "runs again" : "starts " + pausedActivity + " again";
            }
        }
        if (arc.to().dataPhase() == DataPhase.RESUMING && arc.openedSession().isPresent()) {
            return "may discard its own state";
        }
        if (arc.from().dataPhase() == DataPhase.RESUMING && arc.to().dataPhase() == DataPhase.NONE) {
            return "accepts the written state, or refuses it";
        }
        return arc.from().dataPhase() == arc.to().dataPhase() && after == DeviceActivity.STOPPED
                ? "as before: a stopped device starts no DMA in either state"
                : UNCHANGED;
    }

    /** Describes the data session after the step. */
    String describeData(Arc<?> arc) {
        DataPhase before = arc.from().dataPhase();
        DataPhase after = arc.to().dataPhase();
        if (before == after) {
            return after == DataPhase.NONE ? "no session" : "the session continues";
        }
        switch (after) {
            case NONE:
                return describeSessionEnd(before);
            case RESUMING:
                return dataChannel + " (resume): " + writeInstruction;
            case PRE_COPY:
                return before == DataPhase.NONE
                        ? dataChannel + " (save): read while the device runs"
                        : "the session continues; the next stop may restart the data";
            default:
                return before == DataPhase.NONE
                        ? dataChannel + " (save): read to its end"
                        : "the session continues: read to its end";
        }
    }

    private static String describeSessionEnd(DataPhase before) {
        switch (before) {
            case PRE_COPY:
                return "the session ends unfinished; discard the data read so far";
            case STOP_COPY:
                return "the session ends; the data is complete if read to the end";
            default:
                return "the session ends";
        }
    }

    /** Describes the device in a state. The text follows the words "the device". */
    String describeDevice(MigrationState state) {
        switch (state.activity()) {
            case RUNNING:
                return "runs";
            case P2P_QUIESCENT:
                return "runs " + quietStateText;
            default:
                return "is stopped";
        }
    }

    /** Describes the data in a state. The text follows the words "its data". */
    static String describeData(MigrationState state) {
        switch (state.dataPhase()) {
            case PRE_COPY:
                return "is read while it changes";
            case STOP_COPY:
                return "is read to its end";
            case RESUMING:
                return "is written";
            default:
                return "is not accessible";
        }
    }
}
