// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V2DeviceState;

/** What a driver's refusal means is said where it is known, and only there. */
class DriverErrnoMessagesTest {
    private static final String WRITE = "write the data";

    private static String message(ErrnoMessages answers, Errno errno) {
        return answers.toException(errno.number()).getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EFAULT | mtty answers EFAULT on writing: the first 24 bytes (magic, version, number of ports) do not fit the"
                        + " target's device",
                "ENOMEM | mtty answers ENOMEM on writing: more bytes than the target's number of ports takes",
                "ENODEV | the session is over: the device was reset, or an error ended it"
            })
    void refusedWrite_ofMtty_hasMeaning(Errno errno, String meaning) {
        assertEquals(
                WRITE + ": " + errno.message() + ": " + meaning,
                message(DriverErrnoMessages.forWrite(WRITE, "mtty"), errno));
    }

    @Test
    void refusedState_ofMtty_hasMeaning() {
        assertEquals(
                "go to STOP: Invalid argument: mtty answers EINVAL on leaving RESUMING: the state is shorter than the"
                        + " target's number of ports needs",
                message(DriverErrnoMessages.forStateChange(V2DeviceState.STOP, "mtty"), Errno.EINVAL));
    }

    /** A driver's own words for an error come before the general ones. */
    @Test
    void endedSession_ofMlx5_hasDriverMeaning() {
        assertEquals(
                WRITE + ": No such device: mlx5 answers ENODEV on writing: an error happened before, or the device was"
                        + " reset",
                message(DriverErrnoMessages.forWrite(WRITE, "mlx5"), Errno.ENODEV));
    }

    /** EINVAL when RESUMING is left says nothing about other steps, nor about a write. */
    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "RESUMING", "STOP_COPY", "PRE_COPY"})
    void otherStates_haveNoDriverMeaning(V2DeviceState state) {
        assertEquals(
                "go to " + state + ": Invalid argument",
                message(DriverErrnoMessages.forStateChange(state, "mtty"), Errno.EINVAL));
        assertEquals(WRITE + ": Invalid argument", message(DriverErrnoMessages.forWrite(WRITE, "mtty"), Errno.EINVAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody_knows_vfio_pci", ""})
    void unknownDriver_hasNoMeaning(String driver) {
        for (String name : new String[] {driver, null}) {
            for (Errno errno : new Errno[] {Errno.EFAULT, Errno.EINVAL, Errno.ENOMEM}) {
                assertEquals(WRITE + ": " + errno.message(), message(DriverErrnoMessages.forWrite(WRITE, name), errno));
                assertEquals(
                        "go to STOP: " + errno.message(),
                        message(DriverErrnoMessages.forStateChange(V2DeviceState.STOP, name), errno));
            }
        }
    }

    @Test
    void read_ofEndedSession_hasMeaning() {
        assertEquals(
                "read the data: No such device: the session is over: the device was reset, or an error ended it",
                message(DriverErrnoMessages.forRead("read the data"), Errno.ENODEV));
        assertEquals(
                "read the data: Input/output error", message(DriverErrnoMessages.forRead("read the data"), Errno.EIO));
    }
}
