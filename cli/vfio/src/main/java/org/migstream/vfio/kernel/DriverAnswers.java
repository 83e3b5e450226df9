// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.List;
import org.migstream.vfio.DeviceState;
import org.migstream.vfio.DriverError;
import org.migstream.vfio.Errno;

/** What drivers' refusals mean, as far as their sources tell. */
final class DriverAnswers {
    private static final String SESSION_ENDED = "the session is over: the device was reset, or an error ended it";

    private DriverAnswers() {}

    /** To a read of the data. */
    static Answers toRead(String operation) {
        return Answers.to(operation).where(Errno.ENODEV, SESSION_ENDED);
    }

    /** To a write of the data; {@code driver} is null if nobody knows. */
    static Answers toWrite(String operation, String driver) {
        return with(toRead(operation), driver == null ? List.of() : DriverError.onWriting(driver));
    }

    /** To a request for a state. */
    static Answers toRequest(DeviceState state, String driver) {
        boolean mayEndResuming = driver != null && state == DeviceState.STOP;
        return with(Answers.to("go to " + state), mayEndResuming ? DriverError.onLeavingResuming(driver) : List.of());
    }

    private static Answers with(Answers answers, List<DriverError> errors) {
        Answers all = answers;
        for (DriverError error : errors) {
            all = all.where(error.errno(), error.toString());
        }
        return all;
    }
}
