// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V2DeviceState;

/** The messages contain the meaning of a driver's error if it is known, and only then. */
class ErrnoMessagesTest {
    private static final String WRITE = "write the data";

    private static String message(ErrnoMessages messages, Errno errno) {
        return messages.toException(errno.number()).getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EFAULT | mtty answers EFAULT on writing: the first 24 bytes (magic, version, number of ports) do not fit the"
                        + " target's device",
                "ENOMEM | mtty answers ENOMEM on writing: more bytes than the target's number of ports takes",
                "ENODEV | the data session has ended: the device was reset, or an error ended the session"
            })
    void refusedWrite_ofMtty_hasMeaning(Errno errno, String meaning) {
        assertEquals(
                WRITE + ": " + errno.message() + ": " + meaning, message(ErrnoMessages.forWrite(WRITE, "mtty"), errno));
    }

    @Test
    void refusedState_ofMtty_hasMeaning() {
        assertEquals(
                "go to STOP: Invalid argument: mtty answers EINVAL on leaving RESUMING: the state is shorter than the"
                        + " target's number of ports needs",
                message(ErrnoMessages.forStateChange(V2DeviceState.STOP, "mtty"), Errno.EINVAL));
    }

    /** The meaning of a driver's error replaces the general meaning. */
    @Test
    void endedSession_ofMlx5_hasDriverMeaning() {
        assertEquals(
                WRITE + ": No such device: mlx5 answers ENODEV on writing: an error happened before, or the device was"
                        + " reset",
                message(ErrnoMessages.forWrite(WRITE, "mlx5"), Errno.ENODEV));
    }

    /** The meaning of EINVAL for the exit from RESUMING is not used for other steps or for a write. */
    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "RESUMING", "STOP_COPY", "PRE_COPY"})
    void otherStates_haveNoDriverMeaning(V2DeviceState state) {
        assertEquals(
                "go to " + state + ": Invalid argument",
                message(ErrnoMessages.forStateChange(state, "mtty"), Errno.EINVAL));
        assertEquals(WRITE + ": Invalid argument", message(ErrnoMessages.forWrite(WRITE, "mtty"), Errno.EINVAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown_vfio_pci", ""})
    void unknownDriver_hasNoMeaning(String driver) {
        for (String name : new String[] {driver, null}) {
            for (Errno errno : new Errno[] {Errno.EFAULT, Errno.EINVAL, Errno.ENOMEM}) {
                assertEquals(WRITE + ": " + errno.message(), message(ErrnoMessages.forWrite(WRITE, name), errno));
                assertEquals(
                        "go to STOP: " + errno.message(),
                        message(ErrnoMessages.forStateChange(V2DeviceState.STOP, name), errno));
            }
        }
    }

    @Test
    void read_ofEndedSession_hasMeaning() {
        assertEquals(
                "read the data: No such device: the data session has ended: the device was reset, or an error ended the"
                        + " session",
                message(ErrnoMessages.forRead("read the data"), Errno.ENODEV));
        assertEquals("read the data: Input/output error", message(ErrnoMessages.forRead("read the data"), Errno.EIO));
    }
}
