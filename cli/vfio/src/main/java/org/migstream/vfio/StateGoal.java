// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Set;
import org.migstream.vfio.MigrationDevice.StateChange;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;

/**
 * A wanted state, and the paths on which a device may reach it.
 *
 * @param activity the activity of the wanted state
 * @param data the data phase of the wanted state
 * @param mostActive the most active state that the device may pass through, if neither its current state nor the wanted
 *     state is as active
 * @param anyPath whether another path is tried after every error of the driver; else only if the driver does not grant a
 *     request
 */
public record StateGoal(DeviceActivity activity, DataPhase data, DeviceActivity mostActive, boolean anyPath) {
    /** The errors with which a driver answers a request that it does not grant. */
    private static final Set<Errno> NOT_GRANTED = Set.of(Errno.EINVAL, Errno.ENOSYS, Errno.ENOTTY, Errno.EOPNOTSUPP);

    /** Returns the goal for a device that becomes on the way no more active than in its current or the wanted state. */
    public static StateGoal of(DeviceActivity activity, DataPhase data) {
        return new StateGoal(activity, data, DeviceActivity.STOPPED, false);
    }

    /** Returns the same goal for a device that may pass through states of this activity. */
    public StateGoal passingThrough(DeviceActivity activityOnTheWay) {
        return new StateGoal(activity, data, activityOnTheWay, anyPath);
    }

    /** Returns the same goal for a device that must get there, after whatever error. */
    public StateGoal onAnyPath() {
        return new StateGoal(activity, data, mostActive, true);
    }

    /** Returns whether a state is the wanted one. */
    boolean isReachedIn(MigrationState state) {
        return !state.isError() && state.activity() == activity && state.dataPhase() == data;
    }

    /**
     * Returns whether another path may be tried after a failure. If the driver refuses to leave RESUMING with any error
     * but EINVAL, it has refused the data that were written. The steps of a request of several steps can be requested one
     * by one after any error.
     */
    boolean mayTryAnotherPath(StateChange refused, VfioException failure) {
        if (failure.errno().isEmpty() || failure.hasErrno(Errno.ENODEV)) {
            return false;
        }
        if (refused.from().dataPhase() == DataPhase.RESUMING) {
            return failure.hasErrno(Errno.EINVAL);
        }
        return anyPath
                || refused.goesSeveralSteps()
                || NOT_GRANTED.contains(failure.errno().get());
    }

    /** Returns whether a driver does not grant a request. Only v1 leaves it to the driver which requests it grants. */
    public static boolean isNotGranted(StateMachine<?> machine, VfioException failure) {
        return machine.requestsAnyDistance()
                && failure.errno().map(NOT_GRANTED::contains).orElse(false);
    }

    /**
     * Returns whether a request may follow one that was refused. A driver that has refused a request and yet left the
     * state has failed; then only a device that must get there goes on.
     */
    boolean mayContinue(StateChange refused, StateChange next) {
        return anyPath || next.from().value() == refused.from().value();
    }
}
