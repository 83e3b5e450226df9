// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;

/**
 * A wanted state, and how active the device may become on the way to it.
 *
 * @param activity the activity of the wanted state
 * @param data the data phase of the wanted state
 * @param mostActive the most active state that the device may pass through, if neither its current state nor the wanted
 *     state is as active
 */
public record StateGoal(DeviceActivity activity, DataPhase data, DeviceActivity mostActive) {
    /** Returns the goal for a device that becomes on the way no more active than in its current or the wanted state. */
    public static StateGoal of(DeviceActivity activity, DataPhase data) {
        return new StateGoal(activity, data, DeviceActivity.STOPPED);
    }

    /** Returns the same goal for a device that may pass through states of this activity. */
    public StateGoal passingThrough(DeviceActivity activityOnTheWay) {
        return new StateGoal(activity, data, activityOnTheWay);
    }

    /** Returns whether a state is the wanted one. */
    boolean isReachedIn(MigrationState state) {
        return !state.isError() && state.activity() == activity && state.dataPhase() == data;
    }
}
