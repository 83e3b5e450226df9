// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.DeviceState;
import org.migstream.vfio.Errno;

/** What a driver's refusal means is said where it is known, and only there. */
class DriverAnswersTest {
    private static final String WRITE = "write the data";

    private static String message(Answers answers, Errno errno) {
        return answers.failure(errno.number()).getMessage();
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
    void aRefusedWriteOfMtty(Errno errno, String meaning) {
        assertEquals(
                WRITE + ": " + errno.text() + ": " + meaning, message(DriverAnswers.toWrite(WRITE, "mtty"), errno));
    }

    @Test
    void aStateThatMttyDoesNotLoad() {
        assertEquals(
                "go to STOP: Invalid argument: mtty answers EINVAL on leaving RESUMING: the state is shorter than the"
                        + " target's number of ports needs",
                message(DriverAnswers.toRequest(DeviceState.STOP, "mtty"), Errno.EINVAL));
    }

    /** A driver's own words for an error come before the general ones. */
    @Test
    void mlx5SaysMoreOfASessionThatIsOver() {
        assertEquals(
                WRITE + ": No such device: mlx5 answers ENODEV on writing: an error happened before, or the device was"
                        + " reset",
                message(DriverAnswers.toWrite(WRITE, "mlx5"), Errno.ENODEV));
    }

    /** EINVAL when RESUMING is left says nothing about other steps, nor about a write. */
    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "RESUMING", "STOP_COPY", "PRE_COPY"})
    void otherStepsHaveNoSuchMeaning(DeviceState state) {
        assertEquals(
                "go to " + state + ": Invalid argument", message(DriverAnswers.toRequest(state, "mtty"), Errno.EINVAL));
        assertEquals(WRITE + ": Invalid argument", message(DriverAnswers.toWrite(WRITE, "mtty"), Errno.EINVAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody_knows_vfio_pci", ""})
    void ofAnUnknownDriverNothingIsSaid(String driver) {
        for (String name : new String[] {driver, null}) {
            for (Errno errno : new Errno[] {Errno.EFAULT, Errno.EINVAL, Errno.ENOMEM}) {
                assertEquals(WRITE + ": " + errno.text(), message(DriverAnswers.toWrite(WRITE, name), errno));
                assertEquals(
                        "go to STOP: " + errno.text(), message(DriverAnswers.toRequest(DeviceState.STOP, name), errno));
            }
        }
    }

    @Test
    void aReadOfASessionThatIsOver() {
        assertEquals(
                "read the data: No such device: the session is over: the device was reset, or an error ended it",
                message(DriverAnswers.toRead("read the data"), Errno.ENODEV));
        assertEquals("read the data: Input/output error", message(DriverAnswers.toRead("read the data"), Errno.EIO));
    }
}
