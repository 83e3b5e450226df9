// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.List;
import org.migstream.vfio.DriverError;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V2DeviceState;

/** What drivers' refusals mean, as far as their sources tell. */
final class DriverErrnoMessages {
    private static final String SESSION_ENDED = "the session is over: the device was reset, or an error ended it";

    private DriverErrnoMessages() {}

    /** To a read of the data. */
    static ErrnoMessages forRead(String operation) {
        return ErrnoMessages.of(operation).with(Errno.ENODEV, SESSION_ENDED);
    }

    /** To a write of the data; {@code driver} is null if nobody knows. */
    static ErrnoMessages forWrite(String operation, String driver) {
        return withDriverErrors(forRead(operation), driver == null ? List.of() : DriverError.whileWriting(driver));
    }

    /** To a request for a state. */
    static ErrnoMessages forStateChange(V2DeviceState state, String driver) {
        boolean mayEndResuming = driver != null && state == V2DeviceState.STOP;
        return withDriverErrors(
                ErrnoMessages.of("go to " + state),
                mayEndResuming ? DriverError.whileLeavingResuming(driver) : List.of());
    }

    private static ErrnoMessages withDriverErrors(ErrnoMessages answers, List<DriverError> errors) {
        ErrnoMessages all = answers;
        for (DriverError error : errors) {
            all = all.with(error.errno(), error.toString());
        }
        return all;
    }
}
