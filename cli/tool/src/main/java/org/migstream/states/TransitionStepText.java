// SPDX-License-Identifier: Apache-2.0
package org.migstream.states;

import org.migstream.vfio.Arc;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationState;

/** What one step means, in sentences for those who have to bring it about. */
enum TransitionStepText {
    V1("without DMA", "its DMA", "an empty data window", "write the saved chunks, in order"),
    V2("without P2P", "its DMA to other devices", "a new data fd", "write all that was saved, in order");

    private static final String UNCHANGED = "as before";

    private final String quietStateText;
    private final String pausedActivity;
    private final String dataChannel;
    private final String writeInstruction;

    TransitionStepText(String quiet, String quietened, String channel, String writing) {
        this.quietStateText = quiet;
        this.pausedActivity = quietened;
        this.dataChannel = channel;
        this.writeInstruction = writing;
    }

    static TransitionStepText ofUapi(String uapi) {
        return uapi.equals("v1") ? V1 : V2;
    }

    /** What the guest may do from here on. */
    String describeGuest(Arc<?> arc) {
        if (arc.from().activity() == arc.to().activity()) {
            return UNCHANGED;
        }
        switch (arc.to().activity()) {
            case STOPPED:
                return "is stopped; neither it nor a peer touches the device";
            case P2P_QUIESCENT:
                return "may run; what it asks of the device may have to wait";
            default:
                return "may run and use the device";
        }
    }

    /** What the device does. */
    String describeDevice(Arc<?> arc) {
        DeviceActivity before = arc.from().activity();
        DeviceActivity after = arc.to().activity();
        if (before != after) {
            switch (after) {
                case P2P_QUIESCENT:
                    return before == DeviceActivity.STOPPED
                            ? "goes on, except for " + pausedActivity
                            : "finishes " + pausedActivity + " and starts no more";
                case STOPPED:
                    return "stops: no DMA, no interrupt, no change of its state";
                default:
                    return before == DeviceActivity.STOPPED ? "goes on" : "starts " + pausedActivity + " again";
            }
        }
        if (arc.to().dataPhase() == DataPhase.RESUMING && arc.openedSession().isPresent()) {
            return "may give up its own state";
        }
        if (arc.from().dataPhase() == DataPhase.RESUMING && arc.to().dataPhase() == DataPhase.NONE) {
            return "takes the state that was written, or refuses it";
        }
        return arc.from().dataPhase() == arc.to().dataPhase() && after == DeviceActivity.STOPPED
                ? "as before: standing still, it starts no DMA either way"
                : UNCHANGED;
    }

    /** What becomes of the data session. */
    String describeData(Arc<?> arc) {
        DataPhase before = arc.from().dataPhase();
        DataPhase after = arc.to().dataPhase();
        if (before == after) {
            return after == DataPhase.NONE ? "no session" : "the session goes on";
        }
        switch (after) {
            case NONE:
                return describeSessionEnd(before);
            case RESUMING:
                return dataChannel + " (resume): " + writeInstruction;
            case PRE_COPY:
                return before == DataPhase.NONE
                        ? dataChannel + " (save): read while the device runs"
                        : "the session goes on; the next stop may begin it anew";
            default:
                return before == DataPhase.NONE
                        ? dataChannel + " (save): read to its end"
                        : "the session goes on: read to its end";
        }
    }

    private static String describeSessionEnd(DataPhase before) {
        switch (before) {
            case PRE_COPY:
                return "the session ends unfinished; what was read is worth nothing";
            case STOP_COPY:
                return "the session ends; what was read is whole if read to the end";
            default:
                return "the session ends";
        }
    }

    /** A state's device: "the device ...". */
    String describeDevice(MigrationState state) {
        switch (state.activity()) {
            case RUNNING:
                return "runs";
            case P2P_QUIESCENT:
                return "runs " + quietStateText;
            default:
                return "stands still";
        }
    }

    /** A state's data: "its data ...". */
    static String describeData(MigrationState state) {
        switch (state.dataPhase()) {
            case PRE_COPY:
                return "is read while it changes";
            case STOP_COPY:
                return "is read to its end";
            case RESUMING:
                return "is written";
            default:
                return "is out of reach";
        }
    }
}
